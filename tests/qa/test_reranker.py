from dataclasses import replace

import numpy as np
import pytest

from index.tokens import TokenVectors
from qa.reranker import (
    ARTICLE,
    ARTICLE_RANK,
    EXPECTED,
    MAXSIM,
    MAXSIM_OWN,
    READ_ARTICLES,
    SENTENCE_WEIGHTS,
    WORDS,
    maxsim,
    rank_sentences,
)
from qa.retriever import Retriever
from qa.schema import EncodedQuery, Hit, Query
from tests.fakes import DIM


@pytest.fixture
def plain_index(small_index):
    """The small index with nothing taken away from its token vectors: a cosine is 1 for the same character, else 0."""
    tokens = small_index.tokens
    return replace(small_index, tokens=TokenVectors(tokens.vectors, tokens.starts, np.zeros(DIM, np.float32)))


@pytest.fixture
def ranked(plain_index, fake_encoder):
    """(question, hits) to evidence."""

    def ranked(text, hits, language="zh", **changes):
        query = Query(text, text, language, **changes)
        return rank_sentences(query, Retriever(plain_index, fake_encoder).encode(query), hits, plain_index)

    return ranked


def characters(text):
    return np.eye(DIM, dtype=np.float32)[[ord(c) % DIM for c in text]]


def texts(evidence):
    return [found.quote.text for found in evidence]


def test_maxsim_is_the_best_match_of_each_token_in_each_sentence(plain_index):
    rows = [plain_index.sentences.index(s) for s in plain_index.sentences if s.article_id == "jia:1"]
    by_token = maxsim(characters("会议主度"), plain_index, rows)  # 主任列席党委常委会会议。 会议每季度召开一次。
    assert by_token == pytest.approx(np.array([[1, 1, 1, 0], [1, 1, 0, 1]]), abs=1e-3)


def test_maxsim_of_nothing_is_empty(plain_index):
    assert maxsim(characters("会议"), plain_index, []).shape == (0, 2)


def test_evidence_is_a_sentence_of_an_article_found(ranked, plain_index):
    evidence = ranked("主任列席", [Hit("jia:1", 1.0)])
    assert texts(evidence) == ["主任列席党委常委会会议。", "会议每季度召开一次。"]
    for found in evidence:
        text = plain_index.article(found.article_id).text
        assert text[found.quote.start : found.quote.end] == found.quote.text


ZH, EN = SENTENCE_WEIGHTS["zh"], SENTENCE_WEIGHTS["en"]


def test_a_score_is_the_weighted_sum_of_what_speaks_for_the_sentence(ranked):
    first, second = ranked("主任列席", [Hit("jia:1", 1.0)])
    # 主任列席党委常委会会议。 holds all four characters and both words; 会议每季度召开一次。 none, in the same article
    assert first.score == pytest.approx(ZH[MAXSIM] + ZH[WORDS] + ZH[ARTICLE] + ZH[ARTICLE_RANK], abs=0.02)
    assert second.score == pytest.approx(ZH[ARTICLE] + ZH[ARTICLE_RANK], abs=0.02)


def test_a_sentence_that_holds_the_kind_asked_for_gains(ranked, monkeypatch):
    weight = ZH[EXPECTED]
    holding, other = ranked("会议多久一次？", [Hit("jia:1", 1.0)])
    assert holding.quote.text == "会议每季度召开一次。"
    monkeypatch.setitem(ZH, EXPECTED, 0.0)
    unweighed = ranked("会议多久一次？", [Hit("jia:1", 1.0)])
    assert [holding.score - weight, other.score] == pytest.approx([found.score for found in unweighed])


def test_an_article_found_later_counts_less(ranked):
    first, later = ranked("xyz", [Hit("jia:2", 1.0), Hit("yi:2.1", 0.9)])
    assert (first.article_id, later.article_id) == ("jia:2", "yi:2.1")
    gap = 0.1 * ZH[ARTICLE] + (1 - 1 / 2) * ZH[ARTICLE_RANK]
    assert first.score - later.score == pytest.approx(gap, abs=0.02)


def test_english_ranks_by_glosses_and_by_both_wordings(ranked):
    first = ranked("director attends", [Hit("jia:1", 1.0)], language="en")[0]
    assert first.quote.text == "主任列席党委常委会会议。"
    # embedded as 主任 列席, all of it there; of the question's own letters none is
    assert first.score == pytest.approx(EN[MAXSIM] + EN[WORDS] + EN[ARTICLE] + EN[ARTICLE_RANK], abs=0.02)
    assert EN[MAXSIM_OWN] > 0


def test_of_several_documents_named_the_best_article_of_each_is_read(ranked):
    hits = [Hit("jia:1", 1.0)] * READ_ARTICLES + [Hit("yi:1.1", 0.1), Hit("yi:1.2", 0.1)]
    both = ranked("会议", hits, doc_ids=("jia", "yi"))
    assert {found.article_id for found in both} == {"jia:1", "yi:1.1"}
    assert {found.article_id for found in ranked("会议", hits, doc_ids=("jia",))} == {"jia:1"}


def test_only_the_first_articles_are_read(ranked, plain_index):
    hits = [Hit("jia:1", 1.0)] * READ_ARTICLES + [Hit("yi:1.1", 1.0)]
    assert {found.article_id for found in ranked("学习", hits)} == {"jia:1"}


def test_ties_keep_the_order_of_the_index(ranked):
    evidence = ranked("xyz", [Hit("jia:1", 1.0)])
    assert evidence[0].score == evidence[1].score
    assert texts(evidence) == ["主任列席党委常委会会议。", "会议每季度召开一次。"]


def test_nothing_found_is_no_evidence(ranked):
    assert ranked("会议", []) == []


def test_a_hit_without_sentences_is_no_evidence(plain_index):
    bare = replace(plain_index, sentences=())
    encoded = EncodedQuery(characters("会")[0], characters("会"), characters("会"), ("会",), ())
    assert rank_sentences(Query("会", "会", "zh"), encoded, [Hit("jia:1", 1.0)], bare) == []
