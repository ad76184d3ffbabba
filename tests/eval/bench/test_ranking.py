import numpy as np
import pytest

from eval.bench.ranking import Asked, Ranked, ablation, fused, order, rank_all, scores, served
from index import store
from qa.confidence import load_models
from qa.engine import Tiaowen
from qa.retriever import FIELD_WEIGHTS, SENTENCE_MAXSIM, Retriever
from qa.schema import Query

WORDS, VECTORS = store.ARTICLE_WORDS, store.ARTICLE_VECTORS


def ranked(rankings, gold=("a",), **query):
    return Ranked(Asked("q", "问", gold), Query("问", "问", "zh", **query), rankings)


def test_a_field_alone_is_its_own_ranking():
    row = ranked({WORDS: ["a", "b"], VECTORS: ["b", "c"]})
    assert order(row, {VECTORS: 1.0}) == ["b", "c"]


def test_without_a_field_late_interaction_loses_what_only_that_field_found():
    row = ranked({WORDS: ["a"], VECTORS: ["b"], SENTENCE_MAXSIM: ["b", "a"]})
    assert order(row, {WORDS: 1.0, SENTENCE_MAXSIM: 1.0}) == ["a"]
    assert order(row, {SENTENCE_MAXSIM: 1.0}) == ["b", "a"]


def test_an_addressed_article_stays_first():
    row = ranked({WORDS: ["a", "b"], SENTENCE_MAXSIM: ["a", "b", "c"]}, addresses=("c",))
    assert order(row, {WORDS: 1.0, SENTENCE_MAXSIM: 1.0})[0] == "c"


def test_scores_are_means_over_the_questions():
    second = Ranked(Asked("r", "问", ("z", "b")), Query("问", "问", "zh"), {WORDS: ["a", "b"]})
    found = scores([ranked({WORDS: ["a"]}), second], lambda row: order(row, {WORDS: 1.0}))
    assert found["n"] == 2
    assert found["hit@1"] == (1 + 0) / 2
    assert found["R@10"] == (1 + 1 / 2) / 2
    assert found["MRR@10"] == (1 + 1 / 2) / 2


def test_a_question_that_found_nothing_counts_as_nothing_found():
    assert scores([ranked({WORDS: []})], lambda row: order(row, {WORDS: 1.0}))["MRR@10"] == 0


def test_every_field_is_what_the_product_retrieves(small_index, fake_encoder):
    asked = [Asked("1", "谁列席党委常委会会议？", ("jia:1",)), Asked("2", "Who does the study?", ("yi:1.1",))]
    rows = rank_all(asked, small_index, fake_encoder)
    retriever = Retriever(small_index, fake_encoder)
    for row in rows:
        hits = retriever.retrieve(row.query, retriever.encode(row.query))
        assert order(row, FIELD_WEIGHTS[row.query.language]) == [hit.article_id for hit in hits]


def test_what_opens_a_document_that_is_asked_about_stays_first_without_a_field(small_index, fake_encoder):
    (row,) = rank_all([Asked("1", ASKED[2], ("jia:0",))], small_index, fake_encoder)
    assert row.openings == ("jia:0",) and order(row, row.weights)[0] != "jia:0"
    found = ablation([row])
    assert found["all fields"]["hit@1"] == found["without MaxSim, best sentence"]["hit@1"] == 1
    alone = row.rankings["article_words"]
    assert found["BM25, articles alone"]["hit@1"] == (alone[0] == "jia:0")


def test_an_ablation_has_each_field_left_out_and_alone(small_index, fake_encoder):
    rows = ablation(rank_all([Asked("1", "谁列席党委常委会会议？", ("jia:1",))], small_index, fake_encoder))
    assert {"all fields", "without BM25, articles", "BM25, articles alone", "without late interaction"} <= set(rows)
    assert not any("glosses" in name for name in rows)  # a Chinese question does not search them
    assert rows["all fields"]["hit@1"] == 1
    assert rows["all fields"]["n"] == pytest.approx(1)


class Preferring:
    """Log-odds of a passage: high where it holds the words."""

    def __init__(self, words):
        self.words = words

    def read(self, question, passages):
        return np.array([9.0 if self.words in passage else -9.0 for passage in passages], np.float32)


ASKED = (
    "谁列席党委常委会会议？",
    "甲市第一条",  # an address
    "甲市讲主任列席党委常委会会议的文件的依据是什么？",  # what opens a document
    "比较甲市和乙市的规定",
    "Who attends the meeting?",
)


@pytest.mark.parametrize("question", ASKED)
def test_what_is_served_unread_is_what_the_product_retrieves(small_index, fake_encoder, question):
    (row,) = rank_all([Asked("1", question, ("jia:1",))], small_index, fake_encoder)
    retriever = Retriever(small_index, fake_encoder)
    retrieved = [hit.article_id for hit in retriever.retrieve(row.query, retriever.encode(row.query))]
    assert list(fused(row)) == list(served(row)) == retrieved


@pytest.mark.parametrize("question", ASKED)
def test_what_is_served_once_it_is_read_is_what_the_product_serves(small_index, fake_encoder, question):
    reader = Preferring("经费")
    (row,) = rank_all([Asked("1", question, ("jia:1",))], small_index, fake_encoder, reader)
    engine = Tiaowen(small_index, fake_encoder, load_models(), reader=reader)
    assert list(served(row)) == list(engine.ask(question).retrieved)[: len(served(row))]


def test_what_a_reader_prefers_moves_up_and_both_orders_are_scored(small_index, fake_encoder):
    asked = [Asked("1", ASKED[0], ("jia:1",))]
    (plain,) = rank_all(asked, small_index, fake_encoder)
    first, second, *_ = served(plain)
    words = small_index.article(second).text[-12:]
    (row,) = rank_all(asked, small_index, fake_encoder, Preferring(words))
    assert list(served(row))[:2] == [second, first]
    rows = ablation([row])
    assert (rows["all fields"]["hit@1"], rows["all fields, then read"]["hit@1"]) == (
        first == "jia:1",
        second == "jia:1",
    )
    assert "all fields, then read" not in ablation([plain])
