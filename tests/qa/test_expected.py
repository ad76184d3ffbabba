import pytest

from qa.expected import KINDS, expected, holds

ASKED = [
    ("代表调研费用标准是多少元？", "money"),
    ("How much does each deputy get?", "money"),
    ("代表联络处的电话是多少？", "phone"),
    ("What is the phone number of the liaison office?", "phone"),
    ("广州人大信息网站的网址是多少？", "web address"),
    ("On which website is it streamed?", "web address"),
    ("主席最多多少岁？", "age"),
    ("How old must a chair be?", "age"),
    ("考多少分才算及格？", "mark"),
    ("What pass mark does the exam have?", "mark"),
    ("驻会委员要占多大比例？", "share"),
    ("What share must be full-time?", "share"),
    ("一共有多少名代表？", "count"),
    ("How many members are there?", "count"),
    ("多久开一次会？", "frequency"),
    ("How often does the committee meet?", "frequency"),
    ("How many times a year does it meet?", "frequency"),
    ("In which year was it issued?", "date"),
    ("这份意见是什么时候印发的？", "date"),
    ("When was the opinion issued?", "date"),
    ("监督有哪些形式？", "list"),
    ("Which forms of supervision are there?", "list"),
]


@pytest.mark.parametrize(("question", "kind"), ASKED)
def test_a_question_asks_for_a_kind_of_thing(question, kind):
    assert kind in expected(question)


@pytest.mark.parametrize("question", ["谁列席党委常委会会议？", "Who attends the meeting?", "可以旁听吗？", ""])
def test_a_question_may_ask_for_no_kind(question):
    assert expected(question) == ()


@pytest.mark.parametrize("question", ["第几条讲监督？", "一月几号"])
def test_an_ordinal_is_no_count(question):
    assert "count" not in expected(question)


@pytest.mark.parametrize("question", ["主要盯哪几块？", "两个栏目叫什么名字？"])
def test_no_sum_and_no_person_is_asked_for(question):
    assert not {"money", "name"} & set(expected(question))


def test_a_question_may_ask_for_two_kinds():
    assert expected("哪些人、多久开一次会？") == ("frequency", "list")


@pytest.mark.parametrize(
    ("kind", "sentence"),
    [
        ("money", "由600元/人提高到2024元/人。"),
        ("money", "共２万元。"),
        ("phone", "电话：0577-88961234567。"),
        ("web address", "见 www.example.cn。"),
        ("age", "不超过60岁。"),
        ("mark", "60分为及格。"),
        ("share", "不超过三分之一。"),
        ("share", "占全体组成人员的50％以上。"),
        ("count", "应配备1名副职。"),
        ("count", "设立３个专门委员会。"),
        ("frequency", "每年至少听取一至两次汇报。"),
        ("date", "２００７年９月１７日"),
        ("list", "立法、监督、代表工作等制度。"),
        ("list", "一是提高认识，二是密切联系。"),
    ],
)
def test_a_sentence_holds_the_kind(kind, sentence):
    assert holds((kind,), sentence) == 1


@pytest.mark.parametrize("kind", KINDS)
def test_a_plain_sentence_holds_none(kind):
    assert holds((kind,), "党委要支持人大工作。") == 0


def test_a_share_is_no_mark():
    assert holds(("mark",), "不超过100分之3。") == 0


def test_the_kinds_a_sentence_holds_are_counted():
    assert holds(("count", "share", "money"), "驻会委员占50%以上，配备1名副职。") == 2
    assert holds((), "驻会委员占50%以上。") == 0
