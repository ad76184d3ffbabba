import re
from dataclasses import replace

import numpy as np
import pytest

from qa.question import analyse
from qa.reading import (
    LIKELIEST,
    MAX_LOG_ODDS,
    MAX_PASSAGE_CHARS,
    NOTHING_READ,
    PASSAGE_CHARS,
    READ,
    READ_WEIGHT,
    Reading,
    Unread,
    asked,
    passages,
    read,
    reordered,
    reread,
)
from qa.schema import Evidence, Hit, Query, Quote


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
    assert found == {("jia:1", 4): "主任列席党委常委会会议。会议每季度召开一次。", ("yi:2.1", 3): "经费列入预算。"}


def test_a_long_article_is_read_where_its_evidence_stands(real_index):
    rows = {article.id: real_index.sentence_rows[article.id] for article in real_index.articles}
    longest = max(rows, key=lambda article_id: len(rows[article_id]))
    last = real_index.sentences[rows[longest][-1]]
    (found,) = passages(evidence(real_index, (longest, -1)), real_index).values()
    assert last.text in found or len(found) == MAX_PASSAGE_CHARS
    assert found in real_index.article(longest).text


def test_passages_are_few_and_of_bounded_length(real_index):
    every = [(article.id, 0) for article in real_index.articles]
    assert len(passages(evidence(real_index, *every), real_index)) == READ
    for address in every:
        for found in passages(evidence(real_index, address), real_index).values():
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


def test_passages_are_read_together_with_the_question(small_index):
    reader = Counting()
    found = evidence(small_index, ("jia:2", 0), ("jia:1", 0))
    reading = read(Query("谁？", "谁？", "zh"), found, reader, small_index)
    assert reading.of_passage == {("jia:2", 4): 1.0, ("jia:1", 4): 2.0}  # after their labels
    assert (reading.likeliest, reading.best, reading.first) == (1.5, 2.0, 1.0)
    assert reader.questions == ["谁？"]


@pytest.mark.parametrize(
    ("question", "read_as"),
    [("谁列席党委常务委员会会议？", "谁列席党委常委会会议？"), ("人民代表大会几时开？", "人民代表大会几时开？")],
)
def test_a_long_name_is_read_as_the_passages_print_it(small_index, question, read_as):
    reader = Counting()
    read(Query(question, question, "zh"), evidence(small_index, ("jia:1", 0)), reader, small_index)
    assert reader.questions == [read_as]


def test_a_sentence_of_a_passage_that_answers_comes_before_one_of_a_passage_that_does_not(small_index):
    found = [replace(one, score=2.0) for one in evidence(small_index, ("jia:2", 0), ("jia:1", 0))]
    reading = Reading({("jia:1", 4): 1.0, ("jia:2", 4): -100.0})
    moved = reread(found, reading, small_index)
    assert [one.article_id for one in moved] == ["jia:1", "jia:2"]
    assert [one.score for one in moved] == [2 + READ_WEIGHT, 2 - READ_WEIGHT * MAX_LOG_ODDS]


def test_what_was_not_read_counts_as_the_worst_that_was(small_index):
    found = evidence(small_index, ("jia:2", 0), ("jia:1", 0))
    moved = reread(found, Reading({("jia:1", 4): 0.5}), small_index)
    assert [one.score for one in moved] == [one.score + 0.5 * READ_WEIGHT for one in found]


def test_nothing_found_is_even_odds_and_nothing_is_read(small_index):
    reader = Counting()
    query = Query("谁？", "谁？", "zh")
    assert read(query, [], reader, small_index) == NOTHING_READ
    assert (NOTHING_READ.likeliest, NOTHING_READ.best, NOTHING_READ.first) == (0.0, 0.0, 0.0)
    assert reread([], NOTHING_READ, small_index) == []
    assert reader.questions == []


def test_where_nothing_reads_every_passage_is_at_even_odds():
    assert Unread().read("谁？", ["甲。", "乙。"]).tolist() == [0.0, 0.0]


def test_only_the_likeliest_passages_say_whether_it_is_answered():
    reading = Reading({("jia:1", n): odds for n, odds in enumerate([-9.0, -8.0, *map(float, range(LIKELIEST))])})
    assert (reading.likeliest, reading.first) == ((LIKELIEST - 1) / 2, -9.0)


def test_an_article_read_as_an_answer_comes_before_one_found_hardly_better():
    hits = [Hit("jia:1", 1.0), Hit("jia:2", 0.95), Hit("yi:1.1", 0.2)]
    assert reordered(hits, NOTHING_READ) == hits
    moved = reordered(hits, Reading({("jia:1", 4): -4.0, ("jia:2", 4): -8.0, ("jia:2", 99): 4.0, ("yi:1.1", 4): 9.0}))
    assert [hit.article_id for hit in moved] == ["jia:2", "jia:1", "yi:1.1"]


@pytest.mark.parametrize(
    ("question", "read"),
    [
        ("温州、广州和合肥三市对列席党委会议的规定有什么不同？", "各地列席党委会议怎么规定？"),
        ("比较温州市和合肥市：谁列席会议？", "各地谁列席会议？"),
        ("温州和合肥的驻会比例一样吗？", "各地的驻会比例怎么规定？"),
        ("没有收入的代表，温州和合肥分别怎么补？", "没有收入的代表，各地怎么补？"),
        ("How do Wenzhou, Guangzhou and Hefei pay deputies?", "How do the cities pay deputies?"),
        ("温州的代表怎么补？", "代表怎么补？"),  # compares nothing
        ("温州和上海谁列席党委常委会？", "各地谁列席党委常委会？"),
        ("Who attends the meeting in Wenzhou and Shanghai?", "Who attends the meeting in the cities?"),
    ],
)
def test_of_a_comparison_is_read_what_is_asked_of_each(real_index, question, read):
    assert asked(analyse(question, real_index), real_index) == read
