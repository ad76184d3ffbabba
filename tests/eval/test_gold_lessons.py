import random

import pytest

from eval.cases import Case
from eval.gold_lessons import DevCase, folds, says_answer
from eval.reading_lessons import Lesson

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
    case = DevCase("c", "多久？", True, ("一", "二", "三"), (True, None, False), "doc:1")
    assert list(case.lessons()) == [
        Lesson("多久？", "一", True, None, "gold", "doc:1"),
        Lesson("多久？", "三", False, None, "gold", "doc:1"),
    ]


def test_every_case_is_in_one_fold_with_those_of_its_group():
    cases = [DevCase(f"c{n}", "问", True, (), (), f"doc:{n % 5}") for n in range(20)]
    parts = folds(cases, 4, random.Random(4))
    assert sorted(case.id for part in parts for case in part) == sorted(case.id for case in cases)
    groups = [{case.group for case in part} for part in parts]
    assert sorted(map(len, groups)) == [1, 1, 1, 2] and len(set().union(*groups)) == 5
