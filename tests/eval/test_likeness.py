import json
from dataclasses import replace

import pytest

from eval import likeness
from eval.cases import Case, load_cases
from eval.likeness import MIN_SHARED, completed, like, main, pair_id, shared
from eval.written_lessons import QUESTIONS
from index.settings import ROOT
from tests.eval.fakes import write_gold


def case(case_id, question, lang="zh"):
    return Case(case_id, question, lang, "who")


def test_what_is_shared_is_counted_over_what_either_has():
    found = shared(["谁列席会议？", "abcd"], ["谁列席大会", "abc d!", "经费"])
    assert found[0].tolist() == pytest.approx([2 / 6, 0, 0])  # 谁列 列席, of 席会 会议 席大 大会 too
    assert found[1].tolist() == [0, 1, 0]


def test_a_question_that_is_too_short_shares_nothing():
    assert shared(["谁", "谁列席"], ["谁"]).tolist() == [[0], [0]]


def test_no_question_that_teaches_shares_much_with_one_of_the_gold_set(real_index):
    teaching = [case.question for case in load_cases(QUESTIONS).cases]
    gold = completed(load_cases(ROOT / "eval" / "gold.jsonl").cases, real_index)
    near = shared(teaching, [case.question for case in gold]) >= MIN_SHARED
    assert {gold[row].id for row in near.any(axis=0).nonzero()[0]} == set()


def test_a_follow_up_stands_as_asked_and_as_the_product_completes_it(small_index):
    alone, after = case("a", "谁列席会议？"), replace(case("b", "那乙市呢？"), history=("甲市谁列席？",))
    assert completed([alone, after], small_index) == [alone, after, case("b", "乙市谁列席？")]


def test_what_is_like_a_gold_question_goes_with_its_translation(fake_encoder):
    teaching = [
        case("r-1", "谁列席会议？"),
        case("r-1-en", "Who attends?", "en"),
        case("r-2", "经费谁出"),
        case("r-3", "什么会谁列席"),  # the same characters: as near as can be by the fake vectors
    ]
    assert like(teaching, [case("g", "谁列席会议")], fake_encoder) == {"r-1", "r-1-en"}
    assert like(teaching, [case("g", "会什么谁列席")], fake_encoder) == {"r-3"}


def test_a_question_and_its_translation_have_an_id_in_common():
    assert {pair_id(one) for one in ("r-0001", "r-0001-en", "r-0001-zh")} == {"r-0001"}


@pytest.fixture
def small(monkeypatch, small_index, fake_encoder):
    """The command over the small index, with the fake encoder."""
    monkeypatch.setattr(likeness, "load_index", lambda folder, model: small_index)
    monkeypatch.setattr(likeness, "load_encoder", lambda settings: fake_encoder)


def test_the_command_counts_and_takes_out(tmp_path, small, capsys):
    lines = [
        json.dumps({"id": one, "question": question, "lang": "zh", "type": "who", "answerable": False})
        for one, question in (("a", "谁列席会议？"), ("b", "经费从哪里来"))
    ]
    file, gold = tmp_path / "teaching.jsonl", tmp_path / "gold.jsonl"
    file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    gold.write_text(lines[0].replace('"a"', '"g"') + "\n", encoding="utf-8")
    assert main(["--file", str(file), "--gold", str(gold)]) == 0
    assert capsys.readouterr().out == "1 of 2 are like a gold question, or their translation is\n"
    assert file.read_text(encoding="utf-8").splitlines() == lines
    assert main(["--file", str(file), "--gold", str(gold), "--write"]) == 0
    assert file.read_text(encoding="utf-8").splitlines() == lines[1:]


def test_the_command_takes_out_what_is_like_a_completed_follow_up(tmp_path, small, capsys):
    file, gold = (tmp_path / name for name in ("teaching.jsonl", "gold.jsonl"))
    write_gold(file, [case("a", "乙市谁列席？"), case("b", "经费从哪里来")])
    write_gold(gold, [replace(case("g", "那乙市呢？"), history=("甲市谁列席？",))])
    assert main(["--file", str(file), "--gold", str(gold), "--write"]) == 0
    assert [one.id for one in load_cases(file).cases] == ["b"]


def test_a_file_that_is_not_there_is_one_line(tmp_path, capsys):
    assert main(["--file", str(tmp_path / "none.jsonl")]) == 2
    assert "cannot be read" in capsys.readouterr().err
