import random
from types import SimpleNamespace

import pytest
import torch

from eval.reader_model import Pair, batches, log_odds_of, pair_of, reading_loss, warm_up_and_fall
from eval.reading_lessons import Lesson

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


def test_log_odds_come_in_the_order_of_the_pairs():
    longer = Pair((0, 9, 9, 2), 1, True)
    assert log_odds_of(Even(), [NO, longer, YES]).tolist() == [1.0, 4.0, 0.0]
