import random
from dataclasses import dataclass
from types import SimpleNamespace

import pytest

from eval.bench.ranking import Asked, Ranked
from eval.reading_lessons import (
    COMPREHENSION,
    MIN_WINDOW_CHARS,
    WINDOW_CHARS,
    comprehension_lessons,
    entry_lessons,
    shortened,
    simplified,
    split,
    stard_lessons,
    window,
    without_clause,
    without_sentence,
)
from qa.schema import Query

TEA = (
    "在青溪鎮，採茶的記錄方法，由會計李長風和陳雲開設計。後來王立發現舊帳本，也要歸功於這套記錄方法。"
    "此外，這套方法，對鄰近三個鎮統計收成的工作，幫助不小。1986年3月2日，茶農協會在祠堂旁邊開會。"
)
ASSOCIATION = "茶農協會由王立在祠堂旁邊創立，它印發了許多關於茶樹與氣候的小冊子，讀者很多。"
QUESTION, ANSWER = "会计李长风和谁设计了采茶的记录方法？", "陈云开"
ENTRY = {
    "id": "1147",
    "paragraphs": [
        {
            "context": TEA,
            "qas": [
                {
                    "question": "會計李長風和誰設計了採茶的記錄方法？",
                    "answers": [{"text": "陳雲開", "answer_start": TEA.index("陳雲開")}],
                }
            ],
        },
        {"context": ASSOCIATION, "qas": []},
    ],
}
TEXT = "甲负责。乙应当登记，登记在十日内完成；逾期作废。\n丙监督。"
TEN_DAYS = (TEXT.index("十日内"), TEXT.index("十日内") + len("十日内"))
DRAWS = range(40)  # enough to draw every kind of near miss


def test_a_window_is_whole_sentences_around_a_character_and_says_where_it_starts():
    text = "".join(f"第{n}句话说的是第{n}件事情，说得不短也不长。" for n in range(10, 30))
    for seed in DRAWS:
        read, start = window(text, random.Random(seed), around=text.index("第17句"))
        assert text[start : start + len(read)] == read
        assert "第17句话说的是第17件事情，说得不短也不长。" in read
        assert start == 0 or text[start - 1] == "。"
        assert read.endswith("。") and len(read) <= WINDOW_CHARS
    lengths = {len(window(text, random.Random(seed))[0]) for seed in DRAWS}
    assert max(lengths) > 2 * MIN_WINDOW_CHARS > min(lengths)


def test_a_text_without_a_sentence_is_its_beginning():
    assert window("。" * 300, random.Random(1)) == ("。" * WINDOW_CHARS, 0)


def test_only_what_is_longer_than_a_window_is_shortened():
    assert shortened(TEXT, random.Random(1), around=10_000) == TEXT
    assert shortened(TEXT * 9, random.Random(1), around=10_000).endswith("丙监督。")


def test_the_sentence_or_the_clause_that_answers_is_cut():
    assert without_sentence(TEXT, TEN_DAYS) == "甲负责。逾期作废。\n丙监督。"
    assert without_clause(TEXT, TEN_DAYS) == "甲负责。乙应当登记，逾期作废。\n丙监督。"


def test_of_an_answer_that_runs_on_nothing_is_left():
    span = (TEXT.index("登记在"), TEXT.index("作废"))
    assert without_clause(TEXT, span) == "甲负责。乙应当登记，作废。\n丙监督。"


def test_a_question_of_a_paragraph_has_a_passage_that_answers_and_one_that_does_not():
    misses = set()
    for seed in DRAWS:
        answering, missing = entry_lessons(ENTRY, "file 1147", random.Random(seed))
        assert (answering.question, answering.answers, answering.source) == (QUESTION, True, "reading")
        assert answering.passage[slice(*answering.span)] == ANSWER
        assert (missing.question, missing.answers, missing.span) == (QUESTION, False, None)
        assert ANSWER not in missing.passage
        assert {answering.group, missing.group} == {"file 1147"}
        misses.add(missing.passage)
    assert simplified(ASSOCIATION) in misses  # another paragraph
    assert any(miss.startswith("在青溪镇，采茶的记录方法，后来") for miss in misses)  # without the clause
    assert any(miss.startswith("后来王立") for miss in misses)  # without the sentence


def test_an_answer_that_stands_elsewhere_is_looked_for_and_one_that_stands_nowhere_is_left_out():
    def entry(said):
        asked = {"question": "誰？誰設計了方法？", "answers": [{"text": said, "answer_start": 0}]}
        return {"paragraphs": [{"context": TEA, "qas": [asked]}]}

    first, *_ = entry_lessons(entry("陳雲開"), "g", random.Random(1))
    assert first.passage[slice(*first.span)] == ANSWER
    assert list(entry_lessons(entry("周平安"), "g", random.Random(1))) == []


def test_the_files_are_read_in_turn_and_short_questions_left_out(monkeypatch):
    read = []

    def file(name):
        read.append(name)
        return {"data": [ENTRY, {"paragraphs": [{"context": TEA, "qas": [short]}], "title": "茶"}]}

    short = {"question": "誰？", "answers": [{"text": "陳雲開", "answer_start": 0}]}
    monkeypatch.setattr("eval.reading_lessons.read_json", file)
    lessons = comprehension_lessons(random.Random(1))
    assert read == [f"reading/{name}" for name in COMPREHENSION]
    assert {lesson.question for lesson in lessons} == {QUESTION}
    assert {lesson.group for lesson in lessons} == {f"{name} 1147" for name in COMPREHENSION}


@pytest.fixture
def statutes():
    """An index that only gives articles: the text says which."""
    return SimpleNamespace(article=lambda article_id: SimpleNamespace(text=f"第{article_id}条　" + "法" * 300))


def test_a_question_on_statutes_is_read_with_its_gold_articles_and_others_ranked_high(statutes):
    asked = Asked("stard-7", "谁可以担任镇上的调解员？", ("3", "9", "8"))
    rankings = {"words": ["1", "9", "2", "3", "4"]}
    ranked = Ranked(asked, Query(asked.question, asked.question, "zh"), rankings, {"words": 1.0})
    lessons = stard_lessons([ranked], statutes, random.Random(1))
    read = [(lesson.passage[1], lesson.answers) for lesson in lessons]
    assert read[:2] == [("3", True), ("9", True)]  # the first two of gold, found or not
    assert len(read) == 4 and {passage for passage, _ in read[2:]} < {"1", "2", "4"}
    assert not any(answers for _, answers in read[2:])
    assert all(len(lesson.passage) == 260 and lesson.group == "stard-7" for lesson in lessons)


@dataclass(frozen=True)
class Item:
    id: int
    group: str


def test_what_is_of_a_group_validates_together():
    items = [Item(n, f"doc:{n % 5}") for n in range(20)]
    trained, validating = split(items, 0.4, random.Random(4))
    assert sorted(item.id for item in trained + validating) == list(range(20))
    assert len({item.group for item in validating}) == 2
    assert not {item.group for item in trained} & {item.group for item in validating}
    assert split(items, 0.0, random.Random(4)) == (items, [])
