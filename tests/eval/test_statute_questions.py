import random

import pytest

from eval.statute_questions import article_lessons, plainer, questions, statute_lessons

DECISION = "登记机关应当自收到申请之日起十五日内作出决定。申请人对决定不服的，可以依法申请行政复议。"
DRAWS = range(60)  # enough to draw every wording


def asked(text, said):
    """Every question that is made of the text and answered by these words."""
    made = (one for seed in DRAWS for one in questions(text, random.Random(seed)))
    return {question for question, (start, end) in made if text[start:end] == said}


def test_a_number_of_days_is_asked_for_in_the_words_around_it():
    before, after = "登记机关应当自收到申请之日起", "内作出决定"
    ways = ("多少日", "几日", "多久", "多长时间")
    assert asked(DECISION, "十五日") == {before + way + after for way in ways}


@pytest.mark.parametrize(
    ("text", "said", "question"),
    [
        ("逾期不改正的，处以五千元以下罚款。", "五千元", "逾期不改正的处以多少钱以下罚款"),
        ("代表出席人数不得少于全体代表的百分之六十。", "百分之六十", "代表出席人数不得少于全体代表的百分之多少"),
        ("未满十八周岁的人员不得从事该项工作。", "十八周岁", "未满多大年纪的人员不得从事该项工作"),
        ("会议须有三名以上委员提议方可临时召集。", "三名", "会议须有几名以上委员提议方可临时召集"),
        ("财政部门负责预算资金的拨付和监督。", "财政部门", "哪个部门负责预算资金的拨付和监督"),
        ("财政部门应当公布预算资金的拨付情况。", "财政部门", "公布预算资金的拨付情况是谁的事"),
        ("前款规定的证书由县级人民政府核发给所有权人。", "县级人民政府", "前款规定的证书由谁核发给所有权人"),
        ("建设单位应当向规划主管部门申请验收。", "规划主管部门", "建设单位应当向哪个部门申请验收"),
        ("重大事项须经主任会议同意后列入议程。", "主任会议", "重大事项须后列入议程要经谁同意"),
        ("本条例所称高新技术口岸，是指供货物直接出入国境的港口。", "供货物直接出入国境的港口", "什么是高新技术口岸"),
        ("任何单位和个人不得擅自拆除测量标志。", "不得擅自拆除测量标志", "任何单位和个人能不能擅自拆除测量标志"),
    ],
)  # fmt: skip
def test_every_form_asks_for_the_words_that_answer(text, said, question):
    assert text.count(said) == 1
    assert question in asked(text, said)


@pytest.mark.parametrize(
    "text",
    [
        "依照本法第十五条处理。",  # an article's number counts nothing
        "代表应当及时到场并且如实说明情况。",  # anyone is nobody
        "本条例自公布起施行。",
    ],
)
def test_of_a_text_that_answers_nothing_no_question_is_made(text):
    assert all(questions(text, random.Random(seed)) == [] for seed in DRAWS)


def test_the_clause_before_stands_with_a_short_one():
    text = "代表受理建议后，须在三个月内答复。"
    assert {question[:8] for question in asked(text, "三个月")} == {"代表受理建议后须", "代表受理建议后，"}


def test_people_say_days_and_must_in_their_own_words():
    printed = "登记机关应当在几日内作出决定"
    ways = {plainer(printed, random.Random(seed)) for seed in DRAWS}
    assert printed in ways  # none of the words drawn stands in it
    assert "登记机关要在几天内作出决定" in ways
    assert all("决定" in way for way in ways)


def law(*texts):
    return [{"id": f"某登记条例(2020-01-01)#第{n}条", "path": [], "text": text} for n, text in enumerate(texts, 1)]


OTHERS = (
    "公安机关应当为人员出入境提供便利，并公布所需材料和办理地点。",
    "登记机关应当自受理之日起对申请材料进行核实，申请材料不齐全的一次告知。",
)


def test_of_an_article_one_question_is_read_with_it_and_with_a_near_miss():
    articles, misses = law(DECISION, *OTHERS), set()
    for seed in DRAWS:
        answering, missing = article_lessons(articles[0], articles, random.Random(seed))
        said = answering.passage[slice(*answering.span)]
        assert said in DECISION and answering.answers and not missing.answers
        assert answering.question == missing.question and missing.span is None
        assert answering.group == missing.group == "某登记条例(2020-01-01)"
        if said == "十五日":
            assert said not in missing.passage
            misses.add(missing.passage)
    assert DECISION.replace("十五日", "") in misses  # without the words
    assert DECISION.split("。")[1] + "。" in misses  # without the sentence
    assert misses & set(OTHERS) == {OTHERS[1]}  # the article most like the question


def test_an_answer_that_is_cut_off_ends_with_the_passage():
    text = "本条例所称高新技术口岸，是指" + "供人员货物和交通工具直接出入国境的港口机场" * 20
    answering, *_ = article_lessons(law(text)[0], law(text, *OTHERS), random.Random(1))
    assert answering.span == (len("本条例所称高新技术口岸，是指"), 250) and len(answering.passage) == 250


def test_so_many_articles_are_used_half_of_them_on_congresses():
    on_roads = [f"施工单位应当自第{n}次通知之日起十日内修复道路设施并恢复交通通行条件。" * 2 for n in range(30)]
    on_congresses = [f"常务委员会会议应当在第{n}次通知后五日内召开并公布会议议程和出席名单。" * 2 for n in range(30)]
    lessons = statute_lessons(law(*on_roads, *on_congresses), 20, random.Random(1))
    answering = [lesson for lesson in lessons if lesson.answers]
    assert len(answering) == 20
    assert sum("常务委员会" in lesson.passage for lesson in answering) >= 20 * 0.5
    assert lessons == statute_lessons(law(*on_roads, *on_congresses), 20, random.Random(1))


def test_a_law_of_few_articles_is_left_out():
    assert statute_lessons(law(*[DECISION] * 5), 3, random.Random(1)) == []
    assert statute_lessons(law(*[DECISION] * 6), 3, random.Random(1)) != []
