"""Where sentences are cut."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from index.schema import Article
from index.sentences import MAX_SENTENCE_CHARS, split_sentences


def an_article(text: str, label: str = "（二）") -> Article:
    return Article("doc:1.2", "doc", label, (), "题目", text, 0, len(text))


def texts(text: str, label: str = "（二）") -> list[str]:
    return [sentence.text for sentence in split_sentences(an_article(text, label))]


@pytest.mark.parametrize(
    ("text", "label", "first"),
    [
        ("（二）切实完善党委领导人大工作的机制。各级党委要协调。", "一、（二）", "切实完善党委领导人大工作的机制。"),
        ("５．建立健全各项制度。各级党委。", "５．", "建立健全各项制度。"),
        ("19、健全党委领导人大工作的制度。", "19、", "健全党委领导人大工作的制度。"),
        ("第十四条　公民享有权利。", "第十四条", "公民享有权利。"),
        ("**第十四条** 公民享有权利。", "第十四条", "公民享有权利。"),
        ("二、我们的做法和经验\n组织述职。", "二、", "我们的做法和经验"),
        ("（2024年6月21日）\n为深入贯彻精神。", "前言", "（2024年6月21日）"),
        ("第十四条", "第十四条", "第十四条"),
    ],
)
def test_the_printed_label_stays_outside(text: str, label: str, first: str) -> None:
    assert texts(text, label)[0] == first


def test_cut_at_full_stops_marks_and_lines() -> None:
    assert texts("镇人大主席由书记担任的，应当设专职副主席。谁列席？随时听候召唤！\n各级党委。") == [
        "镇人大主席由书记担任的，应当设专职副主席。",
        "谁列席？",
        "随时听候召唤！",
        "各级党委。",
    ]


def test_quotations_titles_and_brackets_stay_whole() -> None:
    assert texts("他说：“人民是主人。我们是公仆。”代表听了。") == ["他说：“人民是主人。我们是公仆。”", "代表听了。"]
    assert texts("坚持“为人民服务。”的宗旨。完。") == ["坚持“为人民服务。”的宗旨。", "完。"]
    assert texts("印发《怎么办？》的通知。好。") == ["印发《怎么办？》的通知。", "好。"]
    assert texts("本办法（含附件。）自公布之日起施行。") == ["本办法（含附件。）自公布之日起施行。"]
    assert texts("本办法所称卡（以下简称社保卡）。（2007年通过。）自公布之日起施行。")[1:] == [
        "（2007年通过。）",
        "自公布之日起施行。",
    ]
    assert texts("印发《怎么办？》通知。") == ["印发《怎么办？》通知。"]


def test_an_unclosed_quotation_swallows_nothing() -> None:
    assert texts("修改为：“公民享有权利。\n公民履行义务。国家保障。") == [
        "修改为：“公民享有权利。",
        "公民履行义务。",
        "国家保障。",
    ]


def test_decimals_stay_whole() -> None:
    assert texts("缴存比例为3.5%以上。专职副主席1－2名。") == ["缴存比例为3.5%以上。", "专职副主席1－2名。"]


def test_a_short_sentence_keeps_its_semicolons_and_a_long_one_is_cut_there() -> None:
    assert texts("既要保证数量；又要注重素质。") == ["既要保证数量；又要注重素质。"]
    clause = "有利于及时规范经济社会生活秩序，促进经济社会又好又快发展"
    long = "；".join([clause] * 5) + "。"
    assert len(long) > MAX_SENTENCE_CHARS
    assert texts(long) == [f"{clause}；"] * 4 + [f"{clause}。"]


def test_a_short_clause_stays_with_its_neighbour() -> None:
    clause = "有利于及时规范经济社会生活秩序，促进经济社会又好又快发展" * 5
    assert texts(f"{clause}；好；{clause}。") == [f"{clause}；好；", f"{clause}。"]


def test_punctuation_alone_is_no_sentence() -> None:
    assert texts("正文。\n——\n……。\n完") == ["正文。", "完"]


@given(st.text(alphabet="人大常委会（）“”《》。！？；，：\n 一1.）", max_size=300))
def test_sentences_are_slices_in_order_and_lose_no_letter(text: str) -> None:
    article = an_article(text, "前言")
    end, kept = 0, ""
    for sentence in split_sentences(article):
        assert sentence.text == text[sentence.start : sentence.end] == sentence.text.strip() != ""
        assert sentence.start >= end
        end, kept = sentence.end, kept + sentence.text
    assert [c for c in kept if c.isalnum()] == [c for c in text if c.isalnum()]
