import json
from dataclasses import replace

import numpy as np
import pytest

from eval.__main__ import main
from eval.bootstrap import Difference, _auroc, _percentile, paired_bootstrap
from eval.compare import compare, load_results
from eval.errors import EvalInputError
from eval.metrics import Scored, auroc
from eval.run import ask_all, prepare_folder, summarise_rows, write_results
from qa.schema import Quote
from tests.eval.fakes import ANSWERS, ARTICLES, GOLD, FakeEngine, answer, case, citation


def results(folder, cases=GOLD, answers=ANSWERS, **settings):
    rows = ask_all(FakeEngine(answers, ARTICLES), cases)
    scores = {**summarise_rows(rows), "settings": settings, "manifest": {"model": "fake", "counts": {"articles": 2}}}
    write_results(prepare_folder(folder), scores, rows, "")
    return folder


def scored(values, name="fact_recall", answerable=True):
    return [
        Scored(f"c{i}", answerable, 0.5, 10.0, {} if value is None else {name: value}) for i, value in enumerate(values)
    ]


def only(differences, metric):
    (found,) = [d for d in differences if d.metric == metric]
    return found


def test_values_are_means_over_the_cases_a_metric_applies_to():
    found = only(paired_bootstrap(scored([1.0, 0.0, None, 1.0]), scored([1.0, None, 0.5, 0.0])), "fact_recall")
    assert found.a == (1 + 0 + 1) / 3
    assert found.b == (1 + 0.5 + 0) / 3
    assert (found.n_a, found.n_b) == (3, 3)


def test_a_run_against_itself_is_the_same_to_the_digit():
    runs = scored([1.0, 0.0, 0.3])
    assert {(d.b - d.a, d.low, d.high, d.verdict) for d in paired_bootstrap(runs, runs)} == {(0.0, 0.0, 0.0, "same")}


def test_a_loss_on_every_case_is_worse_and_its_interval_is_the_loss():
    found = only(paired_bootstrap(scored([0.9] * 4), scored([0.4] * 4)), "fact_recall")
    assert (found.low, found.high) == pytest.approx((0.4 - 0.9, 0.4 - 0.9))
    assert (found.verdict, found.fell) == ("worse", True)


def test_one_loss_in_twenty_is_within_chance():
    found = only(paired_bootstrap(scored([1.0] * 20), scored([1.0] * 19 + [0.0])), "fact_recall")
    assert (found.high, found.verdict) == (0.0, "same")
    # the lost case is drawn Poisson(1) times in about 20 draws; its 97.5th percentile is 3
    assert found.low == pytest.approx(-3 / 20)


def test_interval_of_a_mean_is_about_two_standard_errors():
    generator = np.random.default_rng(0)
    gains = generator.normal(0.1, 0.2, size=400)
    found = only(paired_bootstrap(scored(np.full(400, 0.5)), scored(0.5 + gains)), "fact_recall")
    error = gains.std() / np.sqrt(400)
    assert found.low == pytest.approx(gains.mean() - 1.96 * error, abs=0.1 * error)
    assert found.high == pytest.approx(gains.mean() + 1.96 * error, abs=0.1 * error)


def test_same_input_same_interval():
    a, b = scored([1.0, 0.0, 0.5, 0.2]), scored([0.5, 0.5, 0.1, 0.9])
    assert paired_bootstrap(a, b) == paired_bootstrap(a, b)


def test_more_false_refusals_are_worse_and_fewer_better():
    more = only(
        paired_bootstrap(scored([0.0] * 3, "false_refusal"), scored([1.0] * 3, "false_refusal")), "false_refusal"
    )
    fewer = only(
        paired_bootstrap(scored([1.0] * 3, "false_refusal"), scored([0.0] * 3, "false_refusal")), "false_refusal"
    )
    assert (more.verdict, fewer.verdict) == ("worse", "better")


def test_slower_is_marked_worse_but_fails_no_check():
    slower = Difference("latency_ms.p50", 10.0, 30.0, 15.0, 25.0, 5, 5)
    assert (slower.verdict, slower.fell) == ("worse", False)


def test_metrics_without_a_value_in_one_run_are_left_out():
    assert "fact_recall" not in {d.metric for d in paired_bootstrap(scored([1.0]), scored([None]))}


def test_bootstrapped_auroc_is_sklearns():
    generator = np.random.default_rng(1)
    confidence = generator.integers(0, 10, size=50) / 10  # with ties
    answerable = generator.random(50) < 0.6
    cases = [Scored(str(i), bool(answerable[i]), float(confidence[i]), 1.0, {}) for i in range(50)]
    assert _auroc(answerable, confidence)(np.ones((1, 50)))[0] == pytest.approx(auroc(cases))
    counts = generator.integers(0, 4, size=(1, 50))
    drawn = [cases[i] for i in range(50) for _ in range(counts[0, i])]
    assert _auroc(answerable, confidence)(counts.astype(float))[0] == pytest.approx(auroc(drawn))


def test_bootstrapped_percentile_is_numpys():
    generator = np.random.default_rng(2)
    values = generator.integers(0, 20, size=30) / 2  # with ties
    draws = generator.multinomial(30, np.full(30, 1 / 30), size=5)
    expected = [np.percentile(np.repeat(values, row), 95) for row in draws]
    assert _percentile(values, 95)(draws.astype(float)) == pytest.approx(expected)


def test_folders_are_compared_over_the_ids_they_share(tmp_path, capsys):
    a = results(tmp_path / "a", GOLD[:3])
    b = results(tmp_path / "b", GOLD[1:])
    found = compare(load_results(a), load_results(b))
    assert only(found, "recall@1").n_a == 2
    assert main(["compare", str(a), str(b)]) == 0
    error = capsys.readouterr().err
    assert "2 shared cases" in error
    assert f"1 cases are only in {a}" in error and f"2 cases are only in {b}" in error


def test_what_differs_is_marked_and_a_fall_fails_the_check(tmp_path, capsys):
    cases = (*GOLD[:2], *GOLD[3:])
    a = results(tmp_path / "a", cases, answerer="extractive")
    b = results(tmp_path / "b", cases, {**ANSWERS, "found": answer(), "late": answer()}, answerer="openai")
    assert main(["compare", str(a), str(b)]) == 0
    printed = capsys.readouterr()
    lines = {line.split()[0]: line for line in printed.out.splitlines() if line.strip()}
    assert "▼ worse" in lines["citation_recall"]
    assert "worse" not in lines["refusal_recall"]
    assert lines["settings.answerer"].split() == ["settings.answerer", "extractive", "openai"]
    assert "ok" in lines["found"] and "false_refusal" in lines["found"]
    assert "manifest.model" not in lines and "weather" not in lines
    assert main(["compare", str(a), str(b), "--check"]) == 1
    assert "FAILED fell by more than chance explains" in capsys.readouterr().err
    assert main(["compare", str(b), str(a), "--check"]) == 0


def test_another_question_under_the_same_id_is_named(tmp_path, capsys):
    a = results(tmp_path / "a", [case("found")])
    b = results(tmp_path / "b", [case("found", question="另一问")], {"另一问": answer("…", [citation(1, "doc:1")])})
    main(["compare", str(a), str(b)])
    assert "another question under the same id: found" in capsys.readouterr().err


def test_gold_that_was_relabelled_is_no_change_of_the_system(tmp_path, capsys):
    found, late, weather = GOLD[0], GOLD[1], GOLD[3]
    folders = [results(tmp_path / "a", [found, late, weather])]
    other = [replace(found, articles=("doc:2",), facts=(("连任",),)), late, replace(weather, answerable=True)]
    folders.append(results(tmp_path / "b", other))
    for folder, digest in zip(folders, ("aaaa", "bbbb"), strict=True):
        scores = json.loads((folder / "scores.json").read_text(encoding="utf-8"))
        (folder / "scores.json").write_text(json.dumps(scores | {"run": {"gold_sha256": digest, "seconds": 1}}))
    assert main(["compare", *map(str, folders)]) == 0
    printed = capsys.readouterr()
    assert "scored against other gold: found (articles, facts), weather (answerable)\n" in printed.err
    assert "another question" not in printed.err
    lines = {line.split()[0]: line.split() for line in printed.out.splitlines() if line.strip()}
    assert lines["run.gold_sha256"] == ["run.gold_sha256", "aaaa", "bbbb"]
    assert "run.seconds" not in lines


def failed(capsys, *options):
    """The lines after FAILED of `compare … --check`, which exits 1."""
    assert main(["compare", *map(str, options), "--check"]) == 1
    return [line[len("FAILED ") :] for line in capsys.readouterr().err.splitlines() if line.startswith("FAILED ")]


def test_a_run_against_itself_passes_the_check(tmp_path):
    folder = str(results(tmp_path / "a"))
    assert main(["compare", folder, folder, "--check"]) == 0


def test_cases_that_were_not_asked_fail_the_check(tmp_path, capsys):
    a, b = results(tmp_path / "a", [GOLD[0], GOLD[1]]), results(tmp_path / "b", [GOLD[0]])
    assert failed(capsys, a, b) == [f"1 cases are only in {a} and were left out"]
    assert main(["compare", str(b), str(a), "--check"]) == 0  # more were asked


@pytest.mark.parametrize("changed", [{"question": "另一问"}, {"history": ("先问",)}])
def test_another_question_fails_the_check(tmp_path, capsys, changed):
    said = answer("…", [citation(1, "doc:1")])
    answers = {"found": said, "另一问": said}
    a = results(tmp_path / "a", [case("found")], answers)
    b = results(tmp_path / "b", [case("found", **changed)], answers)
    assert failed(capsys, a, b) == ["another question under the same id: found"]


def test_other_labels_fail_the_check(tmp_path, capsys):
    a, b = results(tmp_path / "a", [GOLD[0]]), results(tmp_path / "b", [replace(GOLD[0], answer="半数以上")])
    assert "scored against other gold: found (answer)" in failed(capsys, a, b)


def test_a_score_that_is_lost_fails_the_check(tmp_path, capsys):
    a, b = results(tmp_path / "a"), results(tmp_path / "b")
    rows = (b / "rows.jsonl").read_text(encoding="utf-8")
    (b / "rows.jsonl").write_text(rows.replace('"mrr@10"', '"mrr@9"'), encoding="utf-8")
    assert failed(capsys, a, b) == [f"{b} has no value of: mrr@10"]


def test_one_quote_that_is_not_exact_fails_the_check(tmp_path, capsys):
    cases = [case(f"c{i}") for i in range(20)]
    told = {one.id: answer("…", [citation(1, "doc:1")]) for one in cases}
    slip = replace(citation(1, "doc:1"), quotes=(Quote(0, 2, "错字"),))
    a = results(tmp_path / "a", cases, told)
    b = results(tmp_path / "b", cases, told | {"c7": answer("…", [slip])})
    assert only(compare(load_results(a), load_results(b)), "quote_exact").verdict == "same"  # within chance
    assert failed(capsys, a, b) == [f"quotes are less exact: quote_exact was {1:.4f}, is {19 / 20:.4f}"]
    assert main(["compare", str(b), str(b), "--check"]) == 0


def test_no_shared_case_is_refused(tmp_path):
    a, b = results(tmp_path / "a", GOLD[:1]), results(tmp_path / "b", GOLD[1:2])
    with pytest.raises(EvalInputError, match="share no case id"):
        compare(load_results(a), load_results(b))


@pytest.mark.parametrize("damage", ["{", "[]", '{"id": "x"}', '{"id": "found"}\n'])
def test_damaged_rows_are_refused_with_their_line(tmp_path, damage):
    folder = results(tmp_path / "a", GOLD[:1])
    rows = folder / "rows.jsonl"
    rows.write_text(rows.read_text(encoding="utf-8") + damage, encoding="utf-8")
    with pytest.raises(EvalInputError, match=r"rows.jsonl line 2 .*run python -m eval again"):
        load_results(folder)


def test_repeated_rows_and_damaged_scores_are_refused(tmp_path):
    folder = results(tmp_path / "a", GOLD[:1])
    rows = folder / "rows.jsonl"
    rows.write_text(rows.read_text(encoding="utf-8") * 2, encoding="utf-8")
    with pytest.raises(EvalInputError, match="line 2 repeats case 'found'"):
        load_results(folder)
    folder = results(tmp_path / "b", GOLD[:1])
    (folder / "scores.json").write_text(json.dumps([1]), encoding="utf-8")
    with pytest.raises(EvalInputError, match=r"scores\.json is not the object"):
        load_results(folder)
