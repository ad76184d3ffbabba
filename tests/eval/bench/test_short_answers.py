import json

import pytest

from eval.bench import short_answers
from eval.bench.short_answers import Asked, answer, exact, f1, read_cmrc, score, table, tokens

PARAGRAPH = "甲县位于山中。人口2万多人。县长每年调研一次。"


def test_tokens_are_characters_and_runs_of_letters_and_figures():
    assert tokens("《战国》和ω-Force，2018年") == ["战", "国", "和", "ω", "force", "2018", "年"]


def test_exact_leaves_marks_out():
    assert exact("“2万多人”", ["两万", "2万 多人。"]) == 1.0
    assert exact("2万", ["两万", "2万人"]) == 0.0


def test_f1_is_over_the_longest_common_run():
    # 甲乙丙 against 乙丙丁戊: the run 乙丙, 2 * 2 / (3 + 4)
    assert f1("甲乙丙", ["乙丙丁戊"]) == pytest.approx(2 * 2 / (3 + 4))
    assert f1("甲丙", ["甲乙丙"]) == pytest.approx(2 * 1 / (2 + 3))  # one token in a row
    assert f1("甲", ["乙", "甲"]) == 1.0
    assert f1("", ["甲"]) == 0.0


def test_an_answer_is_a_span_of_the_paragraph_or_its_nearest_clause():
    assert answer("县长多久调研一次？", PARAGRAPH) == ("每年调研一次", True)
    said, short = answer("甲县位于什么地方？", PARAGRAPH)
    assert (said, short) == ("甲县位于山中", False)
    assert answer("甲？", "") == ("", False)


def test_scores_are_means():
    asked = [
        Asked("县长多久调研一次？", PARAGRAPH, ("每年调研一次",)),
        Asked("甲县位于什么地方？", PARAGRAPH, ("山中",)),
    ]
    scores = score(asked)
    assert (scores["questions"], scores["em"], scores["short"], scores["em_short"]) == (2, 0.5, 0.5, 1.0)
    assert scores["f1"] == pytest.approx((1 + 2 * 2 / (6 + 2)) / 2)
    assert "| 2 | 50.0% | 75.0% |" in table(scores)


def test_the_file_is_read_in_squads_form(tmp_path):
    path = tmp_path / "dev.json"
    asked = {"question": "谁？", "answers": [{"text": "甲"}, {"text": "乙"}]}
    path.write_text(json.dumps({"data": [{"paragraphs": [{"context": "甲。", "qas": [asked]}]}]}), encoding="utf-8")
    assert list(read_cmrc(path)) == [Asked("谁？", "甲。", ("甲", "乙"))]


def test_a_set_that_is_absent_is_one_clear_line(monkeypatch, tmp_path, capsys):
    monkeypatch.setenv("SHARED_DATA", str(tmp_path))
    assert short_answers.main([]) == 0
    assert "skipped: no reading/cmrc2018_dev.json" in capsys.readouterr().err
