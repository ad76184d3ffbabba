from dataclasses import replace

import numpy as np
import pytest

from eval.bench.ranking import Asked
from eval.bench.refusal_statutes import NOISE, Pair, ask_twice, auroc, by_part, by_signal, curve, interval, note
from qa.confidence import SIGNALS, load_models
from qa.engine import Tiaowen
from qa.reading import Unread

QUESTION, GOLD = "主任列席党委常委会会议吗？", "jia:1"


@pytest.fixture
def pair(small_index, fake_encoder):
    return ask_twice([Asked("1", QUESTION, (GOLD,))], small_index, fake_encoder, Unread())[0]


def pair_of(pair, kept, removed, retrieved=("x",)):
    return Pair(pair.asked, *(replace(pair.kept, confidence=c, retrieved=retrieved) for c in (kept, removed)))


def test_a_question_is_asked_with_its_gold_articles_and_without(pair, small_index, fake_encoder):
    assert pair.found and pair.first
    assert pair.removed.confidence < pair.kept.confidence
    assert GOLD not in pair.removed.retrieved
    assert not {citation.article_id for citation in pair.removed.citations} & {GOLD}


def test_the_confidence_is_the_products_own(pair, small_index, fake_encoder):
    assert pair.kept.confidence == Tiaowen(small_index, fake_encoder, load_models()).ask(QUESTION).confidence


def test_auroc_counts_pairs_of_any_two_questions():
    # 3 > 2, 3 > 1, 1 < 2, 1 = 1
    assert auroc(np.array([3.0, 1.0]), np.array([2.0, 1.0])) == (1 + 1 + 0 + 1 / 2) / 4


def test_the_interval_lies_about_the_auroc_and_a_question_stays_with_itself():
    rng = np.random.default_rng(0)
    kept = rng.normal(0.5, 1, 80)
    removed = kept - 0.5
    low, high = interval(kept, removed)
    assert low < auroc(kept, removed) < high
    assert interval(kept, kept)[0] == interval(kept, kept)[1] == 0.5  # however drawn: each is tied with itself


def test_the_curve_refuses_no_more_answerable_than_it_says():
    kept, removed = np.arange(100.0), np.arange(100.0) - 10.5
    found = curve(kept, removed)
    assert list(found) == ["refused at 1%", "refused at 3%", "refused at 5%", "refused at 10%", "refused at 20%"]
    assert found["refused at 5%"] == sum(value < 5 for value in removed) / 100  # 0 to 4 are below 5: five of a hundred
    assert curve(np.ones(50), np.ones(50))["refused at 20%"] == 0


def test_parts_are_apart_where_it_can_know(pair):
    pairs = [pair, pair_of(pair, 0.4, 0.4), pair_of(pair, 0.6, 0.5, ("x", GOLD)), pair_of(pair, 0.6, 0.6 + NOISE / 2)]
    rows = by_part(pairs)
    assert [row["n"] for row in rows.values()] == [4, 1, 2, 2]
    found = rows["dev, a gold article in the first 10"]
    assert (found["falls"], found["rises"]) == (1.0, 0.0)
    lost = rows["dev, none in the first 10"]
    assert (lost["falls"], lost["rises"]) == (0.0, 0.0)  # half of NOISE is none
    assert "of 2 of the 4 questions" in note(pairs)
    assert f"{1 - (2 / 4) ** 2 / 2:.2f}" in note(pairs)


def test_a_part_without_questions_says_so(pair):
    assert by_part([pair])["dev, none in the first 10"] == {"n": 0}


def test_a_signal_counts_in_the_direction_in_which_it_speaks(pair):
    rows = by_signal([pair])
    assert list(rows) == [f"signal: {name}" for name in SIGNALS]
    assert rows["signal: new_words"]["falls"] == 1.0  # more new words speak against an answer
    assert rows["signal: cosine"]["AUROC"] == 1.0
