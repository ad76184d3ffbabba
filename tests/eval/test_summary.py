"""The tables of docs/benchmarks.md from a results folder."""

from __future__ import annotations

import pytest

from eval.bench import page, summary
from eval.floors import load_floors
from eval.run import ask_all, summarise_rows, write_results
from tests.eval.fakes import ANSWERS, GOLD, FakeEngine, write_gold

FLOORS = '[[floor]]\nmetric = "refusal_recall"\nsplit = "test"\nat_least = 1.0\n\n'
FLOORS += '[[floor]]\nmetric = "fact_recall"\nsplit = "test"\nat_least = 0.8\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The results of the fake engine, a gold file and floors of its own."""
    rows = ask_all(FakeEngine(ANSWERS), GOLD)
    scores = summarise_rows(rows) | {"settings": {}, "manifest": {}}
    (tmp_path / "results").mkdir()
    write_results(tmp_path / "results", scores, rows, "")
    (tmp_path / "floors.toml").write_text(FLOORS, encoding="utf-8")
    monkeypatch.setattr(summary, "DEFAULT_GOLD", write_gold(tmp_path / "gold.jsonl"))
    monkeypatch.setattr(summary, "DEFAULT_FLOORS", tmp_path / "floors.toml")
    return tmp_path / "results"


def test_targets_say_yes_or_no_with_the_figure(folder, capsys):
    assert summary.main([str(folder)]) == 0
    out = capsys.readouterr().out
    reached, missed = (str(floor) for floor in load_floors(summary.DEFAULT_FLOORS))
    assert f"| {reached} | 1.000 | yes | 1 |" in out  # "weather" is refused
    assert f"| {missed} | {(1 + 1 / 2) / 2:.3f} | **no** | 2 |" in out  # "found" says its fact, "late" one of two


def test_figures_stand_by_part_and_language(folder, capsys):
    summary.main([str(folder)])
    out = capsys.readouterr().out
    assert "| score | test zh | test en | test all | dev zh | dev en | dev all |" in out
    assert "| cases | 2 | 1 | 3 | 2 | 0 | 2 |" in out
    assert "| fact_recall | 1.000 | 0.500 | 0.750 | - | - | - |" in out
    assert "| latency_ms p50 | 10 | 10 | 10 | 15 | - | 15 |" in out  # dev: "refused" took 20, "moon" 10


def test_refusals_stand_by_kind(folder, capsys):
    summary.main([str(folder)])
    out = capsys.readouterr().out
    for split, held in {(case.split, case.type) for case in GOLD if not case.answerable}:
        assert f"| {split}: {held} | " in out


def test_write_puts_what_is_printed_into_its_part_of_the_page(folder, monkeypatch, capsys):
    written = {}
    monkeypatch.setattr(page, "write_part", written.__setitem__)
    assert summary.main([str(folder), "--write"]) == 0
    assert written == {summary.PART: capsys.readouterr().out}


def test_a_case_that_the_gold_file_lacks_is_one_line(folder, capsys):
    write_gold(summary.DEFAULT_GOLD, GOLD[1:])
    assert summary.main([str(folder)]) == 2
    assert capsys.readouterr() == ("", f"gold.jsonl has no case found; score {folder} again\n")


def test_a_folder_without_results_is_one_line(folder, tmp_path, capsys):
    assert summary.main([str(tmp_path / "none")]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
