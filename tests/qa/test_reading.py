import re

import numpy as np
import pytest

from qa.reading import MAX_PASSAGE_CHARS, NEUTRAL, PASSAGE_CHARS, PASSAGES, Unread, asked, log_odds, passages
from qa.schema import Evidence, Query, Quote


class Counting:
    """Log-odds of a passage: its sentences."""

    def __init__(self):
        self.questions = []

    def read(self, question, passages):
        self.questions.append(question)
        return np.array([len(re.findall("。", passage)) for passage in passages], np.float32)


def evidence(index, *addresses):
    """The n-th sentence of each article, best first."""
    found = []
    for score, (article_id, n) in enumerate(reversed(addresses)):
        sentence = index.sentences[index.sentence_rows[article_id][n]]
        found.insert(0, Evidence(article_id, Quote(sentence.start, sentence.end, sentence.text), float(score)))
    return found


def test_a_passage_is_whole_sentences_of_an_article_and_given_once(small_index):
    found = passages(evidence(small_index, ("jia:1", 0), ("jia:1", 1), ("yi:2.1", 0)), small_index)
    assert found == ["主任列席党委常委会会议。会议每季度召开一次。", "经费列入预算。"]


def test_a_long_article_is_read_where_its_evidence_stands(real_index):
    rows = {article.id: real_index.sentence_rows[article.id] for article in real_index.articles}
    longest = max(rows, key=lambda article_id: len(rows[article_id]))
    last = real_index.sentences[rows[longest][-1]]
    (found,) = passages(evidence(real_index, (longest, -1)), real_index)
    assert last.text in found or len(found) == MAX_PASSAGE_CHARS
    assert found in real_index.article(longest).text


def test_passages_are_few_and_of_bounded_length(real_index):
    every = [(article.id, 0) for article in real_index.articles]
    assert len(passages(evidence(real_index, *every), real_index)) == PASSAGES
    for address in every:
        for found in passages(evidence(real_index, address), real_index):
            assert len(found) <= PASSAGE_CHARS or found in {s.text[:MAX_PASSAGE_CHARS] for s in real_index.sentences}


@pytest.mark.parametrize(
    ("text", "language", "read"),
    [
        ("在甲市，代表怎么培训？", "zh", "代表怎么培训？"),
        ("How often does Jia hold the meeting?", "en", "How often does hold the meeting?"),
        ("Who attends the meeting in Jia?", "en", "Who attends the meeting ?"),
        ("What should Jia's deputies study?", "en", "What should the deputies study?"),
    ],
)
def test_the_names_of_the_documents_searched_are_not_read(text, language, read, small_index):
    assert asked(Query(text, text, language, doc_ids=("jia",)), small_index) == read
    assert asked(Query(text, text, language), small_index) == text


def test_what_is_read_counts_in_the_mean_above_a_passage_that_answers_nothing(small_index):
    reader = Counting()
    found = evidence(small_index, ("jia:2", 0), ("jia:1", 0))
    assert log_odds(Query("谁？", "谁？", "zh"), found, reader, small_index) == (1 + 2) / 2 - NEUTRAL.count("。")
    assert reader.questions == ["谁？"]


def test_nothing_found_is_even_odds_and_nothing_is_read(small_index):
    reader = Counting()
    assert log_odds(Query("谁？", "谁？", "zh"), [], reader, small_index) == 0.0
    assert reader.questions == []


def test_where_nothing_reads_every_passage_is_at_even_odds():
    assert Unread().read("谁？", ["甲。", "乙。"]).tolist() == [0.0, 0.0]
