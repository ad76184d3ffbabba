"""`python -m eval.train_reader`: trains qa/reader.npz, which tells whether a passage answers a question.

First on public reading comprehension, on questions made of statutes by form and on STARD's train questions
(eval/reading_lessons.py, eval/statute_questions.py); some texts are left out to validate, always. What came of that is
kept in the benchmarks' cache. Then on questions written for it over the project's own documents
(eval/written_lessons.py), each with some of the passages that the product would read, one course of them after the
other. The gold set is never read. About two and a half hours on two cores, once STARD's index is kept.
"""

from __future__ import annotations

import copy
import hashlib
import itertools
import random
import sys
import tempfile
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import numpy as np
import torch
from safetensors.torch import load_file, save_file
from sklearn.metrics import roc_auc_score

from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import stard_corpus
from eval.bench.ranking import rank_all
from eval.bench.results import cached_encoder
from eval.bench.shared_data import read_jsonl
from eval.bench.stard import questions as stard_questions
from eval.reader_model import (
    Reader,
    auroc_by_source,
    batches,
    fit,
    log_odds_of,
    pair_of,
    reading_loss,
    warm_up_and_fall,
)
from eval.reading_lessons import Lesson, comprehension_lessons, split, stard_lessons
from eval.statute_questions import statute_lessons
from eval.training import training
from eval.written_lessons import NEAR_PASSAGES, ReadCase, written_cases
from index.bundled import bundled_folder
from index.corpus import load_corpus
from index.settings import BUNDLED_MODEL, IndexSettings, settings_of
from index.token_batches import load_tokenizer
from qa.reader_weights import FILE, save
from qa.retriever import Retriever

STATUTES = "laws/articles.jsonl.gz"
TUNING = "tuned_"  # fields of the recipe that play no part before


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
    tuned_dropouts: tuple[float, ...] = (0.1, 0.0)  # in each course; without it a step takes a fifth less time
    tuned_tokens: int = 2400
    tuned_rate: float = 4e-5
    tuned_warm_up_steps: int = 10
    tuned_least_rate: float = 0.05
    tuned_span_weight: float = 0.2
    tuned_no_weight: float = 0.6  # of a passage that does not answer
    tuned_held_out: float = 0.15  # of the articles, to validate where that is asked for

    def before(self) -> dict[str, Any]:
        """Only what makes the reader before it is tuned."""
        return {name: value for name, value in asdict(self).items() if not name.startswith(TUNING)}


def all_lessons(encoder: CachedEncoder, recipe: Recipe) -> list[Lesson]:
    """What the reader learns from before it is tuned."""
    draw = random.Random(recipe.lessons_seed)
    read = comprehension_lessons(draw) + statute_lessons(read_jsonl(STATUTES), recipe.statutes, draw)
    corpus, ids = stard_corpus()
    index = kept_index(corpus, encoder, "stard")
    return read + stard_lessons(rank_all(stard_questions("train", ids), index, encoder), index, draw)


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


def kept_pretrained(
    tokenizer: Any, folder: Path, lessons: Sequence[Lesson], recipe: Recipe, cache: Path
) -> tuple[Reader, Path]:
    """(that reader, its file in `cache`): read from there where the same lessons and recipe have made it before."""
    made_of = repr((recipe.before(), list(lessons)))
    path = cache / f"reader-{hashlib.sha256(made_of.encode()).hexdigest()[:16]}.safetensors"
    if not path.exists():
        made = pretrained(tokenizer, folder, lessons, recipe)
        with tempfile.TemporaryDirectory(dir=cache) as making:
            save_file(made.state_dict(), Path(making, path.name))
            Path(making, path.name).rename(path)
    reader = Reader(folder, recipe.frozen_layers)
    reader.load_state_dict(load_file(path))
    return reader, path


def tuned(tokenizer: Any, start: Reader, cases: Iterable[ReadCase], recipe: Recipe) -> Reader:
    """The reader tuned on these cases: once over each course in turn, the rate risen and fallen anew. `start` stays as
    it is."""
    reader = copy.deepcopy(start)
    loss = partial(reading_loss, span_weight=recipe.tuned_span_weight, no_weight=recipe.tuned_no_weight)
    for number, course in enumerate(courses_of(cases)):
        reader.set_dropout(recipe.tuned_dropouts[min(number, len(recipe.tuned_dropouts) - 1)])
        torch.manual_seed(recipe.tuned_seed)
        pairs = [pair_of(tokenizer, lesson) for case in course for lesson in case.lessons()]
        steps = batches(pairs, recipe.tuned_tokens, random.Random(recipe.tuned_seed))
        rates = [(own, recipe.tuned_rate) for own in reader.trained()]
        schedule = warm_up_and_fall(len(steps), recipe.tuned_warm_up_steps, recipe.tuned_least_rate)
        fit(reader, steps, rates, recipe.decay, schedule, loss)
    return reader


def courses_of(cases: Iterable[ReadCase]) -> list[list[ReadCase]]:
    """The cases of each course, in the order in which the courses begin."""
    courses: dict[str, list[ReadCase]] = {}
    for case in cases:
        courses.setdefault(case.course, []).append(case)
    return list(courses.values())


def mean_log_odds(tokenizer: Any, reader: Reader, cases: Iterable[ReadCase]) -> list[float]:
    """Of each case, in the mean of those of its passages that were found for it."""
    found = []
    for case in cases:
        read = case.passages[:NEAR_PASSAGES]
        every = replace(case, passages=read, answers=(False,) * len(read))
        found.append(float(np.mean(log_odds_of(reader, [pair_of(tokenizer, lesson) for lesson in every.lessons()]))))
    return found


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    return training("eval.train_reader", __doc__, FILE, _train, argv)


def _train(out: Path, held_out: bool) -> dict[str, Any]:
    recipe, encoder = Recipe(), cached_encoder()
    folder = Path(bundled_folder(settings_of(IndexSettings).cache_dir))
    tokenizer = load_tokenizer(folder)
    corpus = load_corpus(settings_of(IndexSettings).corpus_dir)
    retriever, draw = Retriever(kept_index(corpus, encoder, "documents"), encoder), random.Random(recipe.lessons_seed)
    cases = written_cases(retriever, draw)
    lessons, validating = split(all_lessons(encoder, recipe), recipe.held_out, random.Random(recipe.validation_seed))
    public, path = kept_pretrained(tokenizer, folder, lessons, recipe, encoder.folder.parent)
    validated = auroc_by_source(public, tokenizer, validating)
    print(f"{path}: {validated}", file=sys.stderr, flush=True)
    share = recipe.tuned_held_out if held_out else 0.0
    training_cases, unseen = split(cases, share, random.Random(recipe.validation_seed))
    reader = tuned(tokenizer, public, training_cases, recipe)
    save(out, Reader(folder, recipe.frozen_layers).inner.state_dict(), reader.inner.state_dict(), reader.head)
    made = {
        "recipe": asdict(recipe),
        "model": BUNDLED_MODEL,
        "public lessons": Counter(lesson.source for lesson in lessons),
        "public lessons that validate": Counter(lesson.source for lesson in validating),
        "AUROC where validated, before the written questions": validated,
        "written": [_counts(course) for course in courses_of(training_cases)],
    }
    if unseen:
        odds = mean_log_odds(tokenizer, reader, unseen)
        auroc = roc_auc_score([case.answerable for case in unseen], odds)
        made["AUROC of written cases left out"] = round(float(auroc), 3)
    return made


def _counts(cases: Sequence[ReadCase]) -> dict[str, int]:
    return {
        "cases": len(cases),
        "answerable": sum(case.answerable for case in cases),
        "passages that answer": sum(case.answers.count(True) for case in cases),
        "passages that do not": sum(case.answers.count(False) for case in cases),
    }


if __name__ == "__main__":
    sys.exit(main())
