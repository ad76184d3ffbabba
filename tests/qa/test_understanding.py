"""What the engine makes of what was understood: small talk, comparisons, filters, variants. Real index, real model."""

import functools

import pytest

WHO_ZH, WHO_EN = "谁列席党委常委会会议？", "who attends the party standing committee meeting?"


@pytest.fixture(scope="module")
def ask(tiaowen):
    """Asks the real engine; the same question is asked once."""

    @functools.cache
    def ask(question, doc_ids=()):
        return tiaowen.ask(question, doc_ids=doc_ids)

    return ask


def documents(answer):
    return {citation.doc_id for citation in answer.citations}


def cited(answer):
    return {citation.article_id for citation in answer.citations}


# --- what is said without a search; comparisons; what the filter leaves out


@pytest.mark.parametrize(
    ("question", "intent", "said"),
    [
        ("你好", "greeting", "您好！我根据收录的5份文件"),
        ("谢谢！", "thanks", "不客气"),
        ("你能做什么？", "help", "北留镇、广州市、合肥市、攀枝花市、温州市"),
        ("what can you do?", "help", "Beiliu, Guangzhou, Hefei, Panzhihua, Wenzhou"),
        ("which documents do you have?", "documents", "2. Guangzhou: Opinions of the CPC Guangzhou"),
        ("你有哪些文件？", "documents", "3. 合肥市 · 《中共合肥市委关于加强和改进人大工作的意见》（2024年6月21日）"),
    ],
)
def test_small_talk_is_answered_without_a_search(ask, question, intent, said):
    answer = ask(question)
    assert said in answer.text
    assert answer.query.intent == intent
    assert (answer.status, answer.confidence) == ("not_found", 0.0)
    assert (answer.statements, answer.citations, answer.retrieved) == ((), (), ())
    assert list(answer.timings_ms) == ["analyse", "answer", "total"]


def test_a_stream_of_small_talk_is_one_answer(tiaowen):
    (only,) = tiaowen.stream("谢谢")
    assert only.text == "不客气，还有问题请接着问。"


def test_a_document_that_says_nothing_is_named(ask):
    answer = ask("温州、广州、北留谁列席党委常委会会议？")
    assert documents(answer) == {"wenzhou", "guangzhou"}
    assert answer.silent == ("beiliu",)
    assert answer.text.endswith("\n\n未见相关规定：北留镇《提高履职意识搞好述职工作》。")
    english = ask("Who attends the Party standing committee meeting in Hefei and in Beiliu?")
    assert documents(english) == {"hefei"}
    assert english.text.endswith("No provision on this was found in: Beiliu.")


def test_everywhere_means_every_document(ask):
    answer = ask("各地谁列席党委常委会会议？")
    assert documents(answer) == {"wenzhou", "guangzhou", "hefei", "panzhihua"}
    assert answer.silent == ("beiliu",)


def test_beside_a_place_that_is_not_held_the_one_that_is_answers(ask):
    answer = ask("比较温州和北京的代表述职制度")
    assert documents(answer) == {"wenzhou"}
    assert answer.text.endswith("未收录：北京。")


def test_a_document_that_the_filter_leaves_out_is_held(ask):
    answer = ask("广州谁列席党委常委会会议？", doc_ids=("wenzhou",))
    assert answer.text.startswith("《中共广州市委关于进一步加强人大工作的意见》已收录，但不在本次所选的范围内")
    assert (answer.status, answer.confidence, answer.citations) == ("not_found", 0.0, ())
    both = ask("温州和广州谁列席党委常委会会议？", doc_ids=("wenzhou",))
    assert documents(both) == {"wenzhou"}
    assert both.text.endswith("未查（不在所选范围内）：广州市《中共广州市委关于进一步加强人大工作的意见》。")


# --- variants of one question


@pytest.mark.parametrize(
    "variant",
    ["誰列席黨委常委會會議？", "谁列习党委常委会会议？", "你好，谁列席党委常委会会议？"],
)
def test_a_variant_gets_the_same_answer(ask, variant):
    assert ask(variant).text == ask(WHO_ZH).text


@pytest.mark.parametrize(
    ("variant", "question"),
    [
        ("谁列席党委常务委员会会议？", WHO_ZH),
        ("人民代表大会代表活动经费怎么保障？", "人大代表活动经费怎么保障？"),
        ("温州人民代表大会常务委员会专职组成人员的比例是多少？", "温州人大常委会专职组成人员的比例是多少？"),
        ("who atends the party standing comittee meeting?", WHO_EN),
    ],
)
def test_a_long_and_a_short_name_find_the_same_articles(ask, variant, question):
    assert set(ask(variant).retrieved[:5]) & set(cited(ask(question)))
    assert ask(variant).status == ask(question).status == "answered"
