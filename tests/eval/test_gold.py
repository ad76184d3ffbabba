"""The gold set names only articles that exist and facts that those articles say."""

from __future__ import annotations

import json
import unicodedata
from collections import Counter
from pathlib import Path

import pytest

from index.articles import split_articles
from index.readers import read_corpus

ROOT = Path(__file__).resolve().parents[2]
LINES = (ROOT / "eval" / "gold.jsonl").read_text(encoding="utf-8").splitlines()
CASES = [json.loads(line) for line in LINES]
REQUIRED = ("id", "split", "type", "lang", "question", "answerable", "articles", "facts")
OPTIONAL = ("answer", "history", "note")
ANSWERABLE_TYPES = frozenset("who when number list procedure yesno address comparison followup what".split())
UNANSWERABLE_TYPES = frozenset({"near_miss", "off_topic"})
SEED_DOCUMENTS = {"panzhihua", "wenzhou", "guangzhou", "hefei", "beiliu"}
MISSION_QUESTION = "who attends the party standing committee meeting?"


def normalise(text: str) -> str:
    """NFKC, white space and punctuation removed: the comparison that the gold format promises."""
    return "".join(
        c
        for c in unicodedata.normalize("NFKC", text)
        if not c.isspace() and not unicodedata.category(c).startswith("P")
    )


@pytest.fixture(scope="module")
def article_texts() -> dict[str, str]:
    """Article id -> normalised text, for the whole seed corpus."""
    documents = read_corpus(ROOT / "corpus")
    return {article.id: normalise(article.text) for document in documents for article in split_articles(document)}


def test_ids_and_questions_are_unique():
    assert len({case["id"] for case in CASES}) == len(CASES)
    asked = {(case["question"], tuple(case.get("history", ()))) for case in CASES}
    assert len(asked) == len(CASES)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_fields(case):
    assert tuple(case) == REQUIRED + tuple(name for name in OPTIONAL if name in case)
    assert case["split"] in ("dev", "test")
    assert case["lang"] in ("zh", "en")
    assert case["type"] in (ANSWERABLE_TYPES if case["answerable"] else UNANSWERABLE_TYPES)
    assert case["question"].strip() == case["question"] != ""
    assert case["answerable"] == bool(case["articles"]) == bool(case["facts"])
    assert len(case["facts"]) <= 8
    assert (case["type"] != "followup") or case.get("history")


def test_the_set_is_large_and_varied():
    assert len(CASES) >= 120
    assert sum(case["lang"] == "en" for case in CASES) >= 25
    assert sum(not case["answerable"] for case in CASES) >= 30


@pytest.mark.parametrize("split", ["dev", "test"])
def test_every_type_is_in_both_splits(split):
    types = Counter(case["type"] for case in CASES if case["split"] == split)
    assert set(types) == ANSWERABLE_TYPES | UNANSWERABLE_TYPES


def test_the_mission_question_is_in_dev():
    (case,) = [case for case in CASES if case["question"] == MISSION_QUESTION]
    assert case["split"] == "dev"
    assert {"wenzhou:1.2", "guangzhou:2.5", "hefei:5.19"} <= set(case["articles"])


def test_every_gold_article_exists(article_texts):
    named = {article_id for case in CASES for article_id in case["articles"]}
    assert named <= article_texts.keys()


def test_most_articles_are_asked_about():
    named = {article_id for case in CASES for article_id in case["articles"]}
    assert len(named) >= 65
    assert {article_id.split(":")[0] for article_id in named} == SEED_DOCUMENTS


@pytest.mark.parametrize("case", [case for case in CASES if case["answerable"]], ids=lambda case: case["id"])
def test_every_fact_is_said_by_a_gold_article(case, article_texts):
    gold = [article_texts[article_id] for article_id in case["articles"]]
    for fact in case["facts"]:
        assert all(normalise(accepted) for accepted in fact)
        assert any(normalise(accepted) in text for accepted in fact for text in gold), fact
