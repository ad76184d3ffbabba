import json
from types import SimpleNamespace

import numpy as np
import pytest

from eval import held_out
from eval.cases import load_cases
from eval.errors import EvalInputError
from eval.held_out import HeldOutReader, read_held_out, unseen
from index.settings import ROOT
from qa.reading import NEUTRAL, Unread


def test_a_question_trained_on_is_read_by_a_reader_that_was_not():
    reader = HeldOutReader(Unread(), {"谁？": -1.5})
    assert reader.read("谁？", ["甲。", "乙。", NEUTRAL]).tolist() == [-1.5, -1.5, 0.0]
    assert reader.read("谁列席？", ["甲。", "乙。"]).tolist() == [0.0, 0.0]


def test_a_damaged_file_is_one_line(tmp_path):
    path = tmp_path / "held_out.json"
    path.write_text("[1]", encoding="utf-8")
    with pytest.raises(EvalInputError, match=r"python -m eval\.train_reader"):
        read_held_out(path)


def test_the_engine_that_is_scored_has_seen_none_of_the_gold_set(monkeypatch, tmp_path):
    path = tmp_path / "held_out.json"
    path.write_text(json.dumps({"谁？": 2.0}), encoding="utf-8")
    monkeypatch.setattr(held_out, "read_held_out", lambda: read_held_out(path))
    engine = unseen(SimpleNamespace(reader=Unread()))
    assert np.all(engine.reader.read("谁？", ["甲。"]) == 2.0)


def test_no_question_of_the_test_part_is_held_out():
    asked = {case.question for case in load_cases(ROOT / "eval" / "gold.jsonl").cases if case.split == "test"}
    assert not asked & set(read_held_out())
