"""What a statement says that its articles do not, over the small corpus and over sentences of the real one."""

import pytest

from index.gloss import Term
from index.places import Place
from qa.contradictions import Lexicon, Source, contradictions, source_of

LEXICON = Lexicon(
    (Place("温州", "Wenzhou"), Place("广州", "Guangzhou"), Place("合肥", "Hefei")),
    (Term("书记", ("secretary",)), Term("主任", ("director",)), Term("法院", ("court",))),
)
WENZHOU = Source(
    (
        "人大常委会主任不是同级党委班子成员的,列席同级党委常委会会议。",
        "市人大常委会每届任期内要对“一府两院”进行评议,评议比例不得低于80%。",
        "代表每年视察两次,可以邀请专家参加,但应当事先报告。",
    ),
    "中共温州市委关于人大工作的意见。温州市。2010年5月6日。一、(二)",
)
TRUE = [
    "人大常委会主任不是同级党委班子成员的，列席同级党委常委会会议。",
    "温州规定，代表每年视察２次。",
    "代表视察可以邀请专家参加。",
    "评议比例不得低于百分之八十。",
    "代表应该事先报告。",
    "根据温州市2010年5月6日的意见，评议“一府两院”的比例不得低于80%。",
]
FALSE = [
    ("代表每年视察三次。", "number"),
    ("代表每两年视察两次。", "number"),
    ("评议比例不得低于百分之六十。", "number"),
    ("评议比例可以低于80%。", "negation"),
    ("评议比例低于80%。", "negation"),
    ("人大常委会主任是同级党委班子成员的，列席同级党委常委会会议。", "negation"),
    ("人大常委会书记不是同级党委班子成员的，列席同级党委常委会会议。", "name 书记"),
    ("广州规定，代表每年视察两次。", "name 广州"),
    ("代表应当邀请专家参加。", "permission"),
    ("代表不得邀请专家参加。", "negation"),
    ("代表每年视察两次，检察院派员参加。", "name 检察院"),
    ("意见要求“立即停职检查”。", "quoted"),
    ("依照《根本不存在的办法》，代表每年视察两次。", "quoted"),
    ("2012年5月6日的意见规定代表每年视察两次。", "number"),
    ("<b>代表</b>每年视察两次。", "markup"),
    ("代表每年视察两次，详见http://evil.example。", "markup"),
    ("代表每年视察两次，[详见](javascript:alert(1))。", "markup"),
]


@pytest.mark.parametrize("text", TRUE)
def test_what_the_article_says_in_other_words_stands(text):
    assert contradictions(text, "zh", [WENZHOU], LEXICON) == ()


@pytest.mark.parametrize(("text", "fault"), FALSE)
def test_what_it_does_not_say_is_named(text, fault):
    assert any(found.startswith(fault) for found in contradictions(text, "zh", [WENZHOU], LEXICON))


GUANGZHOU = Source(
    (
        "各级党委常委会每年至少听取一次人大工作汇报并专题研究人大工作,研究解决人大工作中的重大问题和实际困难。",
        "不是党委委员的人大常委会党组成员列席同级党委全会等有关会议。",
        "任期未满半届的一般不得调整,一届内调整人数不能超过三分之一。",
        "代表对办理结果不满意,由人大常委会代表工作机构负责退回原承办单位重新办理,并在三个月内答复代表。",
        "不符合规定条件的不予批准,处5万元以上20万元以下罚款。",
    ),
    "中共广州市委关于进一步加强人大工作的意见。广州市。穗字〔2024〕5号。2007年9月11日。5.。",
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("不是党委委员的人大常委会党组成员列席同级党委全会等有关会议。", "zh"),
        ("任期未满半届的，一般不得调整。", "zh"),
        ("任期未满半届的一般不准调整，一届内不能超过1/3。", "zh"),
        ("不符合规定条件的不予批准。", "zh"),
        ("不符合规定条件的，处五万元以上二十万元以下罚款。", "zh"),
        ("第5条规定，各级党委常委会每年至少听取一次人大工作汇报。", "zh"),
        ("2007年9月11日的穗字〔2024〕5号文件规定，代表不满意的，在三个月内答复代表。", "zh"),
        ("If a deputy is not satisfied, the matter is answered within three months.", "en"),
        ("Once a deputy is dissatisfied, the matter is answered within three months.", "en"),
        ("The fine is 50,000 to 200,000 yuan.", "en"),
        ("Under item 5 of September 11, 2007 one third is the limit.", "en"),
    ],
)
def test_a_condition_and_what_follows_from_it_stand_together(text, language):
    assert contradictions(text, language, [GUANGZHOU], LEXICON) == ()


@pytest.mark.parametrize(
    ("text", "language", "fault"),
    [
        ("不是党委委员的人大常委会党组成员不列席同级党委全会等有关会议。", "zh", "negation"),
        ("任期未满半届的一般应当调整。", "zh", "negation"),
        ("不符合规定条件的予以批准。", "zh", "negation"),
        ("处5元以上20元以下罚款。", "zh", "number 5元"),
        ("处5亿元以上20亿元以下罚款。", "zh", "number 5亿元"),
        ("党委常委会听取人大工作汇报每年不少于5次。", "zh", "number 5次"),  # 5.: the article's own number
        ("对办理结果不满意的，11天内答复代表。", "zh", "number 11天"),  # its document's date
        ("The fine is 5 to 20 yuan.", "en", "number 5"),
        ("The fine is 5 million to 20 million yuan.", "en", "number 5000000"),
        ("They hear a report at least 5 times.", "en", "number 5"),
        ("The number must not exceed two-thirds.", "en", "number 0.666"),
    ],
)
def test_a_condition_hides_no_flipped_consequence_and_a_label_proves_no_count(text, language, fault):
    assert any(found.startswith(fault) for found in contradictions(text, language, [GUANGZHOU], LEXICON))


def test_working_days_are_not_days():
    source = Source(("答复应当在10日内作出。",), "")
    assert contradictions("答复应当在10天内作出。", "zh", [source], LEXICON) == ()
    assert contradictions("答复应当在10个工作日内作出。", "zh", [source], LEXICON) == ("number 10个工作日",)


@pytest.mark.parametrize(
    "text",
    [
        "Deputies inspect twice a year.",
        "The share must not be lower than 80%.",
        "In Wenzhou, the director attends.",
        "Experts may be invited.",
        "They must report first.",
        "The opinion is of May 6, 2010.",
        "Item 2 of section 1 says that deputies inspect.",
    ],
)
def test_true_english_statements_stand(text):
    assert contradictions(text, "en", [WENZHOU], LEXICON) == ()


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("Deputies inspect three times a year.", "number 3"),
        ("Deputies inspect twice every quarter.", "period quarter"),
        ("No.", "too short"),
        ("The share is at least sixty percent.", "number"),
        ("In Guangzhou, the director attends.", "name Guangzhou"),
        ("The court attends.", "name 法院"),
        ('It says "suspend them at once".', "quoted"),
        ("<script>alert(1)</script> The director attends.", "markup"),
    ],
)
def test_false_english_statements_do_not(text, fault):
    assert any(found.startswith(fault) for found in contradictions(text, "en", [WENZHOU], LEXICON))


def test_a_word_of_permission_must_be_in_the_article():
    source = Source(("主任列席会议。",), "")
    assert contradictions("The director may attend.", "en", [source], LEXICON) == ("permission",)
    assert contradictions("The director must not attend.", "en", [source], LEXICON) == ("prohibition",)


def test_an_english_negation_must_be_in_the_article():
    assert contradictions("It is not open.", "en", [Source(("会议公开举行。",), "")], LEXICON) == ("negation",)
    assert contradictions("It has no fewer members.", "en", [Source(("组成人员不少于半数。",), "")], LEXICON) == ()


def test_a_source_knows_its_document(small_index):
    source = source_of("jia:1", small_index)
    assert source.sentences[-1] == "会议每季度召开一次。"
    assert "甲市会议规则" in source.context
    assert contradictions("甲市规定，会议每季度召开1次。", "zh", [source], LEXICON) == ()
    assert contradictions("甲市规定，会议每季度召开2次。", "zh", [source], LEXICON)
