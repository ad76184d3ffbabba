from dataclasses import replace
from math import log2

import numpy as np
import pytest

from eval.cases import comparable, gold_article_ids
from eval.metrics import (
    CASE_METRICS,
    Scored,
    auroc,
    char_f1,
    missing_facts,
    quote_exact,
    ranking,
    rouge_l,
    score_case,
    spoken,
    summarise,
)
from qa.schema import Citation, Quote
from tests.eval.fakes import ANSWERS, GOLD, TERM, TEXTS, answer, case, citation

COMPARED = {article_id: comparable(text) for article_id, text in TEXTS.items()}


def measured(one, given):
    return score_case(one, given, gold_article_ids(one, COMPARED), TEXTS).values


def scored(case_id="c", answerable=True, confidence=0.5, latency_ms=10.0, **values):
    return Scored(case_id, answerable, confidence, latency_ms, values)


def test_ranking_with_gold_at_ranks_two_and_four():
    values = ranking(("b", "d"), ("a", "b", "c", "d"))
    assert values["recall@1"] == 0 / 2
    assert values["recall@3"] == 1 / 2
    assert values["recall@5"] == values["recall@100"] == 2 / 2
    assert (values["hit@1"], values["hit@3"]) == (0, 1)
    assert values["mrr@10"] == 1 / 2
    ideal = 1 / log2(1 + 1) + 1 / log2(1 + 2)
    assert values["ndcg@10"] == pytest.approx((1 / log2(1 + 2) + 1 / log2(1 + 4)) / ideal)


def test_ranking_stops_at_the_cutoff():
    values = ranking(("gold",), (*(f"other{i}" for i in range(10)), "gold"))
    assert (values["recall@10"], values["recall@100"], values["mrr@10"], values["ndcg@10"]) == (0, 1, 0, 0)


def test_a_repeated_article_counts_at_its_first_rank():
    assert ranking(("b",), ("a", "b", "a", "b"))["mrr@10"] == 1 / 2


def test_nothing_retrieved_scores_zero_and_no_gold_gives_no_value():
    assert set(ranking(("a",), ()).values()) == {0.0}
    assert ranking((), ("a",)) == {}


def test_citations_right_and_wrong():
    both = answer("…", [citation(1, "doc:1"), citation(2, "doc:2")])
    values = measured(case(articles=("doc:1", "doc:9", "doc:8")), both)
    assert values["citation_precision"] == 1 / 2
    assert values["citation_recall"] == 1 / 3


def test_two_quotes_of_one_article_are_one_citation():
    twice = answer("…", [citation(1, "doc:1"), citation(2, "doc:1"), citation(3, "doc:2")])
    assert measured(case(articles=("doc:1",)), twice)["citation_precision"] == 1 / 2


def test_a_refused_case_has_citation_recall_zero_and_no_precision():
    values = measured(case(articles=("doc:1",)), answer())
    assert values["citation_recall"] == 0
    assert "citation_precision" not in values


def test_facts_are_found_in_text_and_in_quotes():
    facts = (("半数以上委员", "过半数"), ("任期 ５年", "任期五年"), ("连任",), ("6名",))
    given = answer("须有半数以上，委员到会[1]", [citation(1, "doc:2")])
    one = case(facts=facts)
    assert missing_facts(one, given) == (("连任",), ("6名",))
    assert measured(one, given)["fact_recall"] == 2 / 4


def test_a_fact_is_not_pieced_together_from_text_and_quote():
    assert missing_facts(case(facts=(("到会每届",),)), answer("到会", [citation(1, "doc:2", 3)])) == (("到会每届",),)


def test_citation_marks_are_not_part_of_the_answer():
    given = answer("三十[1]日[12]，温委发[2009]5号", [citation(1, "doc:1")])
    assert spoken(given) == "三十日[12]，温委发[2009]5号"
    assert measured(case(facts=(("三十日",), ("1日",))), given)["fact_recall"] == 1 / 2


def test_a_refused_case_says_no_fact_and_nothing_of_the_reference():
    values = measured(case(facts=(("没有",),), answer="没有找到"), answer("没有找到"))
    assert (values["fact_recall"], values["char_f1"], values["rouge_l"]) == (0, 0, 0)


def test_char_f1_and_rouge_l_by_hand():
    # 每届任期五年 (6) and 任期为五年 (5) share 任 期 五 年, in that order
    assert char_f1("每届，任期五年。", "任期为五年") == pytest.approx(2 * 4 / (6 + 5))
    assert rouge_l("每届，任期五年。", "任期为五年") == pytest.approx(2 * 4 / (6 + 5))
    # the same characters the other way round: all shared, but only one in order
    assert char_f1("五年", "年五") == 2 * 2 / (2 + 2)
    assert rouge_l("五年", "年五") == 2 * 1 / (2 + 2)


def test_a_repeated_character_is_shared_as_often_as_both_have_it():
    assert char_f1("年年年", "年") == pytest.approx(2 * 1 / (3 + 1))


def test_quote_exact_counts_quotes():
    def cited(article_id, quote):
        return Citation(1, article_id, "doc", "议事规则", "（一）", (quote,))

    right = Quote(3, 5, TERM[3:5])
    wrong = [
        cited("doc:2", Quote(3, 5, "每月")),
        cited("doc:9", right),
        cited("doc:2", Quote(2, 2, "")),
        cited("doc:2", Quote(-3, -1, TERM[-3:-1])),
    ]
    given = answer("…", [cited("doc:2", right), *wrong])
    assert quote_exact(given, TEXTS) == {"quote_exact": 1 / (1 + 4)}
    assert quote_exact(answer(), TEXTS) == {}


@pytest.mark.parametrize(
    ("answerable", "given", "expected"),
    [
        (True, answer(), {"false_refusal": 1}),
        (True, answer("…", [citation(1, "doc:1")]), {"false_refusal": 0}),
        (False, answer(), {"refusal_recall": 1}),
        (False, answer("…", [citation(1, "doc:1")]), {"refusal_recall": 0}),
    ],
)
def test_refusal(answerable, given, expected):
    values = measured(case(answerable=answerable), given)
    assert {name: values[name] for name in values if name != "quote_exact"} == expected


def test_an_unanswerable_case_has_no_ranking_whatever_gold_it_names():
    values = measured(case(answerable=False, articles=("doc:1",), facts=(("a",),), answer="b"), answer())
    assert values == {"refusal_recall": 1}


def test_auroc_by_hand_and_without_a_class():
    cases = [scored(confidence=0.9), scored(confidence=0.3), scored(answerable=False, confidence=0.5)]
    assert auroc(cases) == (1 + 0) / (2 * 1)
    tie = [scored(confidence=0.5), scored(answerable=False, confidence=0.5)]
    assert auroc(tie) == 1 / 2
    assert auroc(cases[:2]) is None
    assert auroc([]) is None


def test_summary_of_the_five_cases():
    rows = [score_case(one, ANSWERS[one.id], gold_article_ids(one, COMPARED), TEXTS) for one in GOLD]
    summary = summarise(rows)
    assert summary["cases"] == 5
    assert summary["recall@1"] == (1 + 0 + 0) / 3
    assert summary["recall@3"] == (1 + 1 + 1) / 3
    assert summary["mrr@10"] == (1 / 1 + 1 / 2 + 1 / 2) / 3
    assert summary["fact_recall"] == (1 / 1 + 1 / 2) / 2
    assert summary["citation_precision"] == (1 + 1) / 2
    assert summary["citation_recall"] == pytest.approx((1 + 1 + 0) / 3)
    assert summary["char_f1"] == 1
    assert summary["quote_exact"] == (1 + 1 + 1) / 3
    assert summary["refusal_recall"] == (1 + 0) / 2
    assert summary["false_refusal"] == (0 + 0 + 1) / 3
    # .9 and .8 beat both .1 and .7; .2 beats .1 only
    assert summary["auroc"] == pytest.approx((2 + 2 + 1) / (3 * 2))
    assert summary["latency_ms"] == {"p50": 10.0, "p95": pytest.approx(10 + (20 - 10) * (0.95 * 4 - 3))}
    assert {name: summary["n"][name] for name in ("recall@5", "fact_recall", "citation_precision", "char_f1")} == {
        "recall@5": 3,
        "fact_recall": 2,
        "citation_precision": 2,
        "char_f1": 1,
    }
    assert (summary["n"]["auroc"], summary["n"]["latency_ms"]) == (5, 5)


def test_metrics_that_apply_to_no_case_are_none_with_count_zero():
    summary = summarise([])
    assert {summary[name] for name in CASE_METRICS} == {None}
    assert set(summary["n"].values()) == {0}
    assert summary["latency_ms"] == {"p50": None, "p95": None}


def test_a_case_without_a_value_does_not_count_as_zero():
    summary = summarise([scored(fact_recall=1.0), scored()])
    assert (summary["fact_recall"], summary["n"]["fact_recall"]) == (1 / 1, 1)


def test_latency_is_the_answers_total():
    given = replace(answer(), timings_ms={"retrieve": 3.0, "total": 7.5})
    assert score_case(case(), given, (), TEXTS).latency_ms == 7.5
    assert np.isclose(summarise([score_case(case(), given, (), TEXTS)])["latency_ms"]["p95"], 7.5)
