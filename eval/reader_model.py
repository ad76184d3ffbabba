"""The reader as it is trained: the default model over question and passage together, and two layers on top of it.

The layer over the first token gives log-odds that the passage answers. The one over every token gives the span that
does, or the first token where none does (Devlin et al. 2019, as for SQuAD 2.0); it only helps to train the first, and
is not shipped.
"""

from __future__ import annotations

import random
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score
from tqdm import tqdm
from transformers import AutoModel

from eval.reading_lessons import Characters, Lesson
from index.token_batches import batches as batches_of_like_length
from qa.reader_input import MAX_PASSAGE_TOKENS, PASSAGE_PROMPT, pair_ids

NO_SPAN = (0, 0)  # the first token
OUTSIDE = -1e4  # log-odds of a token that is no part of the passage
LENGTH_JITTER_TOKENS = 12  # so that batches of like length are not the same ones every epoch
SCORED_TOKENS = 8000  # a batch that is only read
PADDING = 1
SHOWN_SECONDS = 10  # between two looks at the progress, so that a log of it stays short


@dataclass(frozen=True, slots=True)
class Pair:
    """A lesson as tokens. `passage`: where the passage's tokens start; `span`: the first and the last token that
    answer, None where they are not known, or nothing does."""

    ids: tuple[int, ...]
    passage: int
    answers: bool
    span: tuple[int, int] | None = None


def pair_of(tokenizer: Any, lesson: Lesson) -> Pair:
    ids = pair_ids(tokenizer, lesson.question, lesson.passage)
    offsets = tokenizer.encode(PASSAGE_PROMPT + lesson.passage).offsets[1:][:MAX_PASSAGE_TOKENS]
    passage = len(ids) - len(offsets)
    span = _token_span(offsets[:-1], lesson.span) if lesson.span else None  # the last one only closes
    return Pair(tuple(ids), passage, lesson.answers, span and (passage + span[0], passage + span[1]))


def _token_span(offsets: Sequence[Characters], span: Characters) -> tuple[int, int] | None:
    """The first and the last token that share a character with the passage's span."""
    start, end = (len(PASSAGE_PROMPT) + edge for edge in span)
    within = [i for i, (first, last) in enumerate(offsets) if first < last and last > start and first < end]
    return (within[0], within[-1]) if within else None


class Reader(torch.nn.Module):
    """The default model with the two layers, untrained; its embeddings and lowest layers stay as they are."""

    def __init__(self, folder: Path, frozen_layers: int) -> None:
        super().__init__()
        self.inner = AutoModel.from_pretrained(folder, add_pooling_layer=False)
        self.head = torch.nn.Linear(self.inner.config.hidden_size, 1)
        self.edges = torch.nn.Linear(self.inner.config.hidden_size, 2)
        for frozen in (self.inner.embeddings, *self.inner.encoder.layer[:frozen_layers]):
            frozen.requires_grad_(False)

    def forward(self, ids: torch.Tensor, mask: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        """(log-odds (pairs,), log-odds of each token to be the first and the last of the span (pairs, tokens, 2))."""
        with torch.autocast("cpu", torch.bfloat16):
            states = self.inner(ids, attention_mask=mask).last_hidden_state.float()
            log_odds, edges = self.head(states[:, 0]).squeeze(-1), self.edges(states)
        return log_odds.float(), edges.float()

    def set_dropout(self, share: float) -> None:
        """Of hidden states and of attention, while it trains."""
        for module in self.inner.modules():
            if isinstance(module, torch.nn.Dropout):
                module.p = share

    def trained(self) -> tuple[list[torch.nn.Parameter], list[torch.nn.Parameter]]:
        """The parameters that train: (of the model, of the two layers)."""
        inner = [own for own in self.inner.parameters() if own.requires_grad]
        return inner, [*self.head.parameters(), *self.edges.parameters()]


def batches(pairs: Sequence[Pair], tokens: int, draw: random.Random) -> list[list[Pair]]:
    """All pairs, those of like length together, in a drawn order; a batch is full at so many tokens with padding."""
    made: list[list[Pair]] = [[]]
    for pair in sorted(pairs, key=lambda pair: len(pair.ids) + draw.random() * LENGTH_JITTER_TOKENS):
        made[-1].append(pair)
        if len(pair.ids) * len(made[-1]) >= tokens:
            made.append([])
    filled = [batch for batch in made if batch]
    draw.shuffle(filled)
    return filled


def _padded(pairs: Sequence[Pair]) -> tuple[torch.Tensor, torch.Tensor]:
    """(ids (pairs, longest), what is there of them)."""
    rows = [torch.tensor(pair.ids) for pair in pairs]
    ids = torch.nn.utils.rnn.pad_sequence(rows, batch_first=True, padding_value=PADDING)
    mask = torch.nn.utils.rnn.pad_sequence([torch.ones_like(row) for row in rows], batch_first=True)
    return ids, mask


def reading_loss(reader: Reader, pairs: Sequence[Pair], span_weight: float, no_weight: float = 1.0) -> torch.Tensor:
    """Cross-entropy of whether each passage answers, where one that does not weighs `no_weight`; and of where it does,
    of those of which that is known."""
    ids, mask = _padded(pairs)
    log_odds, edges = reader(ids, mask)
    answers = torch.tensor([float(pair.answers) for pair in pairs])
    weight = torch.where(answers > 0, 1.0, no_weight)
    loss = torch.nn.functional.binary_cross_entropy_with_logits(log_odds, answers, weight)
    known = torch.tensor([pair.span is not None or not pair.answers for pair in pairs])
    if not known.any():
        return loss
    edges = edges.masked_fill(~_may_answer(pairs, ids.shape[1])[:, :, None], OUTSIDE)[known]
    wanted = torch.tensor([pair.span or NO_SPAN for pair in pairs])[known]
    return loss + span_weight * sum(torch.nn.functional.cross_entropy(edges[:, :, i], wanted[:, i]) for i in (0, 1))


def _may_answer(pairs: Sequence[Pair], longest: int) -> torch.Tensor:
    """(pairs, longest) bool: the passage's tokens but the last, which only closes, and the first of all."""
    mask = torch.zeros(len(pairs), longest, dtype=torch.bool)
    mask[:, 0] = True
    for row, pair in enumerate(pairs):
        mask[row, pair.passage : len(pair.ids) - 1] = True
    return mask


def warm_up_and_fall(steps: int, warm_up: float, least: float) -> Callable[[int], float]:
    """{step from 0: share of the learning rate}: it rises over the first `warm_up` steps and falls to `least`."""
    return lambda step: min(1.0, (step + 1) / warm_up) * max(least, 1 - step / steps)


def fit(
    reader: Reader,
    steps: Sequence[Sequence[Pair]],
    rates: Sequence[tuple[Sequence[torch.nn.Parameter], float]],
    decay: float,
    schedule: Callable[[int], float],
    loss_of: Callable[[Reader, Sequence[Pair]], torch.Tensor],
) -> None:
    """A step of AdamW (Loshchilov & Hutter 2019) a batch; `rates`: parameters with their learning rate."""
    optimizer = torch.optim.AdamW([{"params": own, "lr": rate} for own, rate in rates], weight_decay=decay)
    scheduler = torch.optim.lr_scheduler.LambdaLR(optimizer, schedule)
    reader.train()
    for batch in tqdm(steps, desc="training", unit="step", file=sys.stderr, mininterval=SHOWN_SECONDS):
        optimizer.zero_grad()
        loss_of(reader, batch).backward()
        torch.nn.utils.clip_grad_norm_([one for own, _ in rates for one in own], 1.0)
        optimizer.step()
        scheduler.step()


def log_odds_of(reader: Reader, pairs: Sequence[Pair]) -> np.ndarray:
    """(pairs,) float32."""
    found = np.zeros(len(pairs), np.float32)
    reader.eval()
    with torch.inference_mode():
        for rows in batches_of_like_length([len(pair.ids) for pair in pairs], SCORED_TOKENS):
            found[rows] = reader(*_padded([pairs[row] for row in rows]))[0].numpy()
    return found


def auroc_by_source(reader: Reader, tokenizer: Any, lessons: Sequence[Lesson]) -> dict[str, float]:
    """Of each source, the share of (answering, not answering) that the reader has in the right order."""
    found = {}
    for source in dict.fromkeys(lesson.source for lesson in lessons):
        pairs = [pair_of(tokenizer, lesson) for lesson in lessons if lesson.source == source]
        found[source] = round(float(roc_auc_score([pair.answers for pair in pairs], log_odds_of(reader, pairs))), 3)
    return found
