"""Totals of written answers, and a run that goes on where it was stopped."""

import json
from dataclasses import replace

import pytest

from eval.bench import written
from eval.bench.written import outcome, row_of, table
from eval.cases import load_cases
from qa.engine import Tiaowen
from qa.schema import Proof
from tests.eval.fakes import ANSWERS, GOLD, FakeEngine, answer, case, citation, write_gold

WRITTEN = replace(answer(), status="answered", answerer="openai", proof=Proof(3, 2, 1, 1))

MODEL = "openai, qwen"


@pytest.mark.parametrize(
    ("given", "name"),
    [
        (WRITTEN, "written"),
        (replace(WRITTEN, status="not_found", proof=Proof(1, 0, 1)), "nothing left"),
        (replace(WRITTEN, status="not_found", proof=Proof()), "refused"),
        (replace(answer(), note="late"), "stood in"),
        (replace(answer(), answerer="extractive"), "not asked"),
    ],
)
def test_every_answer_has_one_outcome(given, name):
    assert outcome(given) == name


def test_totals_by_language():
    zh, en = (next(one for one in GOLD if one.lang == lang) for lang in ("zh", "en"))
    rows = [row_of(zh, WRITTEN, MODEL), row_of(en, replace(WRITTEN, status="not_found", proof=Proof(1, 0, 1)), MODEL)]
    text = table(rows, cases=9)
    assert text.startswith("2 of the 9 cases of the test part.\n")
    assert "| statements | 3 | 1 | 4 |" in text
    assert "| removed | 1 | 1 | 2 |" in text
    assert "| invented citations | 1 | 0 | 1 |" in text
    assert "| gold facts found | 0 of 1 | 0 of 2 | 0 of 3 |" in text


def test_seconds_are_the_median_of_what_was_put_to_the_model():
    taken = [(replace(WRITTEN, timings_ms={"write": 1000 * seconds}), case(f"c{seconds}")) for seconds in (2, 9, 4)]
    unasked = replace(answer(), answerer="extractive"), case("unasked")
    rows = [row_of(one, given, MODEL) for given, one in (*taken, unasked)]
    assert "| seconds that the model took, median | 4.0 | - | 4.0 |" in table(rows, cases=4)


def test_facts_are_looked_for_in_text_and_quotes_and_marks_are_none():
    asked = case("found", facts=(("1",), ("半数以上",), ("五年",)))
    told = answer("会议有规定，任期五年[1]。", [citation(1, "doc:1")])
    assert row_of(asked, told, MODEL)["facts"] == [2, 3]
    assert row_of(asked, replace(told, status="not_found"), MODEL)["facts"] == [0, 3]  # a refusal says nothing
    assert "| gold facts found | 2 of 3 | 0 of 0 | 2 of 3 |" in table([row_of(asked, told, MODEL)], cases=1)


@pytest.fixture
def gold(tmp_path, monkeypatch):
    monkeypatch.setattr(written, "DEFAULT_GOLD", write_gold(tmp_path / "gold.jsonl"))
    for name, value in (("ANSWERER", "openai"), ("LLM_URL", "http://127.0.0.1:9/v1"), ("LLM_MODEL", "qwen")):
        monkeypatch.setenv(f"TIAOWEN_{name}", value)
    return tmp_path / "rows.jsonl"


@pytest.fixture
def asked(monkeypatch):
    """The questions that are put to the engine."""
    questions = []

    class Counting(FakeEngine):
        def ask(self, question, **options):
            questions.append(question)
            return super().ask(question, **options)

    monkeypatch.setattr(Tiaowen, "load", lambda settings: Counting(ANSWERS))
    return questions


def test_a_run_goes_on_where_it_was_stopped(gold, asked, capsys):
    assert written.main([str(gold), "--limit", "1"]) == 0
    assert written.main([str(gold)]) == 0
    cases = [one for one in load_cases(written.DEFAULT_GOLD).cases if one.split == "test"]
    assert sorted(asked) == sorted(one.question for one in cases)  # each once
    assert {json.loads(line)["id"] for line in gold.read_text(encoding="utf-8").splitlines()} == {c.id for c in cases}
    assert f"{len(cases)} of the {len(cases)} cases" in capsys.readouterr().out


def test_a_case_that_has_changed_is_asked_again_and_its_old_row_not_counted(gold, asked, capsys):
    assert written.main([str(gold)]) == 0
    before = len(asked)
    write_gold(written.DEFAULT_GOLD, [replace(GOLD[0], facts=(("过半数",),)), *GOLD[1:]])
    assert written.main([str(gold)]) == 0
    assert asked[before:] == [GOLD[0].question]
    out, err = capsys.readouterr()
    assert err == f"1 rows of {gold} are of no case that is asked now and are not counted\n"
    assert out.count(f"{before} of the {before} cases") == 2


def test_only_as_many_cases_as_are_asked_for_are_counted(gold, asked, capsys):
    assert written.main([str(gold)]) == 0
    capsys.readouterr()
    assert written.main([str(gold), "--limit", "1"]) == 0
    assert capsys.readouterr().out.startswith(f"1 of the {len(asked)} cases")


def test_rows_by_another_model_are_one_line(gold, asked, monkeypatch, capsys):
    assert written.main([str(gold)]) == 0
    capsys.readouterr()
    monkeypatch.setenv("TIAOWEN_LLM_MODEL", "other")
    assert written.main([str(gold)]) == 2
    said = f"{gold} line 1 is by openai, qwen, not by openai, other; name a file of its own\n"
    assert capsys.readouterr() == ("", said)


def test_without_a_chat_model_it_says_so(gold, monkeypatch, capsys):
    monkeypatch.setenv("TIAOWEN_ANSWERER", "extractive")
    assert written.main([str(gold)]) == 2
    assert "Set TIAOWEN_ANSWERER" in capsys.readouterr().err


def test_a_file_of_something_else_is_one_line(gold, capsys):
    for line, said in (("junk", "line 1 is not JSON"), ('{"id": "a"}', "line 1 is no row of this benchmark")):
        gold.write_text(line, encoding="utf-8")
        assert written.main([str(gold)]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert said in err
