import re
from html import unescape

from eval.floors import Check, Floor
from eval.metrics import METRICS
from eval.report import milliseconds, percent, render, worst_first
from eval.run import ask_all, summarise_rows
from eval.words import WORDS
from tests.eval.fakes import ANSWERS, ARTICLES, GOLD, FakeEngine, answer, case, citation


def report(cases=GOLD, answers=ANSWERS, checks=()):
    rows = ask_all(FakeEngine(answers), cases)
    scores = {**summarise_rows(rows), "run": {"finished": "2024-05-01T10:00:00+08:00", "gold": "gold.jsonl"}}
    return render(scores, rows, ARTICLES, checks)


def test_every_score_is_explained_in_both_languages():
    html = unescape(report())
    assert set(WORDS) == set(METRICS)
    for words in WORDS.values():
        assert words.zh_sentence in html and words.en_sentence in html


def test_failures_come_first_and_else_the_order_of_the_gold_file():
    rows = worst_first(ask_all(FakeEngine(ANSWERS), GOLD))
    assert [row.case.id for row in rows] == ["late", "refused", "moon", "found", "weather"]


def test_question_expected_answer_and_failed_score_are_shown():
    html = report(GOLD[1:2])
    assert "问题 late" in html
    assert "<li>连任</li>" in html
    assert "任期五年[1]" in html
    assert "没有说到：“连任”" in html
    assert "共 1 题，其中 1 题有问题" in html


def test_text_of_others_is_escaped():
    attack = '<script>alert("x")</script>'
    hostile = case("x", question="问题 x", facts=((attack,),), answer=attack, type='"><b>', history=(attack,))
    html = report([hostile], {"x": answer(attack, [citation(1, "doc:1")])})
    assert attack not in html
    assert "&lt;script&gt;alert" in html
    assert 'data-type="&#34;&gt;&lt;b&gt;"' in html


def test_nothing_is_fetched():
    html = report()
    assert "default-src 'none'" in html
    assert not re.search(r"(?:src|href|action)\s*=|url\(|@import|https?://", html)


def test_cases_can_be_filtered_by_language_type_and_split():
    html = report()
    for name, value in (("lang", "zh"), ("type", "unanswerable"), ("split", "dev")):
        assert f'<select name="{name}">' in html and f"<option>{value}</option>" in html
        assert f'data-{name}="{value}"' in html
    assert 'name="split"' not in report([case("found")])


def test_bounds_are_shown_when_checked():
    html = report(checks=(Check(Floor("recall@5", at_least=0.98), 0.5, 3), Check(Floor("hit@1", at_least=0.1), 1.0, 3)))
    assert '<li class="bad">' in html and '<li class="good">' in html
    bad = unescape(re.sub(r"<[^>]+>", "", html.split('<li class="bad">')[1].split("</li>")[0]))
    assert bad.split() == "未达标broken 前 5 条召回率Recall in the first 5 recall@5 50.0% 不低于at least 98.0%".split()


def test_gold_that_the_index_lacks_is_shown():
    assert "任期六年" in report([case("found", evidence=("任期六年",))])


def test_numbers_as_people_read_them():
    assert [percent(value) for value in (None, 0.0, 0.12345, 0.9999, 1.0)] == ["–", "0.0%", "12.3%", "99.9%", "100.0%"]
    assert [milliseconds(value) for value in (None, 1234.5)] == ["–", "1,234 ms"]


def test_the_reliability_plot_has_a_circle_for_each_step_of_confidence():
    html = report()
    assert html.count("<svg") == len({case.lang for case in GOLD})
    assert html.count("<circle") == sum(
        len(
            {min(int(answer.confidence * 10), 9) for answer in (ANSWERS[case.id] for case in GOLD if case.lang == lang)}
        )
        for lang in {case.lang for case in GOLD}
    )
