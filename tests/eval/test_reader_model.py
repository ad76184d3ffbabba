import math
import random
from dataclasses import replace
from types import SimpleNamespace

import pytest
import torch

from eval.reader_model import (
    Pair,
    Reader,
    auroc_by_source,
    batches,
    fit,
    log_odds_of,
    pair_of,
    reading_loss,
    warm_up_and_fall,
)
from eval.reading_lessons import Lesson
from index.token_batches import load_tokenizer

YES, NO = Pair((0, 5, 2), 1, True), Pair((0, 6, 2), 1, False)


class Characters:
    """A tokenizer of characters: <s> 0, </s> 2, the others by their code."""

    def encode(self, text):
        offsets = [(0, 0), *((i, i + 1) for i in range(len(text))), (0, 0)]
        return SimpleNamespace(ids=[0, *map(ord, text), 2], offsets=offsets)


class Even(torch.nn.Module):
    """Log-odds of a pair: its second token less 5."""

    def forward(self, ids, mask):
        return (ids[:, 1] - 5).float(), torch.zeros(*ids.shape, 2)


def lesson(passage, span):
    return Lesson("谁？", passage, span is not None, span, "reading", "g")


def test_a_pair_knows_which_of_its_tokens_answer():
    passage = "会议由主任主持。"
    found = pair_of(Characters(), lesson(passage, (3, 5)))
    first, last = found.span
    assert "".join(map(chr, found.ids[first : last + 1])) == passage[3:5] == "主任"
    assert found.ids[found.passage] == ord("p") and found.ids[-1] == 2  # of `passage: `, and the closing token


def test_a_span_that_was_cut_off_and_a_passage_that_does_not_answer_have_no_tokens():
    assert pair_of(Characters(), lesson("。" * 400, (390, 395))).span is None
    assert pair_of(Characters(), lesson("会议。", None)).span is None


def test_batches_hold_every_pair_once_and_are_bounded():
    pairs = [Pair((0,) * n, 1, True) for n in range(5, 60)]
    made = batches(pairs, 200, random.Random(0))
    assert sorted(len(pair.ids) for batch in made for pair in batch) == list(range(5, 60))
    assert all(len(batch[-2].ids) * (len(batch) - 1) < 200 for batch in made if len(batch) > 1)  # the last one fills it


def test_the_rate_rises_and_falls():
    share = warm_up_and_fall(10, 2, 0.1)
    assert [share(0), share(1)] == pytest.approx([1 / 2 * 1.0, 1 - 1 / 10])
    assert share(9) == pytest.approx(0.1)
    assert share(50) == 0.1


def test_a_passage_that_does_not_answer_weighs_less():
    at_even_odds, at_one = torch.log(torch.tensor(2.0)), torch.log1p(torch.exp(torch.tensor(1.0)))
    assert float(reading_loss(Even(), [YES, NO], 0.0, no_weight=0.6)) == pytest.approx(
        float(at_even_odds + 0.6 * at_one) / 2
    )


class Edges(Even):
    """Of each token, the odds to be the first of the span are its number and one, those to be the last twice that."""

    def forward(self, ids, mask):
        return super().forward(ids, mask)[0], torch.stack([torch.log1p(ids), torch.log1p(2 * ids)], dim=-1)


def test_the_span_that_answers_is_learnt_where_it_is_known_among_the_tokens_that_may():
    here = Pair((0, 9, 5, 6, 2), 2, True, (2, 3))  # 9 is the question's, and the last token only closes
    unknown = Pair((0, 9, 7, 8, 2), 2, True)
    pairs = [here, unknown, NO]
    first = math.log((1 + 6 + 7) / 6) + math.log(1 + 7)
    last = math.log((1 + 11 + 13) / 13) + math.log(1 + 13)
    found = reading_loss(Edges(), pairs, 0.5) - reading_loss(Edges(), pairs, 0.0)
    assert float(found) == pytest.approx(0.5 * (first / 2 + last / 2))


def test_a_batch_without_a_known_span_learns_only_whether_it_answers():
    assert float(reading_loss(Edges(), [YES], 0.5)) == pytest.approx(math.log(2))


def test_a_reader_learns_which_passage_answers_and_its_frozen_layers_stay(tiny_model):
    torch.manual_seed(0)
    reader, tokenizer = Reader(tiny_model, frozen_layers=1), load_tokenizer(tiny_model)
    before = {name: own.clone() for name, own in reader.state_dict().items()}
    lessons = [lesson("会议会议", (0, 2)), lesson("meeting", None)]
    inner, layers = reader.trained()
    assert inner == []
    steps = [[pair_of(tokenizer, one) for one in lessons]] * 30
    fit(reader, steps, [(layers, 0.05)], 0.0, lambda step: 1.0, lambda own, pairs: reading_loss(own, pairs, 0.5))
    changed = {name for name, own in reader.state_dict().items() if not torch.equal(own, before[name])}
    assert changed == {"head.weight", "head.bias", "edges.weight", "edges.bias"}
    assert auroc_by_source(reader, tokenizer, lessons) == {"reading": 1.0}
    contrary = [replace(one, answers=not one.answers) for one in lessons]
    assert auroc_by_source(reader, tokenizer, contrary) == {"reading": 0.0}


def test_log_odds_come_in_the_order_of_the_pairs():
    longer = Pair((0, 9, 9, 2), 1, True)
    assert log_odds_of(Even(), [NO, longer, YES]).tolist() == [1.0, 4.0, 0.0]
