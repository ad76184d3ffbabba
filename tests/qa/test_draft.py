"""Replies as models really write them."""

import pytest

from qa.draft import parse
from qa.prompt import REFUSAL


def pairs(written):
    return list(parse(written).statements)


@pytest.mark.parametrize(
    ("written", "statements"),
    [
        ("主任列席会议。[1]会议每季一次[2]。", [("主任列席会议。", (1,)), ("会议每季一次。", (2,))]),
        ("主任主持【1，2】。副主任列席［3］[1]。", [("主任主持。", (1, 2)), ("副主任列席。", (3, 1))]),
        ("- **主任**列席。[1]\n2. 书记主持。\n[2]", [("主任列席。", (1,)), ("书记主持。", (2,))]),
        ("“会议由主任主持。”见规则。[1]", [("“会议由主任主持。”见规则。", (1,))]),
        ("It meets twice [1]. No. 3 chairs it, i.e. the director [2].",
         [("It meets twice.", (1,)), ("No. 3 chairs it, i.e. the director.", (2,))]),
        ("It costs 3.5 yuan. [1]", [("It costs 3.5 yuan.", (1,))]),
        ("<think>也许[9]是</think>主任列席。[1]", [("主任列席。", (1,))]),
        ("主任列席。", [("主任列席。", ())]),
        ("主任列席。[1]文件没有回答这个问题。", [("主任列席。", (1,))]),  # seen with a small model, as the next
        ("It supports the常委会. The documents do not answer this question.", [("It supports the常委会.", ())]),
    ],
)  # fmt: skip
def test_statements_and_the_numbers_they_cite(written, statements):
    assert pairs(written) == statements


@pytest.mark.parametrize(
    "written",
    [*REFUSAL.values(), "条文中没有提到这一点，无法回答。", "The articles do not mention an allowance [1]."],
)
def test_a_reply_that_only_refuses_is_a_refusal(written):
    draft = parse(written)
    assert (draft.refused, draft.statements) == (True, ())


@pytest.mark.parametrize(
    "written",
    [
        "上级文件没有明确规定的事项，由主任会议研究决定。[1]",
        "以上人员不能提供有效证件的，不得列席会议。[1]",
        "有关资料不能提供原件的，可以提供复印件。[1]",
        "上级文件没有明确规定，由主任会议研究决定。[1]",
        "上级文件没有明确规定的事项，由主任会议研究决定。",  # the model forgot the mark
        "If it does not provide a reason, the decision is void [1].",
        "If the document does not specify a date, it takes effect at once.",
    ],
)
def test_a_provision_for_what_papers_do_not_contain_is_no_refusal(written):
    draft = parse(written)
    assert not draft.refused
    assert len(draft.statements) == 1


@pytest.mark.parametrize(
    "written",
    [
        "根据所提供的条文，无法回答您的问题。",
        "所提供的条文没有提到津贴。[1]",
        "The provided articles do not mention an allowance.",
        "条文没有提到您问的内容，因此无法回答。",
    ],
)
def test_what_refuses_in_words_of_its_own_is_a_refusal(written):
    draft = parse(written)
    assert (draft.refused, draft.statements) == (True, ())


def test_thoughts_whose_opening_mark_the_template_wrote_are_not_shown():
    assert pairs("也许[9]是主任。\n</think>\n\n主任列席。[1]") == [("主任列席。", (1,))]
    assert pairs("主任列席。[1]<think>也许[9]是</think>") == [("主任列席。", (1,))]


@pytest.mark.parametrize("written", ["", " \n", "[1]", "<think>hm"])
def test_nothing_is_no_refusal(written):
    draft = parse(written)
    assert (draft.refused, draft.statements) == (False, ())


def test_the_language_is_that_of_the_words():
    assert parse("The director attends 列席 meetings.").language == "en"
    assert parse("主任列席 the meeting。").language == "zh"


def test_what_is_said_again_counts_once():
    assert parse("主任列席。[1]代表视察。[2]主任列席。[1]").statements == (("主任列席。", (1,)), ("代表视察。", (2,)))
