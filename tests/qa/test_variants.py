import pytest

from index.vocabulary import near_sound, sound
from qa.schema import Correction
from qa.variants import mend, plain, spelling

# --- the same characters


@pytest.mark.parametrize(
    ("text", "same"),
    [
        ("請問誰列席黨委常委會會議？", "请问谁列席党委常委会会议？"),
        ("溫州、廣州和合肥對代表活動經費的規定", "温州、广州和合肥对代表活动经费的规定"),
        ("第十四條", "第十四条"),
        ("合肥第１６条", "合肥第16条"),
        ("ＡＢｃ", "ABc"),
        ("乾隆的著名瞭望台？", "乾隆的著名瞭望台？"),  # good in simplified text too
        ("谁列席？，（一）", "谁列席？，（一）"),
        ("Who attends?", "Who attends?"),
    ],
)
def test_variants_of_characters(text, same):
    assert plain(text) == same


# --- slips of sound


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("谁列习党委常委会会议？", "谁列席党委常委会会议？"),
        ("谁猎席党委常委会会议？", "谁列席党委常委会会议？"),
        ("人大带表的活动经费", "人大代表的活动经费"),
        ("党委常委回由谁主持", "党委常委会由谁主持"),
        ("公民能旁厅会议吗", "公民能旁听会议吗"),
        ("代表活动精费从哪里出", "代表活动经费从哪里出"),
        ("合费市的规定", "合肥市的规定"),
        ("文州谁列席", "温州谁列席"),
        ("代表数值有什么要求", "代表述职有什么要求"),  # 数值 is a word; documents print 代表述职
        ("一府两苑怎么接受监督", "一府两院怎么接受监督"),
        ("立法固问制度", "立法顾问制度"),
        ("街道人大公委怎么设", "街道人大工委怎么设"),
    ],
)
def test_a_slip_of_a_key_term_is_mended(real_index, text, mended):
    after, corrections = mend(text, real_index)
    assert after == mended
    assert len(corrections) == 1
    assert text.replace(corrections[0].typed, corrections[0].meant) == mended


@pytest.mark.parametrize(
    "text",
    [
        "除夕放假几天？",  # 出席
        "树脂是什么？",  # 述职
        "权利和权力有什么区别？",
        "立法咨询制度",  # 质询
        "全国人大常委会一共有多少名委员？",  # 会一 is no 会议
        "会算进年度考评吗？",  # 进年 is no 近年
        "质权人有哪些权利？",
        "他表示意见",
        "谁列席党委常委会会议？",
        "What is 列习?",
    ],
)
def test_a_word_is_never_turned_into_another(real_index, text):
    if "列习" in text:  # the one slip among them, with no Chinese beside it
        assert mend(text, real_index)[0] == "What is 列席?"
    else:
        assert mend(text, real_index) == (text, ())


def test_no_question_of_the_gold_set_is_changed(real_index, dev_questions):
    assert len(dev_questions) > 200
    assert [question for question in dev_questions if mend(question, real_index)[1]] == []


def test_two_slips_are_told_in_reading_order(real_index):
    corrections = mend("人大带表怎么列习会议", real_index)[1]
    assert corrections == (Correction("人大带表", "人大代表"), Correction("列习", "列席"))


def test_sounds_have_no_tone_and_near_ones_are_alike():
    assert sound("列席X") == ("lie", "xi", "X")
    assert near_sound("旁听") == near_sound("盘厅") == ("pan", "tin")
    assert near_sound("主任") == near_sound("组认")
    assert near_sound("人大") != near_sound("任务")


# --- misspellings


@pytest.mark.parametrize(
    ("text", "mended"),
    [
        ("who atends the meeting?", "who attends the meeting?"),
        ("who attends the party standing comittee meeting?", "who attends the party standing committee meeting?"),
        ("Supervison of the buget", "Supervision of the budget"),
        ("And in Guangzhuo?", "And in Guangzhou?"),
        ("What does Wenzhuo say?", "What does Wenzhou say?"),
        ("legislatve advisers", "legislative advisers"),
    ],
)
def test_a_misspelling_of_a_glossary_word_is_mended(real_index, text, mended):
    assert mend(text, real_index)[0] == mended


def test_a_name_is_no_misspelling(real_index):
    question = "Who chaired the meeting where Liu Chengming spoke?"
    assert mend(question, real_index) == (question, ())


@pytest.mark.parametrize(
    "word",
    [
        "committed",
        "deputies",
        "attends",
        "tyre",
        "shenzhen",
        "the",
        "budge",
        "party",
        "qzxwv",
        "hefe",
        "meeting",
    ],
)
def test_an_english_word_stays(real_index, word):
    assert spelling(word, real_index.vocabulary) == ""
