import pytest

from qa.short import short_span


def short(question, sentence, *words, strict=False):
    span = short_span(question, sentence, words, strict)
    return span and sentence[span.start : span.end]


HEAR = "每届党委至少召开一次人大工作会议，每年至少听取一至两次人大工作专题汇报。"


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("这份意见是哪年哪月哪日的？", "（２００７年９月１７日）", "２００７年９月１７日"),
        ("每年至少听取几次人大工作专题汇报？", HEAR, "每年至少听取一至两次"),
        ("多久召开一次人大工作会议？", HEAR, "每届党委至少召开一次"),
        ("驻会委员要占多大比例？", "保持驻会人员占全体组成人员的50%以上。", "50%以上"),
        ("一届里最多换掉几成？占多少比例？", "一届内调整人数不能超过三分之一。", "不能超过三分之一"),
        ("应配备几名副职？", "人大专门委员会应配备1名熟悉本委工作的副职。", "1名"),
        ("有多少名代表述职？", "20名人大代表述职，500多名干部群众听取了报告。", "20名"),
        ("有多少名干部听了？", "20名人大代表述职，500多名干部群众听取了报告。", "500多名"),
        ("费用标准提高到多少元？", "由2024年的600元/人提高到目前的2024元/人。", "2024元/人"),
        ("一共有多少名？", "全国代表1名，省代表1名，市代表2名，镇代表60名。", None),
        ("委员出缺什么时候补上？", "出缺时都在第一时间予以补充。", "第一时间"),
        ("乡镇长应该干满多久？", "乡镇长应任满一届。", "任满一届"),
    ],
)
def test_a_kind_with_a_form_is_found_by_it(question, sentence, answer):
    assert short(question, sentence) == answer


def test_strict_takes_the_best_form_only():
    assert short("什么时候印发的？", "及时印发。") == "及时"
    assert short("什么时候印发的？", "及时印发。", strict=True) is None


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        ("谁列席党委常委会会议？", "人大常委会主任应列席同级党委常委会议。", "人大常委会主任"),
        ("谁列席党委常委会会议？", "主任不是党委班子成员的，列席党委常委会会议。", "主任不是党委班子成员的"),
        ("由哪位领导亲自联系人大工作？", "建立制度；市委书记亲自联系人大工作；主任列席会议。", "市委书记"),
        (
            "谁列席会议？",
            "由书记担任主任的，主持工作的副主任列席会议。",
            "由书记担任主任的，主持工作的副主任",
        ),
        ("应当由谁到会报告？", "听取报告时，应由分管副市长到会报告。", "分管副市长"),
        ("党委要先问谁的意见？", "党委应征求人大常委会党组的意见。", None),
        ("谁主持会议？", "未设主席的主持会议的副主席参加。", None),
        ("谁旁听会议？", "代表列席会议。", None),
    ],
)
def test_who_is_what_stands_before_the_verb(question, sentence, answer):
    assert short(question, sentence) == answer


def test_who_in_english_goes_by_the_chinese_words():
    sentence = "人大常委会主任应列席同级党委常委会议。"
    assert short("Who attends the meeting?", sentence, "列席", "会议") == "人大常委会主任"
    assert short("If so, who attends?", sentence, "党委", "列席") is None


@pytest.mark.parametrize(
    ("question", "sentence", "answer"),
    [
        (
            "县区人大主任是不是非得书记来兼？",
            "县、区人大常委会主任可以由同级党委书记担任，也可以由其他人担任。",
            "县、区人大常委会主任可以由同级党委书记担任，也可以由其他人担任",
        ),
        ("镇长能调整吗？", "要加强指导，任期未满半届的，一般不得调整。", "任期未满半届的，一般不得调整"),
    ],
)
def test_a_yes_or_no_is_the_clause_that_settles_it_with_its_condition(question, sentence, answer):
    assert short(question, sentence) == answer


def test_how_often_is_said_of_the_period_asked_about():
    assert short("How many times a year?", HEAR, "人大工作") == "每年至少听取一至两次"
    assert short("How many times a term?", HEAR, "人大工作") == "每届党委至少召开一次"


def test_a_list_is_the_run_of_its_items():
    sentence = "规范程序，完善注释制度、顾问制度、咨询制度，不断提高质量。"
    assert short("要完善哪几项制度？", sentence) == "完善注释制度、顾问制度、咨询制度"
    assert short("要完善哪几项制度？", "规范程序。") is None


def test_a_question_for_anything_else_has_no_short_answer():
    assert short("审议意见怎么处理？", "要认真研究处理。") is None
