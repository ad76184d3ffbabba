import random

import pytest

from eval.cases import Case, comparable, load_cases
from eval.reading_lessons import Lesson
from eval.written_lessons import QUESTIONS, ReadCase, says_answer, split
from index.settings import ROOT

GOLD_TEXT = "会议每季度召开一次主任列席"  # as `comparable` gives it


@pytest.mark.parametrize(
    ("passage", "changes", "answers"),
    [
        ("会议每季度召开一次。", {}, True),
        ("主任列席。", {}, None),  # of the gold article, and may answer in other words
        ("主任列席。", {"facts": ()}, True),
        ("会议每季度召开一次，秘书记录。", {}, False),  # of no gold article
        ("会议每季度召开一次。", {"answerable": False}, False),
    ],
)
def test_a_passage_answers_that_holds_a_gold_fact_in_a_gold_article(passage, changes, answers):
    case = Case(
        **{"id": "c", "question": "多久？", "lang": "zh", "type": "fact", "facts": (("每季度", "每三个月"),)} | changes
    )
    assert says_answer(case, passage, [GOLD_TEXT]) is answers


def test_a_passage_of_which_nobody_knows_teaches_nothing():
    case = ReadCase("c", "多久？", True, ("一月一次", "二", "三"), (True, None, False), ("一月",), "doc:1")
    assert list(case.lessons()) == [
        Lesson("多久？", "一月一次", True, (0, 2), "written", "doc:1"),
        Lesson("多久？", "三", False, None, "written", "doc:1"),
    ]


def test_a_fact_that_stands_in_no_passage_as_it_is_has_no_span():
    case = ReadCase("c", "多久？", True, ("一 月一次",), (True,), ("一月",), "doc:1")
    assert [lesson.span for lesson in case.lessons()] == [None]


def test_cases_of_a_group_validate_together():
    cases = [ReadCase(f"c{n}", "问", True, (), (), (), f"doc:{n % 5}") for n in range(20)]
    trained, validating = split(cases, 0.4, random.Random(4))
    assert sorted(case.id for case in trained + validating) == sorted(case.id for case in cases)
    assert len({case.group for case in validating}) == 2
    assert not {case.group for case in trained} & {case.group for case in validating}
    assert split(cases, 0.0, random.Random(4)) == (cases, [])


def test_no_question_that_trains_is_one_of_the_gold_set():
    gold = {comparable(case.question).lower() for case in load_cases(ROOT / "eval" / "gold.jsonl").cases}
    assert not gold & {comparable(case.question).lower() for case in load_cases(QUESTIONS).cases}
