import json
from dataclasses import asdict, replace

from eval.bench import page, public
from eval.bench.results import Goal, Result

RESULT = Result("xquad", "English", {"en": {"hit@1": 0.5}}, {"all fields": {"hit@1": 0.5}}, (Goal("en", "hit@1", 0.9),))


def test_goals_parts_and_fields_are_printed(tmp_path, capsys):
    (tmp_path / "xquad.json").write_text(json.dumps(asdict(RESULT)), encoding="utf-8")
    assert public.main([str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "| English, en: hit@1 | 0.90 | 0.500 | **no** |" in printed
    assert "| all fields | 0.500 |" in printed


def test_tables_are_written_when_every_benchmark_has_its_own(tmp_path, monkeypatch, capsys):
    written = {}
    monkeypatch.setattr(page, "write_part", written.__setitem__)
    for name in public.ORDER:
        assert public.main([str(tmp_path), "--write"]) == 2
        (tmp_path / f"{name}.json").write_text(json.dumps(asdict(replace(RESULT, name=name))), encoding="utf-8")
    asked_for = capsys.readouterr().err.splitlines()
    assert [line.split()[-1] for line in asked_for[1:]] == [f"eval.bench.{name}" for name in public.ORDER[1:]]
    assert asked_for[1].startswith(f"{tmp_path / 'stard.json'} is missing")
    assert written == {}
    assert public.main([str(tmp_path), "--write"]) == 0
    assert written == {public.PART: capsys.readouterr().out}


def test_no_results_is_one_line(tmp_path, capsys):
    assert public.main([str(tmp_path)]) == 2
    assert "holds no results" in capsys.readouterr().err


def test_results_that_cannot_be_read_are_one_line(tmp_path, capsys):
    for broken in ("junk", "{}", "[" * 9999):
        (tmp_path / "xquad.json").write_text(broken, encoding="utf-8")
        assert public.main([str(tmp_path)]) == 2
        out, err = capsys.readouterr()
        assert (out, err.count("\n")) == ("", 1)
        assert "python -m eval.bench.xquad" in err
