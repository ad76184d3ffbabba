"""The tables of docs/benchmarks.md from a results folder."""

from __future__ import annotations

from dataclasses import replace

import pytest

from eval.bench import page, summary
from eval.cases import gold_digest
from eval.floors import load_floors
from eval.run import ask_all, summarise_rows, write_results
from tests.eval.fakes import ANSWERS, GOLD, FakeEngine, write_gold

FLOORS = '[[floor]]\nmetric = "refusal_recall"\nsplit = "test"\nat_least = 1.0\n\n'
FLOORS += '[[floor]]\nmetric = "fact_recall"\nsplit = "test"\nat_least = 0.8\n'


@pytest.fixture
def folder(tmp_path, monkeypatch):
    """The results of the fake engine, a gold file and floors of its own."""
    rows = ask_all(FakeEngine(ANSWERS), GOLD)
    gold = write_gold(tmp_path / "gold.jsonl")
    scores = summarise_rows(rows) | {"settings": {}, "manifest": {}, "run": {"gold_sha256": gold_digest(gold)}}
    (tmp_path / "results").mkdir()
    write_results(tmp_path / "results", scores, rows, "")
    (tmp_path / "floors.toml").write_text(FLOORS, encoding="utf-8")
    monkeypatch.setattr(summary, "DEFAULT_GOLD", gold)
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


def test_a_run_over_another_gold_file_is_one_line(folder, capsys):
    write_gold(summary.DEFAULT_GOLD, [replace(GOLD[0], facts=(("过半数",),)), *GOLD[1:]])
    assert summary.main([str(folder)]) == 2
    said = f"{folder} was not scored over gold.jsonl as it is now; run: python -m eval --out {folder}\n"
    assert capsys.readouterr() == ("", said)


def test_a_run_over_some_of_the_cases_is_one_line(folder, capsys):
    rows = folder / "rows.jsonl"
    rows.write_text(rows.read_text(encoding="utf-8").split("\n")[0], encoding="utf-8")
    assert summary.main([str(folder)]) == 2
    said = f"{folder} lacks 4 of the 5 cases of gold.jsonl; run: python -m eval --out {folder}\n"
    assert capsys.readouterr() == ("", said)


def test_a_folder_without_results_is_one_line(folder, tmp_path, capsys):
    assert summary.main([str(tmp_path / "none")]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n")) == ("", 1)
