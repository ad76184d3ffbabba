"""Suggestions are asked once an index, and kept beside it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from index import projection, question_map
from qa import confidence, reader_weights, retriever, trust
from qa.settings import ROOT
from qa.web import suggested
from qa.web.server import suggestions_of
from qa.web.suggested import ANSWERED_BY, FILE, answered_by, keep, kept
from qa.web.suggestions import Suggestion
from tests.web.fakes import FakeEngine

MANIFEST = {"corpus_hash": "c0ffee"}  # FakeEngine's
FOUND = (Suggestion("《会议规则》第一条说了什么？", "zh", "rules:1", "rules"),)


def test_what_is_kept_is_read_again(tmp_path):
    keep(tmp_path, MANIFEST, FOUND)
    assert kept(tmp_path, MANIFEST) == FOUND
    assert [path.name for path in tmp_path.iterdir()] == [FILE]


def test_another_index_is_asked_anew(tmp_path):
    keep(tmp_path, MANIFEST, FOUND)
    assert kept(tmp_path, {"corpus_hash": "other"}) is None


def test_other_code_asks_anew(tmp_path, monkeypatch):
    code = tmp_path / "qa"
    code.mkdir()
    (code / "answers.py").write_text("1", encoding="utf-8")
    monkeypatch.setattr(suggested, "ROOT", tmp_path)
    before = answered_by(MANIFEST)
    (code / "answers.py").write_text("2", encoding="utf-8")
    assert answered_by(MANIFEST) != before


LEARNED = [projection.FILE, question_map.FILE, reader_weights.FILE, confidence.MODEL_FILE, trust.TRUST_FILE]
BESIDE = [path.with_suffix(".json") for path in LEARNED[:3]]


@pytest.mark.parametrize("path", [*LEARNED, *BESIDE, Path(retriever.__file__)], ids=lambda path: path.name)
def test_whatever_answers_were_learned_in_counts_as_code(path):
    assert path.is_file()
    assert any(path in ROOT.glob(pattern) for pattern in ANSWERED_BY)


@pytest.mark.parametrize("text", ["", "[]", "{}", '{"answered_by": 1, "suggestions": []}'])
def test_a_file_that_is_not_ours_is_as_good_as_none(tmp_path, text):
    (tmp_path / FILE).write_text(text, encoding="utf-8")
    assert kept(tmp_path, MANIFEST) is None


def test_a_file_of_another_release_is_as_good_as_none(tmp_path):
    written = {"answered_by": answered_by(MANIFEST), "suggestions": [{"asked": "?"}]}
    (tmp_path / FILE).write_text(json.dumps(written), encoding="utf-8")
    assert kept(tmp_path, MANIFEST) is None


def test_a_folder_that_cannot_be_written_to_costs_a_line_in_the_log(tmp_path, caplog):
    keep(tmp_path / "absent", MANIFEST, FOUND)
    assert "Suggestions are not kept" in caplog.text


def test_a_server_whose_index_was_asked_asks_nothing(tmp_path):
    keep(tmp_path, MANIFEST, FOUND)
    engine = FakeEngine()
    assert suggestions_of(engine, tmp_path).all() == FOUND
    assert engine.histories == []


def test_a_server_whose_index_was_not_asked_asks_and_keeps(tmp_path, monkeypatch):
    started = []
    monkeypatch.setattr("qa.web.suggestions.Suggestions.start", lambda self, then: started.append((self, then)))
    suggestions = suggestions_of(FakeEngine(), tmp_path)
    ((same, then),) = started
    assert same is suggestions
    suggestions.prepare()
    then(suggestions.all())
    assert kept(tmp_path, MANIFEST) == suggestions.all() == FOUND


def test_the_command_asks_the_first_time_only(tiaowen, settings, monkeypatch, capsys):
    loads = []
    monkeypatch.setattr("qa.engine.Tiaowen.load", lambda settings: loads.append(settings) or tiaowen)
    (settings.index_dir / FILE).unlink(missing_ok=True)  # the index is a copy of one that may have been asked
    arguments = ["--index", str(settings.index_dir)]
    printed = []
    for _ in range(2):
        assert suggested.main(arguments) == 0
        printed.append(capsys.readouterr().out)
    assert len(loads) == 1
    assert printed[0] == printed[1]
    assert printed[0].count("?") == printed[0].count("？") == 8


def test_the_command_without_an_index_says_how_to_make_one(tmp_path, capsys):
    assert suggested.main(["--index", str(tmp_path)]) == 2
    assert "python -m index build" in capsys.readouterr().err
