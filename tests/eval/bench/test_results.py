import sys
from dataclasses import replace

import pytest

from eval.bench.results import Goal, Result, benchmark, goal_rows, load_result, table
from eval.bench.shared_data import DataMissing

RESULT = Result(
    "xquad", "English", {"en": {"n": 2, "hit@1": 0.5}}, {}, (Goal("en", "hit@1", 0.5), Goal("zh", "hit@1", 0.9))
)


def test_a_goal_is_reached_or_not_or_not_measured():
    assert [row.split(" | ")[-2:] for row in goal_rows(RESULT)] == [["0.500", "yes |"], ["not measured", "**no** |"]]


def test_a_table_leaves_empty_what_a_row_lacks():
    assert table({"a": {"n": 1}, "b": {"hit@1": 0.25}}).splitlines()[2:] == ["| a | 1 |  |", "| b |  | 0.250 |"]


def test_a_benchmark_writes_what_it_found(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bench", "--out", str(tmp_path)])
    monkeypatch.setattr("eval.bench.results.cached_encoder", lambda: None)
    assert benchmark("xquad", "doc", lambda encoder, limit: RESULT) == 0
    assert load_result(tmp_path / "xquad.json") == RESULT
    assert "| English, en: hit@1 | 0.50 | 0.500 | yes |" in capsys.readouterr().out


def test_a_trial_is_printed_and_leaves_what_was_found_before(tmp_path, monkeypatch, capsys):
    monkeypatch.setattr("eval.bench.results.cached_encoder", lambda: None)
    for options, found in (([], RESULT), (["--limit", "1"], replace(RESULT, parts={"en": {"n": 1, "hit@1": 1.0}}))):
        monkeypatch.setattr(sys, "argv", ["bench", "--out", str(tmp_path), *options])
        assert benchmark("xquad", "doc", lambda encoder, limit, found=found: found) == 0
    assert "| English, en: hit@1 | 0.50 | 1.000 | yes |" in capsys.readouterr().out
    assert load_result(tmp_path / "xquad.json") == RESULT


def test_absent_data_is_said_and_no_error(tmp_path, monkeypatch, capsys):
    def measure(encoder, limit):
        raise DataMissing("skipped: no x")

    monkeypatch.setattr(sys, "argv", ["bench", "--out", str(tmp_path)])
    monkeypatch.setattr("eval.bench.results.cached_encoder", lambda: None)
    assert benchmark("xquad", "doc", measure) == 0
    assert capsys.readouterr().err == "skipped: no x\n"
    assert not list(tmp_path.iterdir())


def test_a_trial_of_nothing_is_refused(monkeypatch, capsys):
    monkeypatch.setattr(sys, "argv", ["bench", "--limit", "0"])
    with pytest.raises(SystemExit, match="2"):
        benchmark("xquad", "doc", lambda encoder, limit: RESULT)
    assert capsys.readouterr().err.startswith("argument --limit: '0' is not a whole number from 1;")
