"""`python -m eval.train_reader`: trains qa/reader.npz, which tells whether a passage answers a question.

First on public reading comprehension, on questions made of statutes by form and on STARD's train questions
(eval/reading_lessons.py, eval/statute_questions.py); some texts are left out to validate, always. Then on the dev part
of the gold set, each question with the passages that the product would read; the test part is never read. Three more
readers, each tuned on two thirds of dev, read the rest: what they make of it is eval/reader_held_out.json, written
too. About an hour on two cores, once STARD's index is kept.
"""

from __future__ import annotations

import copy
import itertools
import json
import random
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from sklearn.metrics import roc_auc_score

from eval import held_out
from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import stard_corpus
from eval.bench.ranking import rank_all
from eval.bench.results import cached_encoder
from eval.bench.shared_data import read_jsonl
from eval.bench.stard import questions as stard_questions
from eval.gold_lessons import DevCase, dev_cases, folds
from eval.reader_model import (
    Reader,
    answering_loss,
    auroc_by_source,
    batches,
    fit,
    log_odds_of,
    pair_of,
    reading_loss,
    warm_up_and_fall,
)
from eval.reading_lessons import Lesson, comprehension_lessons, stard_lessons
from eval.statute_questions import statute_lessons
from eval.training import training
from index.bundled import bundled_folder
from index.settings import BUNDLED_MODEL, IndexSettings, settings_of
from index.token_batches import load_tokenizer
from qa.reader_weights import FILE, save
from qa.reading import NEUTRAL

STATUTES = "laws/articles.jsonl.gz"


@dataclass(frozen=True)
class Recipe:
    """Everything that makes the file, beside the data."""

    lessons_seed: int = 11
    validation_seed: int = 1
    reader_seed: int = 0
    steps_seed: int = 2
    statutes: int = 12_000  # articles with a question made of them
    held_out: float = 0.04  # of the texts, to validate
    frozen_layers: int = 4  # the lowest, and the embeddings
    tokens: int = 3600  # a step
    steps: int = 600
    scheduled_steps: int = 1038  # at whose end the rate would have fallen to `least_rate`: once through the lessons
    warm_up: float = 0.06  # of the scheduled steps
    learning_rate: float = 6e-5
    layers_rate: float = 1e-3  # of the layers on top
    least_rate: float = 0.02  # a share of the rate
    decay: float = 0.01
    span_weight: float = 0.35
    tuned_seed: int = 1
    tuned_epochs: int = 3
    tuned_tokens: int = 2400
    tuned_rate: float = 4e-5
    tuned_warm_up_steps: int = 10
    tuned_least_rate: float = 0.05
    no_weight: float = 0.6  # of a passage that does not answer
    folds: int = 3
    folds_seed: int = 4


def all_lessons(encoder: CachedEncoder, recipe: Recipe) -> list[Lesson]:
    """What the reader learns from before it sees the gold set."""
    draw = random.Random(recipe.lessons_seed)
    read = comprehension_lessons(draw) + statute_lessons(read_jsonl(STATUTES), recipe.statutes, draw)
    corpus, ids = stard_corpus()
    index = kept_index(corpus, encoder, "stard")
    return read + stard_lessons(rank_all(stard_questions("train", ids), index, encoder), index, draw)


def split(lessons: Sequence[Lesson], recipe: Recipe) -> tuple[list[Lesson], list[Lesson]]:
    """(those that train, those that validate): no group is in both."""
    groups = sorted({lesson.group for lesson in lessons})
    held = set(random.Random(recipe.validation_seed).sample(groups, int(recipe.held_out * len(groups))))
    return [one for one in lessons if one.group not in held], [one for one in lessons if one.group in held]


def pretrained(tokenizer: Any, folder: Path, lessons: Sequence[Lesson], recipe: Recipe) -> Reader:
    """The reader that has learnt from public lessons only."""
    torch.manual_seed(recipe.reader_seed)
    reader, draw = Reader(folder, recipe.frozen_layers), random.Random(recipe.steps_seed)
    pairs = [pair_of(tokenizer, lesson) for lesson in lessons]
    epochs = (batches(pairs, recipe.tokens, draw) for _ in itertools.count())
    steps = list(itertools.islice(itertools.chain.from_iterable(epochs), recipe.steps))
    inner, layers = reader.trained()
    rates = [(inner, recipe.learning_rate), (layers, recipe.layers_rate)]
    schedule = warm_up_and_fall(recipe.scheduled_steps, recipe.warm_up * recipe.scheduled_steps, recipe.least_rate)
    fit(reader, steps, rates, recipe.decay, schedule, partial(reading_loss, span_weight=recipe.span_weight))
    return reader


def tuned(tokenizer: Any, start: Reader, cases: Iterable[DevCase], recipe: Recipe) -> Reader:
    """The reader tuned on these cases; `start` stays as it is."""
    torch.manual_seed(recipe.tuned_seed)
    reader, draw = copy.deepcopy(start), random.Random(recipe.tuned_seed)
    pairs = [pair_of(tokenizer, lesson) for case in cases for lesson in case.lessons()]
    steps = [batch for _ in range(recipe.tuned_epochs) for batch in batches(pairs, recipe.tuned_tokens, draw)]
    rates = [(own, recipe.tuned_rate) for own in reader.trained()]
    schedule = warm_up_and_fall(len(steps), recipe.tuned_warm_up_steps, recipe.tuned_least_rate)
    fit(reader, steps, rates, recipe.decay, schedule, partial(answering_loss, no_weight=recipe.no_weight))
    return reader


def log_odds_held_out(tokenizer: Any, start: Reader, cases: Sequence[DevCase], recipe: Recipe) -> dict[str, float]:
    """{case id: log-odds of its passages in the mean, above those of a neutral one}, by a reader that was not tuned
    on it."""
    found = {}
    for fold in folds(cases, recipe.folds, random.Random(recipe.folds_seed)):
        reader = tuned(tokenizer, start, [case for case in cases if case not in fold], recipe)
        for case in fold:
            read = (*case.passages, NEUTRAL)  # those too of which it is not known whether they answer
            every = replace(case, passages=read, answers=(False,) * len(read))
            *own, neutral = log_odds_of(reader, [pair_of(tokenizer, lesson) for lesson in every.lessons()])
            found[case.id] = round(float(np.mean(own) - neutral), 4)
    return {case.id: found[case.id] for case in cases}


def write_held_out(path: Path, cases: Sequence[DevCase], found: Mapping[str, float]) -> None:
    """{question as it is read: log-odds}, as eval/held_out.py reads it; of cases that ask the same, the highest."""
    by_question: dict[str, float] = {}
    for case in cases:
        by_question[case.question] = max(found[case.id], by_question.get(case.question, found[case.id]))
    path.write_text(json.dumps(by_question, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    return training("eval.train_reader", __doc__, FILE, _train, argv)


def _train(out: Path, _: bool) -> dict[str, Any]:
    """What validates is left out whether that is asked for or not."""
    recipe, encoder = Recipe(), cached_encoder()
    folder = Path(bundled_folder(settings_of(IndexSettings).cache_dir))
    tokenizer = load_tokenizer(folder)
    cases, (lessons, validating) = dev_cases(encoder), split(all_lessons(encoder, recipe), recipe)
    public = pretrained(tokenizer, folder, lessons, recipe)
    validated = auroc_by_source(public, tokenizer, validating)
    print(f"before the gold set: {validated}", file=sys.stderr, flush=True)
    reader = tuned(tokenizer, public, cases, recipe)
    untrained = Reader(folder, recipe.frozen_layers).inner.state_dict()
    save(out, untrained, reader.inner.state_dict(), reader.head)
    unseen = log_odds_held_out(tokenizer, public, cases, recipe)
    write_held_out(held_out.FILE if out == FILE else out.with_name(held_out.FILE.name), cases, unseen)
    return {
        "recipe": asdict(recipe),
        "model": BUNDLED_MODEL,
        "lessons that train": Counter(lesson.source for lesson in lessons),
        "lessons that validate": Counter(lesson.source for lesson in validating),
        "gold": {
            "cases": len(cases),
            "passages that answer": sum(case.answers.count(True) for case in cases),
            "passages that do not": sum(case.answers.count(False) for case in cases),
        },
        "AUROC where validated, before the gold set": validated,
        "AUROC of the cases, by readers not tuned on them": round(
            float(roc_auc_score([case.answerable for case in cases], [unseen[case.id] for case in cases])), 3
        ),
    }


if __name__ == "__main__":
    sys.exit(main())
