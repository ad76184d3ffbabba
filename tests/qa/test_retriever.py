from dataclasses import replace

import numpy as np
import pytest

import qa.retriever
from index import store
from index.settings import BUNDLED_MODEL
from qa.asking import ASKING_WORDS
from qa.question import analyse
from qa.retriever import (
    ARTICLE_MAXSIM,
    ARTICLE_MAXSIM_LEARNED,
    ARTICLE_MAXSIM_OWN,
    FIELD_WEIGHTS,
    SENTENCE_MAXSIM,
    SENTENCE_MAXSIM_OWN,
    STATUTES,
    Retriever,
    profile,
)
from qa.schema import Query
from tests.fakes import ARTICLE_IDS, DIM

ZH_FIELDS, EN_FIELDS = set(FIELD_WEIGHTS["zh"]), set(FIELD_WEIGHTS["en"])


@pytest.fixture
def retriever(small_index, fake_encoder):
    return Retriever(small_index, fake_encoder)


@pytest.fixture
def retrieve(retriever):
    """A question to its hits."""

    def retrieve(question, **options):
        query = analyse(question, retriever.index, **options)
        return retriever.retrieve(query, retriever.encode(query))

    return retrieve


def ids(hits):
    return [hit.article_id for hit in hits]


# --- encode


def test_a_chinese_question_is_embedded_as_asked(retriever):
    encoded = retriever.encode(Query("", "主任列席", "zh"))
    expected = np.zeros(DIM)
    expected[[ord(c) % DIM for c in "主任列席"]] = 1 / np.sqrt(4)
    assert encoded.vector == pytest.approx(expected)
    assert encoded.words == ("主任", "列席")
    assert encoded.stems == ()


def test_its_words_are_joined_by_what_the_documents_print_for_them(retriever):
    assert retriever.encode(Query("", "一把手列席", "zh")).words[-2:] == ("书记", "主任")
    assert "主任" not in retriever.encode(Query("", "书记列席", "zh")).words


def test_an_english_question_is_embedded_as_asked_and_as_the_chinese_of_the_glossary(retriever, fake_encoder):
    encoded = retriever.encode(Query("", "Does the chair attend?", "en"))
    assert encoded.words == ("主任", "列席")
    assert encoded.stems == ("chair", "attend")
    both = fake_encoder.encode(["主任 列席", "Does the chair attend?"], "query").vectors.sum(axis=0)
    assert encoded.vector == pytest.approx(both / np.linalg.norm(both))
    assert len(encoded.tokens) == len("主任列席")
    assert len(encoded.own_tokens) == len("Doethechirttend")


def test_an_english_question_without_a_known_word_is_embedded_as_asked(retriever):
    encoded = retriever.encode(Query("", "xyz", "en"))
    assert (encoded.words, encoded.stems) == ((), ("xyz",))
    assert encoded.vector[[ord(c) % DIM for c in "xyz"]] == pytest.approx([1 / np.sqrt(3)] * 3)


def test_tokens_that_ask_are_left_out_of_late_interaction(retriever):
    assert {"谁", "？"} <= ASKING_WORDS | {"？"}
    assert len(retriever.encode(Query("", "谁列席？", "zh")).tokens) == len("列席")


def test_a_question_of_asking_words_alone_keeps_them(retriever):
    assert len(retriever.encode(Query("", "谁的？", "zh")).tokens) == len("谁的？")


def test_tokens_are_unit_vectors_about_the_mean(retriever):
    tokens = retriever.encode(Query("", "列席", "zh")).tokens
    moved = np.eye(DIM)[[ord(c) % DIM for c in "列席"]] - retriever.index.tokens.mean
    assert tokens == pytest.approx(moved / np.linalg.norm(moved, axis=1, keepdims=True), abs=1e-5)


# --- retrieve


@pytest.mark.parametrize(
    ("question", "first"),
    [
        ("主任列席党委常委会会议吗？", "jia:1"),
        ("代表每年视察几次？", "jia:2"),
        ("学习由书记主持吗？", "yi:1.2"),
        ("经费列入预算吗？", "yi:2.1"),
        ("Does the chair attend the meeting?", "jia:1"),
        ("Who inspects?", "jia:2"),
    ],
)
def test_the_article_that_answers_comes_first(retrieve, question, first):
    assert retrieve(question)[0].article_id == first


def test_a_hit_is_found_by_every_field_at_its_rank_and_scores_their_sum(retrieve):
    hit = retrieve("主任列席党委常委会会议。")[0]
    assert hit.ranks == dict.fromkeys(ZH_FIELDS, 1)
    assert hit.score == pytest.approx(sum(FIELD_WEIGHTS["zh"].values()) / (60 + 1))


def test_every_hit_scores_the_weighted_sum_over_its_ranks(retrieve):
    for hit in retrieve("Does the chair attend the meeting?"):
        assert set(hit.ranks) <= EN_FIELDS
        assert hit.score == pytest.approx(sum(FIELD_WEIGHTS["en"][f] / (60 + r) for f, r in hit.ranks.items()))


def test_late_interaction_of_the_words_as_asked_is_for_english_alone(retrieve):
    own = {ARTICLE_MAXSIM_OWN, SENTENCE_MAXSIM_OWN}
    assert own <= set(retrieve("Does the chair attend?")[0].ranks)
    assert not own & set(retrieve("主任列席吗？")[0].ranks)
    assert {ARTICLE_MAXSIM, SENTENCE_MAXSIM} <= set(retrieve("主任列席吗？")[0].ranks)


def test_hits_are_best_first_each_article_once(retrieve):
    hits = retrieve("会议")
    assert sorted(ids(hits)) == sorted(ARTICLE_IDS)
    assert [hit.score for hit in hits] == sorted((hit.score for hit in hits), reverse=True)


def test_an_article_that_shares_no_word_is_not_found_by_words(retrieve):
    ranks = {hit.article_id: hit.ranks for hit in retrieve("经费列入预算。")}
    assert ranks["yi:2.1"][store.SENTENCE_WORDS] == 1
    assert store.SENTENCE_WORDS not in ranks["jia:1"]


def test_a_filter_keeps_other_documents_out(retrieve):
    assert set(ids(retrieve("主任列席会议吗？", doc_ids=["yi"]))) == {"yi:1.1", "yi:1.2", "yi:2.1"}
    assert set(ids(retrieve("乙市主任列席会议吗？"))) == {"yi:1.1", "yi:1.2", "yi:2.1"}


def test_an_article_addressed_comes_first_whatever_its_score(retrieve):
    hits = retrieve("主任列席党委常委会会议，第二条怎么说？", doc_ids=["jia"])
    assert ids(hits)[:2] == ["jia:2", "jia:1"]
    assert hits[0].score < hits[1].score


def test_the_same_question_finds_the_same(retrieve):
    assert retrieve("会议多久一次？") == retrieve("会议多久一次？")


def test_an_empty_index_finds_nothing(retriever):
    query = Query("", "列席", "zh", doc_ids=("bing",))
    encoded = retriever.encode(query)
    assert retriever.retrieve(query, encoded) == []
    assert retriever.retrieve(replace(query, language="en"), encoded) == []


# --- statutes


@pytest.fixture
def statutes(small_index):
    """The small index as if its articles were a statute's and the default model had made it."""
    numbered = tuple(replace(a, label=f"第{n}条") for n, a in enumerate(small_index.articles, 1))
    manifest = small_index.manifest | {"model": small_index.manifest["model"] | {"name": BUNDLED_MODEL}}
    return replace(small_index, articles=numbered, manifest=manifest)


def test_only_chinese_over_statutes_with_the_default_model_takes_what_was_learned_for_it(small_index, statutes):
    assert [profile(language, statutes) for language in ("zh", "en")] == [STATUTES, "en"]
    assert profile("zh", small_index) == "zh"
    assert profile("zh", replace(statutes, manifest=small_index.manifest)) == "zh"
    assert profile("zh", replace(statutes, articles=small_index.articles)) == "zh"


def test_statutes_are_searched_with_the_question_map_and_the_projection(statutes, fake_encoder, monkeypatch):
    monkeypatch.setattr(qa.retriever, "_question_map", lambda: np.negative)
    monkeypatch.setattr(qa.retriever, "_projection", lambda: np.eye(DIM, dtype=np.float32))
    learned, query = Retriever(statutes, fake_encoder), Query("主任列席", "主任列席", "zh")
    encoded = learned.encode(query)
    rankings = learned.rankings(query, encoded)
    assert set(rankings) == set(FIELD_WEIGHTS[STATUTES])
    plain = Retriever(replace(statutes, manifest={"model": {"name": "other"}}), fake_encoder)
    # a map that turns the question about finds what lies opposite
    opposite = plain.rankings(query, replace(encoded, vector=-encoded.vector))
    assert rankings[store.ARTICLE_VECTORS] == opposite[store.ARTICLE_VECTORS]
    assert rankings[store.ARTICLE_VECTORS] != plain.rankings(query, encoded)[store.ARTICLE_VECTORS]
    # the identity ranks as no projection does
    whole = plain.rankings(query, encoded)[ARTICLE_MAXSIM]
    assert rankings[ARTICLE_MAXSIM_LEARNED][:2] == whole[:2]
