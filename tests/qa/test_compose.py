from dataclasses import replace

import pytest

from index.schema import Article
from index.sentences import split_sentences
from qa.compose import (
    ARTICLE_MARGIN,
    DEPENDENT,
    DOCUMENT_MARGIN,
    MAX_QUOTE_CHARS,
    MAX_STATEMENTS,
    PARALLEL_WEIGHT,
    SENTENCE_MARGIN,
    UNNAMED_MARGIN,
    answer_text,
    compose,
    likeness,
    select,
    with_lead_in,
)
from qa.schema import Citation, Evidence, Part, Query, Quote, Statement

MARGIN = UNNAMED_MARGIN
ASKED = Query("谁？", "谁？", "zh")
LISTED = Query("有哪些效果？", "有哪些效果？", "zh")


def index_of(index, *texts, doc_ids=("jia",)):
    """The index with an article of each text, `<doc>:1`, `<doc>:2` …, in turn of each document."""
    articles, sentences = [], []
    for n, text in enumerate(texts):
        doc_id = doc_ids[n % len(doc_ids)]
        document = index.document(doc_id)
        article_id, label = f"{doc_id}:{n + 1}", f"第{n + 1}条"
        own = Article(article_id, doc_id, label, (), document.title, text, 0, len(text))
        articles.append(own)
        sentences += split_sentences(own)
    return replace(index, articles=tuple(articles), sentences=tuple(sentences))


def evidence(index, *scores):
    """One of each sentence of the index, with these scores."""
    return [
        Evidence(s.article_id, Quote(s.start, s.end, s.text), score)
        for s, score in zip(index.sentences, scores, strict=True)
    ]


def texts(found):
    return [one.quote.text for one in found]


# --- select


def test_the_line_that_an_article_opens_with_is_no_answer(small_index):
    index = index_of(small_index, "会议的效果\n效果很好。开得成功\n")
    assert texts(select(ASKED, evidence(index, 0.9, 0.8, 0.7), index)) == ["效果很好。", "开得成功"]


def test_an_article_of_one_line_is_an_answer(small_index):
    index = index_of(small_index, "会议的效果")
    assert texts(select(ASKED, evidence(index, 0.9), index)) == ["会议的效果"]


def test_the_most_important_comes_first(small_index):
    index = index_of(small_index, "甲。乙。丙。")
    assert texts(select(ASKED, evidence(index, 0.8, 1.0, 0.9), index)) == ["乙。", "丙。", "甲。"]


def test_a_sentence_far_below_the_best_is_left_out(small_index):
    index = index_of(small_index, "甲。乙。丙。")
    found = evidence(index, 9.0, 9.0 - SENTENCE_MARGIN, 8.9 - SENTENCE_MARGIN)
    assert texts(select(ASKED, found, index)) == ["甲。", "乙。"]


@pytest.mark.parametrize("doc_ids", [(), ("jia",)])
def test_another_article_is_quoted_only_where_it_comes_as_near(small_index, doc_ids):
    index = index_of(small_index, "甲。", "乙。", "丙。")
    margin = ARTICLE_MARGIN if doc_ids else UNNAMED_MARGIN
    found = evidence(index, 9.0, 9.0 - margin, 8.9 - margin)
    assert texts(select(replace(ASKED, doc_ids=doc_ids), found, index)) == ["甲。", "乙。"]


def test_another_document_is_quoted_only_where_it_comes_near_or_is_named(small_index):
    index = index_of(small_index, "甲。", "乙。", doc_ids=("jia", "yi"))
    near, far = evidence(index, 9.0, 9.0 - DOCUMENT_MARGIN), evidence(index, 9.0, 8.9 - DOCUMENT_MARGIN)
    assert texts(select(ASKED, near, index)) == ["甲。", "乙。"]
    assert texts(select(ASKED, far, index)) == ["甲。"]
    assert texts(select(replace(ASKED, doc_ids=("jia", "yi")), far, index)) == ["甲。", "乙。"]


def test_of_another_document_the_sentence_in_the_same_words_gains(small_index):
    index = index_of(small_index, "主任列席会议。", "主任列席大会。代表视察。", doc_ids=("jia", "yi"))
    best, same, other = evidence(index, 9.0, 6.0, 6.0 + MARGIN)
    # 主任 任列 列席 of 席会 会议 / 席大 大会: 2 * 3 of 5 + 5 pairs
    assert likeness("主任列席会议。", "主任列席大会。") == pytest.approx(2 * 3 / (5 + 5))
    assert PARALLEL_WEIGHT * 0.6 > MARGIN
    chosen = select(replace(ASKED, doc_ids=("jia", "yi")), [best, other, same], index)
    assert texts(chosen)[:2] == ["主任列席大会。", "主任列席会议。"]


def test_each_document_and_each_article_comes_before_a_second_sentence(small_index):
    index = index_of(small_index, "甲。乙。丙。丁。戊。己。", "庚。", "辛。", doc_ids=("jia", "yi"))
    found = evidence(index, *[9.0] * 6, 8.0, 9.0 - MARGIN)
    assert set(texts(select(ASKED, found, index))) == {"甲。", "乙。", "丙。", "丁。", "庚。", "辛。"}


def test_at_most_so_many_in_all(small_index):
    index = index_of(small_index, "甲。乙。丙。丁。", "庚。辛。壬。癸。")
    assert len(select(ASKED, evidence(index, *[1.0] * 8), index)) == MAX_STATEMENTS


def test_ties_sort_by_article_then_place(small_index):
    index = index_of(small_index, "甲。乙。", "丙。")
    one, two, three = evidence(index, 1.0, 1.0, 1.0)
    assert texts(select(ASKED, [three, two, one], index)) == ["甲。", "乙。", "丙。"]


def test_no_evidence_selects_nothing(small_index):
    assert select(ASKED, [], small_index) == []


ENUMERATED = "述职有效。一是提高了意识。二是密切了联系。三是增强了信任。"


def test_a_list_that_is_asked_for_stays_together(small_index):
    index = index_of(small_index, ENUMERATED)
    found = sorted(evidence(index, 0.0, 2.5 + SENTENCE_MARGIN, 1.0, 2.0), key=lambda one: -one.score)
    assert set(texts(select(LISTED, found, index))) == {"一是提高了意识。", "二是密切了联系。", "三是增强了信任。"}
    assert texts(select(ASKED, found, index)) == ["一是提高了意识。"]


def test_a_single_item_is_no_list(small_index):
    index = index_of(small_index, "一是提高了意识。丁。")
    found = sorted(evidence(index, 0.0, 9.0), key=lambda one: -one.score)
    assert texts(select(LISTED, found, index)) == ["丁。"]


def test_the_list_is_that_of_the_nearest_article(small_index):
    index = index_of(small_index, "一是甲。二是乙。", "一是丙。二是丁。")
    found = sorted(evidence(index, 2.0, 9.0, 7.0, 1.0), key=lambda one: -one.score)
    assert set(texts(select(LISTED, found, index))) == {"一是甲。", "二是乙。"}


def test_an_address_selects_the_opening_sentences_in_the_order_of_the_document(small_index):
    index = index_of(small_index, "甲。乙。", "丙。丁。戊。己。庚。辛。壬。")
    chosen = select(replace(ASKED, addresses=("jia:2",)), evidence(index, *range(9, 0, -1)), index)
    assert texts(chosen) == ["丙。", "丁。", "戊。", "己。", "庚。", "辛。"]


def test_several_addresses_share_the_room(small_index):
    index = index_of(small_index, "甲。乙。丙。丁。", "戊。己。庚。辛。")
    chosen = select(replace(ASKED, addresses=("jia:1", "jia:2")), [], index)
    assert texts(chosen) == ["甲。", "乙。", "丙。", "戊。", "己。", "庚。"]


def test_of_an_addressed_article_the_part_named_is_selected(small_index):
    index = index_of(small_index, "甲。乙。\n丙。丁。\n戊。")
    query = replace(ASKED, addresses=("jia:1",), parts=(Part("jia:1", 5, 9),))
    assert texts(select(query, [], index)) == ["丙。", "丁。"]


def test_more_addresses_than_room_give_one_sentence_of_the_first(small_index):
    index = index_of(small_index, *["甲。乙。"] * 8)
    addresses = tuple(article.id for article in index.articles)
    chosen = select(replace(ASKED, addresses=addresses), [], index)
    assert [one.article_id for one in chosen] == list(addresses[:MAX_STATEMENTS])


# --- lead-in


@pytest.mark.parametrize(
    "sentence",
    ["其办事机构应设置。", "该办法由市委制定。", "对此党委要答复。", "这项要坚持。", "同时要督促。", "前款适用。"],
)
def test_a_sentence_that_leans_on_the_one_before_is_quoted_with_it(small_index, sentence):
    text = f"人大设立委员会。　{sentence}"
    index = index_of(small_index, text)
    found = with_lead_in(evidence(index, 0.0, 1.0)[1], index)
    assert found.quote == Quote(0, len(text), text)


@pytest.mark.parametrize("sentence", ["其他人不列席。", "其中半数以上驻会。", "党委要答复。", "人大及其常委会要答复。"])
def test_a_sentence_that_stands_alone_is_quoted_alone(small_index, sentence):
    index = index_of(small_index, f"人大设立委员会。{sentence}")
    alone = evidence(index, 0.0, 1.0)[1]
    assert with_lead_in(alone, index) == alone


def test_the_first_sentence_of_an_article_has_no_lead_in(small_index):
    index = index_of(small_index, "其他。", "其办事机构应当设置。")
    first = evidence(index, 0.0, 1.0)[1]
    assert DEPENDENT.match(first.quote.text)
    assert with_lead_in(first, index) == first


def test_a_lead_in_keeps_the_score(small_index):
    index = index_of(small_index, "甲。其二。")
    found = with_lead_in(evidence(index, 0.1, 0.5)[1], index)
    assert found.score == 0.5


# --- compose


def composed(index, found, query=ASKED):
    return compose(query, found, index)[:3]


def test_a_statement_is_a_quote_and_a_citation_its_article(small_index):
    index = index_of(small_index, "主任列席。每年一次。")
    text, statements, citations = composed(index, evidence(index, 1.0, 0.9))
    assert statements == (Statement("主任列席。", (1,)), Statement("每年一次。", (1,)))
    assert citations == (
        Citation(1, "jia:1", "jia", "甲市会议规则", "第1条", (Quote(0, 5, "主任列席。"), Quote(5, 10, "每年一次。"))),
    )
    assert text.splitlines()[1:] == ["“主任列席。” [1]", "“每年一次。” [1]"]
    assert text.startswith("甲市 · 《甲市会议规则》第1条")


def test_articles_of_a_document_stand_together_in_the_order_they_first_appear(small_index):
    index = index_of(small_index, "甲。", "乙。", "丙。", "丁。", doc_ids=("jia", "yi"))
    one, two, three, four = evidence(index, 1.0, 0.9, 0.8, 0.7)
    _, statements, citations = composed(index, [two, one, three, four])
    assert [(c.n, c.article_id) for c in citations] == [(1, "yi:2"), (2, "yi:4"), (3, "jia:1"), (4, "jia:3")]
    said = [("乙。", (1,)), ("丁。", (2,)), ("甲。", (3,)), ("丙。", (4,))]
    assert [(statement.text, statement.citations) for statement in statements] == said


def test_quotes_of_an_article_stand_in_reading_order(small_index):
    index = index_of(small_index, "甲。乙。丙。")
    one, two, three = evidence(index, 1.0, 0.9, 0.8)
    _, _, (citation,) = composed(index, [three, one, two])
    assert [quote.text for quote in citation.quotes] == ["甲。", "乙。", "丙。"]


def test_a_lead_in_that_is_quoted_already_is_not_quoted_twice(small_index):
    index = index_of(small_index, "人大设立委员会。其办事机构应当设置。")
    _, statements, (citation,) = composed(index, evidence(index, 1.0, 0.9))
    assert citation.quotes == (Quote(0, 18, "人大设立委员会。其办事机构应当设置。"),)
    assert len(statements) == 1


def test_line_breaks_of_a_quote_are_spaces_in_the_text_and_stay_in_the_quote(small_index):
    index = index_of(small_index, "人大设立委员会。\n其办事机构应当设置。")
    text, _, (citation,) = composed(index, evidence(index, 0.9, 1.0)[1:])
    assert citation.quotes[0].text == "人大设立委员会。\n其办事机构应当设置。"
    assert "“人大设立委员会。 其办事机构应当设置。” [1]" in text.splitlines()


def test_english_frames_the_chinese_and_glosses_its_terms(small_index):
    index = index_of(small_index, "主任列席。")
    text, statements, _ = composed(index, evidence(index, 1.0), replace(ASKED, language="en"))
    assert text.splitlines() == [
        "The documents are in Chinese; these are their own words.",
        "",
        "Jia: Rules of meetings of Jia City, 第1条",
        "“主任列席。” [1]",
        "",
        "Key terms: 主任 = director; 列席 = attend without a vote",
    ]
    assert statements[0].text == "主任列席。"


def test_key_terms_wait_until_the_answer_is_complete_and_need_a_term(small_index):
    index = index_of(small_index, "主任列席。", "每年一次。")
    english = replace(ASKED, language="en")
    one, two = evidence(index, 1.0, 1.0)
    _, _, citations = composed(index, [one], english)
    assert "Key terms" not in answer_text(english, citations, index, shown=1)
    assert "Key terms" not in composed(index, [two], english)[0]
    assert "Key terms" not in composed(index, [one])[0]


def test_a_document_without_region_or_english_title_goes_by_its_title(small_index):
    bare = tuple(replace(d, region="", region_en="", title_en="") for d in small_index.documents)
    index = replace(index_of(small_index, "主任列席。"), documents=bare)
    found = evidence(index, 1.0)
    assert composed(index, found)[0].startswith("《甲市会议规则》第1条")
    assert "\n甲市会议规则, 第1条\n" in composed(index, found, replace(ASKED, language="en"))[0]


# --- the short answer, the cut and what may be so


def test_the_short_answer_stands_first_and_is_a_slice_of_the_cited_article(small_index):
    index = index_of(small_index, "主任列席会议。会议每季度召开一次。")
    asked = replace(ASKED, text="会议多久召开一次？")
    text, _, _, (short,) = compose(asked, evidence(index, 0.9, 1.0)[1:], index)
    assert text.startswith("**每季度召开一次** [1]\n")
    assert index.article("jia:1").text[short.start : short.end] == short.text == "每季度召开一次"


def test_each_document_has_its_short_answer_by_name(small_index):
    index = index_of(small_index, "每年一次。", "每月一次。", doc_ids=("jia", "yi"))
    asked = replace(ASKED, text="多久一次？")
    assert compose(asked, evidence(index, 1.0, 1.0), index)[0].startswith(
        "甲市：**每年一次** [1]；乙市：**每月一次** [2]"
    )
    english = Query("How often?", "How often?", "en")
    assert compose(english, evidence(index, 1.0, 1.0), index)[0].startswith("Jia: **每年一次** [1]; Yi: **")


WHO_ATTENDS = ("主任不是书记的，主任列席会议。由书记担任主任的，副主任列席会议。", "主任列席会议。")


def test_all_whom_an_article_names_alike_stand_in_the_short_answer(small_index):
    index = index_of(small_index, *WHO_ATTENDS, doc_ids=("jia", "yi"))
    asked = replace(ASKED, text="谁列席会议？")
    assert compose(asked, evidence(index, 1.0, 1.0, 1.0), index)[0].startswith(
        "甲市：**主任不是书记的，主任** [1]，**由书记担任主任的，副主任** [1]；乙市：**主任** [2]"
    )
    other = index_of(small_index, "主任列席会议。代表列席全会。")
    assert [s.text for s in compose(asked, evidence(other, 1.0, 1.0), other)[3]] == ["主任"]


@pytest.mark.parametrize(("confidence", "one", "several"), [(0.7, 1, 2), (0.69, 0, 2), (0.5, 0, 2), (0.49, 0, 0)])
def test_what_several_documents_each_tell_stands_in_bold_at_less_confidence(small_index, confidence, one, several):
    asked = replace(ASKED, text="多久一次？")
    for texts_held, doc_ids, count in ((("每年一次。",), ("jia",), one), (("每年一次。",) * 2, ("jia", "yi"), several)):
        index = index_of(small_index, *texts_held, doc_ids=doc_ids)
        found = evidence(index, *[1.0] * len(texts_held))
        text, _, _, short = compose(asked, found, index, confidence=confidence)
        assert (len(short), "**" in text) == (count, bool(count))


@pytest.mark.parametrize(
    ("question", "text", "bold"),
    [
        ("代表可以列席会议吗？", "代表可以列席会议。", "代表可以列席会议"),
        ("代表可以列席会议吗？", "单位必须给予时间。", None),
        ("要建立哪些学习制度？", "建立学习制度、培训制度、考核制度。", "建立学习制度、培训制度、考核制度"),
        ("要建立哪些学习制度？", "加强宣传工作、信访工作、保密工作。", None),
        ("设了几个机构？", "市里设了３个机构。", "３个"),
        ("设了几个委员会、几个机构？", "市里设了３个机构。", None),
    ],
)
def test_a_clause_of_something_else_or_one_figure_of_several_is_no_short_answer(small_index, question, text, bold):
    index = index_of(small_index, text)
    short = compose(replace(ASKED, text=question), evidence(index, 1.0), index)[3]
    assert [one.text for one in short] == ([bold] if bold else [])


def test_half_a_comparison_is_no_short_answer(small_index):
    index = index_of(small_index, "每年一次。", "代表视察。", doc_ids=("jia", "yi"))
    asked = replace(ASKED, text="甲市和乙市多久一次？", doc_ids=("jia", "yi"))
    assert compose(asked, evidence(index, 1.0, 1.0), index)[3] == ()


def test_what_is_less_sure_is_said_to_be_possible_and_not_shortened(small_index):
    index = index_of(small_index, "会议每年一次。")
    found = evidence(index, 1.0)
    text, _, _, short = compose(replace(ASKED, text="多久一次？"), found, index, assertive=False)
    assert text.splitlines()[0] == "相关规定可能是："
    assert short == () and "**" not in text
    english = compose(Query("How often?", "How often?", "en"), found, index, assertive=False)[0]
    assert english.startswith("These provisions may be relevant.")


def test_a_long_sentence_is_cut_and_the_cut_is_shown(small_index):
    sentence = f"代表要列席会议，认真听取意见，{'改进作风，' * 30}务求实效。"
    index = index_of(small_index, sentence)
    assert len(sentence) > MAX_QUOTE_CHARS
    text, (statement,), (citation,), _ = compose(replace(ASKED, text="代表怎么列席会议？"), evidence(index, 1.0), index)
    assert citation.quotes == (Quote(0, 15, "代表要列席会议，认真听取意见，"),)
    assert statement.text == citation.quotes[0].text
    assert "“代表要列席会议，认真听取意见，……” [1]" in text


def test_one_provision_of_two_documents_is_told_once_with_both_citations(small_index):
    index = index_of(
        small_index, "要充分听取人大常委会党组的意见。", "应充分听取人大常委会党组的意见。", doc_ids=("jia", "yi")
    )
    same = replace(index, sentences=index.sentences)
    text, _, citations = composed(same, evidence(same, 1.0, 1.0))
    assert "均规定" not in text  # 应 binds more than 要
    index = index_of(small_index, "要听取党组的意见。", "要听取党组的意见。代表视察。", doc_ids=("jia", "yi"))
    text, statements, citations = composed(index, evidence(index, 1.0, 1.0, 0.9))
    assert "甲市、乙市均规定：\n“要听取党组的意见。” [1][2]" in text
    assert text.count("要听取党组的意见。") == 1
    assert "“代表视察。” [2]" in text
    assert [citation.article_id for citation in citations] == ["jia:1", "yi:2"]
    assert [statement.citations for statement in statements] == [(1,), (2,), (2,)]
