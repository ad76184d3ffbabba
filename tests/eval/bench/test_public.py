import json

from eval.bench import page, public
from eval.bench.results import Goal, Result

RESULT = Result("xquad", "English", {"en": {"hit@1": 0.5}}, {"all fields": {"hit@1": 0.5}}, (Goal("en", "hit@1", 0.9),))


def test_goals_parts_and_fields_are_printed(tmp_path, capsys):
    (tmp_path / "xquad.json").write_text(json.dumps(RESULT.to_dict()), encoding="utf-8")
    assert public.main([str(tmp_path)]) == 0
    printed = capsys.readouterr().out
    assert "| English, en: hit@1 | 0.90 | 0.500 | **no** |" in printed
    assert "| all fields | 0.500 |" in printed


def test_no_results_is_one_line(tmp_path, capsys):
    assert public.main([str(tmp_path)]) == 2
    assert "holds no results" in capsys.readouterr().err


def test_the_markers_are_in_the_page():
    text = page.PAGE.read_text(encoding="utf-8")
    assert text.count(f"<!-- {public.PART} -->") == text.count(f"<!-- end of {public.PART} -->") == 1
