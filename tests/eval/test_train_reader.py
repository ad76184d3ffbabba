import pytest
import torch
from safetensors.torch import load_file

from eval import train_reader
from eval.reading_lessons import Lesson
from eval.train_reader import Recipe, kept_pretrained, mean_log_odds, tuned
from eval.written_lessons import ReadCase
from tests.eval.test_reader_model import Characters

LESSONS = [
    Lesson("谁？", "主任主持。", True, (0, 2), "reading", "a"),
    Lesson("几人？", "主任主持。", False, None, "reading", "a"),
]


class HighestToken(torch.nn.Module):
    """Log-odds of a pair: the highest of its tokens."""

    def forward(self, ids, mask):
        return ids.amax(dim=1).float(), torch.zeros(*ids.shape, 2)


@pytest.fixture
def pretrained(monkeypatch):
    """Which lessons a layer was made of, in place of the 40 minutes that make a reader."""
    made = []

    def fake(tokenizer, folder, lessons, recipe):
        made.append(lessons)
        return torch.nn.Linear(2, len(made))

    monkeypatch.setattr(train_reader, "pretrained", fake)
    monkeypatch.setattr(train_reader, "Reader", lambda folder, frozen_layers: torch.nn.Linear(2, len(made)))
    return made


def test_what_public_lessons_made_is_kept_as_long_as_they_and_their_recipe_stay(pretrained, tmp_path):
    reader, path = kept_pretrained(Characters(), tmp_path, LESSONS, Recipe(), tmp_path)
    again, same = kept_pretrained(Characters(), tmp_path, LESSONS, Recipe(tuned_rate=1.0), tmp_path)
    assert (len(pretrained), path) == (1, same)
    assert torch.equal(reader.weight, again.weight) and torch.equal(load_file(path)["weight"], reader.weight)
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize("change", [{"recipe": Recipe(steps=7)}, {"lessons": LESSONS[:1]}])
def test_other_lessons_or_another_recipe_are_learnt_anew(pretrained, tmp_path, change):
    first = {"lessons": LESSONS, "recipe": Recipe()}
    paths = {kept_pretrained(Characters(), tmp_path, **own, cache=tmp_path)[1] for own in (first, first | change)}
    assert len(pretrained) == len(paths) == 2


def test_the_span_that_answers_is_part_of_a_lesson(pretrained, tmp_path):
    moved = [Lesson("谁？", "主任主持。", True, (0, 4), "reading", "a"), LESSONS[1]]
    paths = {kept_pretrained(Characters(), tmp_path, own, Recipe(), tmp_path)[1] for own in (LESSONS, moved)}
    assert len(paths) == 2


def test_the_courses_are_taught_one_after_the_other_each_with_its_dropout(monkeypatch):
    dropout, taught = [], []

    class Taught(torch.nn.Module):
        set_dropout = staticmethod(dropout.append)

        def trained(self):
            return [], []

    def fit(reader, steps, rates, decay, schedule, loss):
        taught.append(sorted(chr(pair.ids[1 + len("query: ")]) for batch in steps for pair in batch))

    monkeypatch.setattr(train_reader, "fit", fit)
    cases = [
        ReadCase(name, name, False, ("主任主持。",), (False,), (), "doc:1", course)
        for name, course in (("a", "first"), ("b", "second"), ("c", "first"), ("d", "third"))
    ]
    tuned(Characters(), Taught(), cases, Recipe(tuned_dropouts=(0.1, 0.0)))
    assert taught == [["a", "c"], ["b"], ["d"]]
    assert dropout == [0.1, 0.0, 0.0]  # the last one stays


def test_the_odds_of_a_case_are_the_mean_of_what_the_product_would_read():
    passages = ("\u4e00", "\u4e01", "\u4e05", "\u4eff")
    case = ReadCase("c", "?", True, passages, (True, None, False, True), (), "doc:1")
    assert mean_log_odds(Characters(), HighestToken(), [case]) == [0x4E02]  # the last one it would not read
