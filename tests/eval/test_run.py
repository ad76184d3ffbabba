import json
import re
import subprocess
import sys
from types import ModuleType

import pytest

from eval.__main__ import main
from eval.cases import gold_digest
from eval.errors import EvalInputError
from eval.failures import find_failures
from eval.floors import Floor, check, load_floors, parse_bound
from eval.metrics import METRICS
from eval.run import ask_all, summarise_rows
from index.errors import IndexMissing
from index.settings import ROOT
from qa import confidence, reader_weights
from tests.eval.fakes import ANSWERS, GOLD, FakeEngine, answer, case, citation, write_gold


@pytest.fixture
def engine(monkeypatch):
    """`qa.engine` with the fake in it, so that the command line runs without a model."""
    module = ModuleType("qa.engine")
    module.Tiaowen = FakeEngine
    monkeypatch.setitem(sys.modules, "qa.engine", module)
    return module


def run(tmp_path, *options, cases=GOLD):
    gold = write_gold(tmp_path / "gold.jsonl", cases)
    status = main(["--gold", str(gold), "--out", str(tmp_path / "out"), *options])
    return status, tmp_path / "out"


def failures(one, given, gold=(), **values):
    return [(f.metric, f.en) for f in find_failures(one, given, gold, values)]


def test_rows_keep_order_gold_and_what_went_wrong():
    rows = ask_all(FakeEngine(ANSWERS), GOLD)
    assert [row.case.id for row in rows] == [one.id for one in GOLD]
    assert [row.gold for row in rows] == [("doc:1",), ("doc:2",), ("doc:2",), (), ()]
    assert [[f.metric for f in row.failures] for row in rows] == [
        [],
        ["fact_recall"],
        ["false_refusal"],
        [],
        ["refusal_recall"],
    ]


def test_a_question_that_cannot_be_asked_names_its_case():
    with pytest.raises(EvalInputError, match='case "long": Question has 9000 characters'):
        ask_all(FakeEngine(ANSWERS), [case("long")])


def test_history_is_handed_to_the_engine():
    class Recorder(FakeEngine):
        def ask(self, question, *, history=()):
            assert history == ("先问",)
            return answer()

    assert len(ask_all(Recorder({}), [case(history=("先问",))])) == 1


def test_groups_by_language_type_and_split():
    summary = summarise_rows(ask_all(FakeEngine(ANSWERS), (*GOLD, case("found", type="other"))))
    assert {name: list(groups) for name, groups in summary["by"].items()} == {
        "lang": ["en", "zh"],
        "type": ["fact", "other", "unanswerable"],
        "split": ["dev", "test"],
    }
    assert summary["by"]["lang"]["en"]["recall@1"] == 0 / 1
    assert summary["by"]["split"]["test"]["n"]["recall@1"] == 2
    assert summary["by"]["type"]["unanswerable"]["auroc"] is None
    assert summary["all"]["cases"] == 5 + 1


def test_failures_say_where_gold_stands():
    given = answer("…", [citation(1, "doc:2")], retrieved=("a", "b", "c", "d", "e", "doc:1"))
    assert failures(case(), given, ("doc:1", "doc:9"), **{"recall@5": 0.0, "citation_recall": 0.0}) == [
        ("recall@5", "missing from the first five: doc:1 at rank 6, doc:9 not retrieved"),
        ("citation_recall", "cites none of the right articles (doc:1, doc:9)"),
    ]


def test_five_of_seven_gold_articles_in_five_places_is_no_failure():
    gold = tuple("abcdefg")
    assert failures(case(), answer(retrieved=gold), gold, **{"recall@5": 5 / 7}) == [
        ("false_refusal", "refused, though the corpus answers it")
    ]


def test_a_wrong_quote_is_a_failure():
    assert failures(case(), answer("…", [citation(1, "doc:1")]), quote_exact=1 / 2) == [
        ("quote_exact", "a quote differs from the article's text")
    ]


def test_folder_holds_every_score_with_counts_manifest_and_settings(tmp_path, engine, capsys):
    status, out = run(tmp_path)
    assert status == 0
    assert sorted(path.name for path in out.iterdir()) == ["report.html", "rows.jsonl", "scores.json"]
    scores = json.loads((out / "scores.json").read_text(encoding="utf-8"))
    for group in (
        scores["all"],
        scores["by"]["lang"]["zh"],
        scores["by"]["type"]["fact"],
        scores["by"]["split"]["dev"],
    ):
        assert set(METRICS) <= group.keys() and set(METRICS) <= group["n"].keys()
        assert set(group["latency_ms"]) == {"p50", "p95"}
    assert scores["manifest"]["model"] == "fake"
    assert scores["settings"]["answerer"] == "extractive"
    assert (scores["run"]["split"], scores["run"]["limit"]) == ("all", None)
    assert scores["run"]["gold_sha256"] == gold_digest(tmp_path / "gold.jsonl")
    assert scores["run"]["reader"] == reader_weights.digest()
    assert scores["run"]["confidence"] == confidence.digest({})
    rows = [json.loads(line) for line in (out / "rows.jsonl").read_text(encoding="utf-8").splitlines()]
    assert [row["id"] for row in rows] == [one.id for one in GOLD]
    assert rows[2]["wrong"] == ["refused, though the corpus answers it"]
    assert rows[0]["answer"]["text"] == "半数以上委员到会[1]。"
    printed = capsys.readouterr()
    recall_at_1 = next(line.split() for line in printed.out.splitlines() if line.startswith("recall@1 "))
    assert recall_at_1 == ["recall@1", "0.333", "3", "0.000", "1", "0.500", "2"]
    assert "\x1b" not in printed.out
    assert "report.html" in printed.err


def test_split_and_limit_choose_cases(tmp_path, engine):
    _, out = run(tmp_path, "--split", "test", "--limit", "2")
    scores = json.loads((out / "scores.json").read_text(encoding="utf-8"))
    assert scores["all"]["cases"] == 2
    assert list(scores["by"]["split"]) == ["test"]


def test_checked_in_floors_go_red_and_name_the_scores(tmp_path, engine, capsys):
    status, _ = run(tmp_path, "--check")
    assert status == 1
    red = [line for line in capsys.readouterr().err.splitlines() if line.startswith("FAILED")]
    assert red == ["FAILED fact_recall (test) must be at least 0.9: is 0.7500 (n=2)"]


def test_check_is_green_when_every_floor_holds(tmp_path, engine):
    status, _ = run(tmp_path, "--check", cases=(*GOLD[:1], case("late", lang="en", split="test"), *GOLD[3:]))
    assert status == 1  # no English case with gold: nothing measured
    english = case("late", lang="en", split="test", articles=("doc:2",), facts=(("五年",),))
    status, _ = run(tmp_path, "--check", cases=(GOLD[0], english, *GOLD[3:]))
    assert status == 0


def test_bounds_of_the_command_line(tmp_path, engine):
    assert run(tmp_path, "--min", "recall@1=0.3", "hit@3=1")[0] == 0
    assert run(tmp_path, "--min", "recall@1=0.34", "hit@3=1")[0] == 1
    assert run(tmp_path, "--max", "false_refusal=0.34")[0] == 0
    assert run(tmp_path, "--max", "false_refusal=0.33")[0] == 1


def test_gold_that_the_index_lacks_is_reported_and_fails_a_check(tmp_path, engine, capsys):
    cases = (GOLD[0], case("late", evidence=("任期六年",)))
    assert run(tmp_path, cases=cases)[0] == 0
    assert "the index lacks gold articles or evidence of 1 cases: late" in capsys.readouterr().err
    assert run(tmp_path, "--min", "recall@1=0.5", cases=cases)[0] == 1


def test_unscored_fields_are_reported(tmp_path, engine, capsys):
    gold = write_gold(tmp_path / "gold.jsonl")
    gold.write_text(gold.read_text(encoding="utf-8").replace('"articles"', '"artciles"'), encoding="utf-8")
    main(["--gold", str(gold), "--out", str(tmp_path / "out")])
    assert 'field "artciles" of 5 cases is not scored' in capsys.readouterr().err


@pytest.mark.parametrize(
    "options",
    [
        ["--gold", "nowhere.jsonl"],
        ["--limit", "0"],
        ["--limit", "two"],
        ["--split", "train"],
        ["--min", "recall@5"],
        ["--min", "recall@7=0.5"],
        ["--max", "recall@5=nan"],
        ["--min", "recall@5=98"],
        ["--check", "--floors", "nowhere.toml"],
        ["--wrong"],
        ["compare", "nowhere", "nowhere"],
        ["compare", "nowhere"],
    ],
)
def test_bad_input_is_one_line_and_status_2(tmp_path, engine, capsys, options):
    start = [] if options[0] in ("--gold", "compare") else ["--gold", str(write_gold(tmp_path / "gold.jsonl"))]
    try:
        status = main([*options[:1], *options[1:], *start])
    except SystemExit as exit_:
        status = exit_.code
    printed = capsys.readouterr()
    assert (status, printed.out, printed.err.count("\n")) == (2, "", 1)


def test_a_missing_index_is_one_line_and_status_2(tmp_path, engine, capsys, monkeypatch):
    def load(settings):
        raise IndexMissing(f"No index in {settings.index_dir}.\nRun: python -m index build")

    monkeypatch.setattr(FakeEngine, "load", load)
    assert run(tmp_path, "--index", str(tmp_path / "none"))[0] == 2
    assert capsys.readouterr().err == f"No index in {tmp_path / 'none'}. Run: python -m index build\n"
    assert not (tmp_path / "out").exists()


def test_out_that_is_a_file_is_refused(tmp_path, engine, capsys):
    (tmp_path / "out").write_text("", encoding="utf-8")
    assert run(tmp_path)[0] == 2
    assert "choose another --out" in capsys.readouterr().err


def test_no_case_of_the_split_is_refused(tmp_path, engine, capsys):
    assert run(tmp_path, "--split", "dev", cases=GOLD[:1])[0] == 2
    assert 'no case with "split": "dev"' in capsys.readouterr().err


def test_a_gold_error_is_found_without_loading_a_model(tmp_path):
    gold = tmp_path / "gold.jsonl"
    gold.write_text("{", encoding="utf-8")
    command = [sys.executable, "-X", "importtime", "-m", "eval", "--gold", str(gold)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120, check=False)
    assert done.returncode == 2
    imported = re.findall(r"\| +([\w.]+)$", done.stderr, flags=re.MULTILINE)
    assert "eval.metrics" in imported and "torch" not in imported
    assert done.stderr.splitlines()[-1].startswith(f"{gold} line 1 is not JSON")


def test_checked_in_floors_are_those_agreed_on():
    assert load_floors(ROOT / "eval" / "floors.toml") == (
        Floor("recall@5", at_least=0.98, split="test"),
        Floor("recall@5", at_least=0.90, split="test", lang="en"),
        Floor("fact_recall", at_least=0.90, split="test"),
        Floor("quote_exact", at_least=1.0, split="test"),
        Floor("refusal_recall", at_least=0.90, split="test"),
        Floor("false_refusal", at_most=0.05, split="test"),
    )


@pytest.mark.parametrize(
    ("toml", "named"),
    [
        ("", r"holds no \[\[floor\]\]"),
        ("floor = 3", r"\[\[floor\]\]"),
        ("[[floor", "is not a TOML file"),
        ('[[floor]]\nmetric = "recall@5"', "number 1: give at_least or at_most"),
        ('[[floor]]\nmetric = "recal@5"\nat_least = 1', "no score is called 'recal@5'"),
        ('[[floor]]\nmetric = "recall@5"\nat_leats = 1', "1.at_leats"),
    ],
)
def test_bad_floors_are_refused(tmp_path, toml, named):
    path = tmp_path / "floors.toml"
    path.write_text(toml, encoding="utf-8")
    with pytest.raises(EvalInputError, match=named):
        load_floors(path)


def test_a_floor_over_no_case_does_not_hold():
    (one,) = check([Floor("recall@5", at_least=0.0, split="train")], ask_all(FakeEngine(ANSWERS), GOLD))
    assert not one.passed
    assert str(one) == "recall@5 (train) must be at least 0: has no case in this run"


def test_bound_at_the_value_itself_holds():
    assert parse_bound("recall@5=0.98", "--min").holds(0.98)
    assert not parse_bound("recall@5=0.98", "--min").holds(0.9799)
    assert parse_bound("false_refusal=0.05", "--max").holds(0.05)
