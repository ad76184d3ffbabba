import json
import random

import pytest

from eval.cases import Case, comparable, load_cases
from eval.reading_lessons import Lesson
from eval.written_lessons import GOLD_PASSAGES, NEAR_PASSAGES, QUESTIONS, ReadCase, says_answer, written_cases

TEACHING = load_cases(QUESTIONS).cases
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


def test_what_teaches_names_articles_that_exist_and_facts_that_they_say(real_index):
    texts = {article.id: comparable(article.text) for article in real_index.articles}
    for case in TEACHING:
        assert case.answerable == bool(case.articles) == bool(case.facts), case.id
        for fact in case.facts:
            assert any(comparable(form) in texts[article] for form in fact for article in case.articles), case.id


def test_a_question_comes_with_the_passage_read_first_others_that_are_read_and_those_that_answer(tiaowen, tmp_path):
    asked = [
        {
            "id": "held",
            "question": "温州的乡镇人大多久开一次会？",
            "articles": ["wenzhou:2.7"],
            "facts": [["至少召开二次"]],
        },
        {"id": "missed", "question": "温州的党委常委会会议由谁列席？", "answerable": False},
        {"id": "ruled", "question": "北京市是怎么规定的？", "answerable": False},
    ]
    file = tmp_path / "questions.jsonl"
    file.write_text("".join(json.dumps({"lang": "zh", "type": "when"} | one) + "\n" for one in asked))
    held, missed = written_cases(tiaowen.retriever, random.Random(0), file)
    assert (held.id, missed.id) == ("held", "missed")
    assert NEAR_PASSAGES <= len(held.passages) <= NEAR_PASSAGES + GOLD_PASSAGES
    assert len(missed.passages) == NEAR_PASSAGES and set(missed.answers) == {False}
    assert "温州" not in held.question  # as the reader is asked
    (read_first,) = {case.passages[0] for case in written_cases(tiaowen.retriever, random.Random(1), file)[:1]}
    assert read_first == held.passages[0]
