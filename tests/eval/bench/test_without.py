import numpy as np
import pytest

from eval.bench.without import Without, WordsWithout
from index import store
from index.lexical import Bm25
from qa.confidence import load_models, signals
from qa.engine import Tiaowen
from qa.question import analyse
from qa.retriever import Retriever

QUESTION, GOLD = "主任列席党委常委会会议吗？", "jia:1"


def found(index, encoder, question=QUESTION):
    retriever = Retriever(index, encoder)
    query = analyse(question, index)
    encoded = retriever.encode(query)
    hits = retriever.retrieve(query, encoded)
    return [hit.article_id for hit in hits], signals(query, encoded, hits, index)


def test_an_article_that_is_out_is_found_by_nothing(small_index, fake_encoder):
    with_it, _ = found(small_index, fake_encoder)
    without, _ = found(Without(small_index, [GOLD]), fake_encoder)
    assert with_it[0] == GOLD
    assert GOLD not in without
    assert len(without) == len(with_it) - 1


def test_no_signal_sees_it(small_index, fake_encoder):
    _, whole = found(small_index, fake_encoder)
    _, left = found(Without(small_index, [GOLD]), fake_encoder)
    assert all(left[name] < whole[name] for name in ("cosine", "article", "maxsim", "whole", "least", "coverage"))
    assert left["new_words"] > whole["new_words"] == 0  # 列席 stands in no other article


@pytest.mark.parametrize("field", store.VECTOR_FIELDS)
def test_a_search_of_vectors_is_that_of_the_rows_left(small_index, field):
    index = Without(small_index, [GOLD])
    everywhere = np.arange(small_index.vectors[field].ntotal)
    left = index.rows_of_documents(field, ())
    query = small_index.vectors[field].reconstruct(0)
    expected = small_index.search_vectors(field, query, 3, left)
    assert index.search_vectors(field, query, 3, everywhere) == index.search_vectors(field, query, 3, left) == expected
    assert 0 < len(left) < len(everywhere)
    of_one = index.rows_of_documents(field, ("jia",))
    assert {row for row, _ in index.search_vectors(field, query, 9, of_one)} == set(of_one.tolist())


def test_a_search_of_words_is_that_of_the_rows_left(small_index):
    everywhere = np.arange(len(small_index.articles))
    row = small_index.row_of_article[GOLD]
    assert small_index.search_words(store.ARTICLE_WORDS, ["列席"], 9, everywhere)[0][0] == row
    assert Without(small_index, [GOLD]).search_words(store.ARTICLE_WORDS, ["列席"], 9, everywhere) == []


def test_an_article_that_is_out_is_addressed_by_nothing(small_index):
    assert analyse("甲市第一条", small_index).addresses == (GOLD,)
    query = analyse("甲市第一条", Without(small_index, [GOLD]))
    assert query.addresses == () and query.missing


def test_the_whole_product_answers_from_it(small_index, fake_encoder):
    models = load_models()
    whole = Tiaowen(small_index, fake_encoder, models).ask(QUESTION)
    left = Tiaowen(Without(small_index, [GOLD]), fake_encoder, models).ask(QUESTION)
    assert GOLD in whole.retrieved and GOLD not in left.retrieved
    assert left.confidence < whole.confidence


TEXTS = [["甲", "乙"], ["甲", "丙", "丁"], ["丙", "丙", "甲"], ["戊"]]


def test_words_are_counted_in_the_texts_left():
    left = WordsWithout(Bm25.build(TEXTS), np.array([0]))
    built = Bm25.build(TEXTS[1:])
    for word in "甲乙丙丁戊己":
        assert left.holds(word) == built.holds(word)
        assert left.idf(word) == pytest.approx(built.idf(word))


def test_scores_are_those_of_the_whole_by_the_idf_left():
    whole = Bm25.build(TEXTS)
    left = WordsWithout(whole, np.array([0]))
    asked = ["甲", "丙", "丙", "己"]
    by_hand = whole.scores(["甲"]) * left.idf("甲") / whole.idf("甲")
    by_hand += 2 * whole.scores(["丙"]) * left.idf("丙") / whole.idf("丙")
    assert left.scores(asked)[1:] == pytest.approx(by_hand[1:])
    assert left.scores(asked)[0] == 0


def test_with_nothing_out_all_is_as_it_was(small_index, fake_encoder):
    words = small_index.words[store.ARTICLE_WORDS]
    assert WordsWithout(words, np.array([], dtype=np.int64)).scores(["列席", "主任"]) == pytest.approx(
        words.scores(["列席", "主任"])
    )
    assert found(Without(small_index, []), fake_encoder)[0] == found(small_index, fake_encoder)[0]
