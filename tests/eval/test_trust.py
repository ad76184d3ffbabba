import json
from functools import partial

import pytest

from eval.__main__ import main
from eval.errors import EvalInputError
from eval.trust import answered, levels, write_trust
from qa.trust import misfit


def row(sure, precision=1.0, answerable=True, language="zh", status="answered", split="dev"):
    return {
        "id": f"{language}-{sure}",
        "case": {"split": split, "answerable": answerable},
        "answer": {"language": language, "status": status},
        "metrics": {} if precision is None else {"citation_precision": precision},
        "confidence": sure,
    }


SCORED_WITH = {"manifest": {"model": {"name": "e5"}}, "run": {"reader": "abc", "confidence": "123"}}


def results(folder, rows, scores=SCORED_WITH):
    """A results folder of these rows."""
    text = rows if isinstance(rows, str) else "\n".join(map(json.dumps, rows))
    (folder / "rows.jsonl").write_text(text, encoding="utf-8")
    (folder / "scores.json").write_text(json.dumps(scores), encoding="utf-8")
    return folder


BOTH = [row(sure, language=language) for language in ("zh", "en") for sure in (0.3, 0.9)]


def test_right_is_what_the_documents_answer_and_most_citations_show():
    rows = [row(0.9), row(0.8, 0.5), row(0.7, 0.4), row(0.6, answerable=False), row(0.5, None)]
    found = [(sure, right) for sure, right, _ in answered(rows, "zh")]
    assert found == [(0.9, True), (0.8, True), (0.7, False), (0.6, False), (0.5, False)]


def test_unanswerable_questions_weigh_as_if_they_were_a_quarter_of_all():
    rows = [row(0.9), row(0.8), row(0.7), *(row(sure, answerable=False) for sure in (0.6, 0.5, 0.4, 0.3))]
    refused = row(0.2, answerable=False, status="not_found")
    weights = [weight for _, _, weight in answered([*rows, refused], "zh")]
    assert weights[:3] == [1.0, 1.0, 1.0]
    assert weights[3:] == pytest.approx([0.25 / 0.75 * 3 / 5] * 4)


def test_refusals_and_other_languages_are_left_out():
    assert answered([row(0.9, status="not_found"), row(0.8, language="en")], "zh") == []


def test_the_test_part_is_never_read():
    with pytest.raises(EvalInputError, match="--split dev"):
        answered([row(0.9, split="test")], "zh")


def test_levels_start_where_the_curve_reaches_their_share():
    wrong_at = {0.1: 3, 0.5: 1}  # of 4 answers each: 1/4 right at .1, 3/4 at .5, all at .9
    answers = [(sure, i >= wrong_at.get(sure, 0), 1.0) for sure in (0.1, 0.5, 0.9) for i in range(4)]
    assert levels(answers) == [
        {"step": "strong", "starts_at": 0.9, "answers": 4, "right": 1.0},
        {"step": "fair", "starts_at": 0.5, "answers": 4, "right": 0.75},
        {"step": "weak", "starts_at": 0.0, "answers": 4, "right": 0.25},
    ]


def test_a_share_that_is_never_reached_leaves_its_level_empty():
    strong, fair, weak = levels([(sure, sure == 0.9, 1.0) for sure in (0.7, 0.8, 0.9, 0.95)])  # .9 and .95 pool to 1/2
    assert [strong["answers"], fair["answers"], weak["answers"]] == [0, 0, 4]
    assert strong["starts_at"] >= fair["starts_at"] > 0.95


def test_the_file_is_what_was_returned(tmp_path):
    written = write_trust(results(tmp_path, BOTH), tmp_path / "trust.json")
    assert json.loads((tmp_path / "trust.json").read_text(encoding="utf-8")) == written
    assert list(written["levels"]) == ["zh", "en"]


def test_the_file_says_what_the_confidences_came_from(tmp_path):
    write_trust(results(tmp_path, BOTH), tmp_path / "trust.json")
    assert misfit("e5", "abc", "123", tmp_path / "trust.json") == ""


@pytest.mark.parametrize(
    ("lacking", "said"),
    [
        ({"manifest": {}}, "embedding model"),
        ({"run": {"confidence": "123"}}, "reader"),
        ({"run": {"reader": "abc"}}, "confidence"),
    ],
)
def test_a_run_that_does_not_say_what_it_was_scored_with_is_refused(tmp_path, lacking, said):
    folder = results(tmp_path, BOTH, SCORED_WITH | lacking)
    with pytest.raises(EvalInputError, match=f"does not say which {said} it was scored with; run: .*--split dev"):
        write_trust(folder, tmp_path / "trust.json")
    assert not (tmp_path / "trust.json").exists()


@pytest.fixture
def written_here(tmp_path, monkeypatch):
    """Where the command line writes what is shipped otherwise."""
    monkeypatch.setattr("eval.trust.write_trust", partial(write_trust, path=tmp_path / "trust.json"))
    return tmp_path / "trust.json"


def test_the_command_writes_the_levels_and_prints_them(tmp_path, written_here, capsys):
    assert main(["trust", str(results(tmp_path, BOTH))]) == 0
    assert json.loads(capsys.readouterr().out) == json.loads(written_here.read_text(encoding="utf-8"))


def test_the_command_refuses_in_one_line(tmp_path, written_here, capsys):
    assert main(["trust", str(results(tmp_path, [row(0.9, answerable=False)]))]) == 2
    out, err = capsys.readouterr()
    assert (out, err.count("\n"), written_here.exists()) == ("", 1, False)


def test_the_help_names_every_command(capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    said = " ".join(capsys.readouterr().out.split())
    assert all(f"python -m eval {command}" in said for command in ("compare A B", "calibrate", "trust DIR"))


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("junk", "rows.jsonl line 1 is not a row that python -m eval writes"),
        ("{}", "rows.jsonl line 1 is not a row that python -m eval writes"),
        ("", "holds no answer in zh"),
        (json.dumps(row(0.9)), "holds no answer in en"),
        (json.dumps(row(0.9, answerable=False)), "no question in zh is answerable; run: python -m eval --split dev"),
    ],
)
def test_results_that_cannot_be_used_are_named(tmp_path, text, said):
    with pytest.raises(EvalInputError, match=said):
        write_trust(results(tmp_path, text), tmp_path / "trust.json")
    assert not (tmp_path / "trust.json").exists()
