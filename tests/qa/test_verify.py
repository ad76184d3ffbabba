from dataclasses import replace

import pytest

from qa.schema import Answer, Citation, Query, Quote, Statement
from qa.verify import is_exact, is_supported, verify

ATTENDS = Quote(4, 16, "主任列席党委常委会会议。")
QUARTERLY = Quote(16, 26, "会议每季度召开一次。")
FIRST = Citation(1, "jia:1", "jia", "甲市会议规则", "第一条", (ATTENDS, QUARTERLY))
SECOND = Citation(2, "yi:1.2", "yi", "乙市学习办法", "一、（二）", (Quote(3, 11, "学习由书记主持。"),))
ANSWER = Answer(
    question="谁列席？",
    language="zh",
    status="answered",
    confidence=0.9,
    answerer="extractive",
    text="…",
    statements=(Statement(ATTENDS.text, (1,), False), Statement("书记主持", (2,), False)),
    citations=(FIRST, SECOND),
    retrieved=("jia:1", "yi:1.2"),
    query=Query("谁列席？", "谁列席？", "zh"),
    timings_ms={},
)


def quoting(start, end, text):
    return replace(FIRST, quotes=(ATTENDS, Quote(start, end, text)))


def stating(text, *numbers):
    return replace(ANSWER, statements=(ANSWER.statements[0], Statement(text, numbers)))


def test_an_answer_that_its_articles_hold_up_is_marked_and_given(small_index):
    given = verify(ANSWER, small_index)
    assert given == replace(ANSWER, statements=(Statement(ATTENDS.text, (1,), True), Statement("书记主持", (2,), True)))


@pytest.mark.parametrize(
    "citation",
    [
        quoting(16, 26, "会议每半年召开一次。"),  # another text
        quoting(16, 26, "会议每季度召开一次"),  # shorter than the slice
        quoting(15, 25, QUARTERLY.text),  # one character off
        quoting(16, 99, QUARTERLY.text + "。"),  # beyond the end
        quoting(-10, -1, "会议每季度召开一次"),  # a slice, but no offsets
        quoting(16, 16, ""),
        quoting(26, 16, ""),
        quoting(99, 100, ""),
        replace(FIRST, article_id="jia:9"),
        replace(FIRST, article_id="jia:2"),  # the words of another article
        replace(FIRST, article_id="bing:1"),
        replace(FIRST, quotes=()),
    ],
)
def test_an_answer_with_a_citation_that_is_not_exact_is_not_given(small_index, citation):
    assert not is_exact(citation, small_index)
    assert verify(replace(ANSWER, citations=(citation, SECOND)), small_index) is None


@pytest.mark.parametrize(
    "answer",
    [
        stating("主任主持党委常委会会议。", 1),
        stating("主任列席党委常委会会议", 2),  # stands in an article that it does not cite
        stating("学习由书记主持。", 1, 2),  # stands in one of the two that it cites
        stating(ATTENDS.text + QUARTERLY.text, 1),  # stands in two quotes together, in neither alone
        stating("学习由书记主持。", 3),
        stating("学习由书记主持。"),
        stating("", 1),
        stating(" ", 1),
        replace(ANSWER, statements=()),
        replace(ANSWER, citations=()),
        replace(ANSWER, citations=(FIRST, replace(SECOND, n=1))),
    ],
)
def test_an_answer_that_says_more_than_it_quotes_is_not_given(small_index, answer):
    assert verify(answer, small_index) is None


def test_a_citation_that_no_statement_uses_must_be_exact_too(small_index):
    unused = replace(FIRST, n=3, quotes=(Quote(0, 3, "第二条"),))
    assert verify(replace(ANSWER, citations=(FIRST, SECOND, unused)), small_index) is None


def test_a_statement_that_cites_two_articles_stands_in_both():
    both = Statement("会议", (1, 2))
    other = replace(SECOND, quotes=(Quote(0, 4, "会议规则"),))
    assert is_supported(both, {1: FIRST, 2: other})
    assert not is_supported(both, {1: FIRST, 2: SECOND})
