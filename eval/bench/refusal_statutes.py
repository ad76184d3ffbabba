"""`python -m eval.bench.refusal_statutes`: is the confidence lower where no statute answers? STARD dev.

Every question is asked twice, as a person would ask it: of all 55,404 articles, and of the same without its gold
articles. AUROC: how often the confidence of a question that is answered lies above that of one that is not, any two
questions; `falls` and `rises`: of the same question, by more than NOISE, when its gold articles go. `refused at 3%` is
the share of unanswerable questions refused where 3 % of the answerable ones are: the ROC curve, read off. The last two
columns are the product's own threshold.

Where no gold article was found among the first, what was read is the same with it and without, and no confidence that
is read off the documents can tell the two apart.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from sklearn.metrics import roc_auc_score
from tqdm import tqdm

from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import stard_corpus
from eval.bench.ranking import Asked
from eval.bench.results import Goal, Result, Table, benchmark
from eval.bench.stard import questions
from eval.bench.without import Without
from eval.bootstrap import INTERVAL, RESAMPLES, SEED
from index.encoder import Encoder
from index.store import ArticleIndex
from qa.confidence import SIGNALS, load_models
from qa.engine import Tiaowen
from qa.reader import load_reader
from qa.reading import Reader
from qa.schema import Answer
from qa.settings import load_settings

FOUND = 10  # articles among which a gold one counts as found
NOISE = 1e-3  # of a confidence or signal: the IDF of everything moves a little when an article goes
CURVE = (0.01, 0.03, 0.05, 0.10, 0.20)  # shares of answerable questions refused
GOALS = (Goal("dev", "AUROC", 0.85),)


@dataclass(frozen=True, slots=True)
class Pair:
    """A question's answer from the whole collection, and from the collection without its gold articles."""

    asked: Asked
    kept: Answer
    removed: Answer

    @property
    def found(self) -> bool:
        """Whether a gold article is among the first FOUND."""
        return bool(set(self.asked.gold) & set(self.kept.retrieved[:FOUND]))

    @property
    def first(self) -> bool:
        return self.kept.retrieved[:1] != () and self.kept.retrieved[0] in self.asked.gold


def ask_twice(asked: Sequence[Asked], index: ArticleIndex, encoder: Encoder, reader: Reader) -> list[Pair]:
    """Every question through the whole product, with and without its gold articles."""
    models = load_models()
    whole = Tiaowen(index, encoder, models, reader=reader)
    pairs = []
    for one in tqdm(asked, desc="asking twice", unit="question", file=sys.stderr, disable=None):
        without = Tiaowen(Without(index, one.gold), encoder, models, reader=reader)
        pairs.append(Pair(one, whole.ask(one.question), without.ask(one.question)))
    return pairs


def figures(pairs: Sequence[Pair], value: Callable[[Answer], float]) -> dict[str, int | float]:
    """What a value read off an answer, higher where it is answered, tells of these questions."""
    if not pairs:
        return {"n": 0}
    kept, removed = (np.array([value(answer) for answer in side]) for side in _sides(pairs))
    low, high = interval(kept, removed)
    return {
        "n": len(pairs),
        "AUROC": auroc(kept, removed),
        "from": low,
        "to": high,
        "falls": float(np.mean(kept - removed > NOISE)),
        "rises": float(np.mean(removed - kept > NOISE)),
    }


def _sides(pairs: Sequence[Pair]) -> tuple[list[Answer], list[Answer]]:
    return [pair.kept for pair in pairs], [pair.removed for pair in pairs]


def auroc(kept: np.ndarray, removed: np.ndarray) -> float:
    """Share of (answerable, unanswerable) that are in the right order, a tie counting half."""
    return float(roc_auc_score([1] * len(kept) + [0] * len(removed), np.concatenate([kept, removed])))


def interval(kept: np.ndarray, removed: np.ndarray) -> tuple[float, float]:
    """95 % of the AUROC when the questions, each with both its answers, are drawn anew (bootstrap)."""
    n = len(kept)
    ahead = (np.sign(kept[:, None] - removed[None, :]) + 1) / 2
    draws = np.random.default_rng(SEED).multinomial(n, np.full(n, 1 / n), size=RESAMPLES).astype(np.float64)
    low, high = np.percentile(((draws @ ahead) * draws).sum(axis=1) / n**2, INTERVAL)
    return float(low), float(high)


def curve(kept: np.ndarray, removed: np.ndarray) -> dict[str, float]:
    """Share of the unanswerable refused at the highest threshold that refuses no more of the answerable than given."""
    thresholds = {share: np.sort(kept)[int(share * len(kept))] for share in CURVE}
    return {f"refused at {share:.0%}": float(np.mean(removed < least)) for share, least in thresholds.items()}


def operating(pairs: Sequence[Pair]) -> dict[str, float]:
    """The product as it is: shares of the answerable and of the unanswerable questions that it refuses."""
    false, right = (float(np.mean([a.status == "not_found" for a in side])) for side in _sides(pairs))
    return {"false refusal": false, "refusal": right}


def by_part(pairs: Sequence[Pair]) -> Table:
    """The confidence over all questions, and apart where the product can know and where it cannot."""
    groups = {
        "dev": list(pairs),
        "dev, a gold article first": [pair for pair in pairs if pair.first],
        f"dev, a gold article in the first {FOUND}": [pair for pair in pairs if pair.found],
        f"dev, none in the first {FOUND}": [pair for pair in pairs if not pair.found],
    }
    rows = {}
    for name, group in groups.items():
        rows[name] = figures(group, lambda answer: answer.confidence)
        if group:
            kept, removed = (np.array([answer.confidence for answer in side]) for side in _sides(group))
            rows[name] |= curve(kept, removed) | operating(group)
    return rows


def by_signal(pairs: Sequence[Pair]) -> Table:
    """Each signal alone, in the direction in which it speaks; 0 where an answer was settled without signals."""
    return {
        f"signal: {name}": figures(pairs, lambda answer, name=name, sign=sign: sign * _signal(answer, name))
        for name, sign in SIGNALS.items()
    }


def _signal(answer: Answer, name: str) -> float:
    return answer.explanation.signals.get(name, 0.0)


def measure(encoder: CachedEncoder, limit: int | None) -> Result:
    corpus, ids = stard_corpus(limit)
    index = kept_index(corpus, encoder, "stard")
    pairs = ask_twice(questions("dev", ids), index, encoder, load_reader(load_settings()))
    return Result("refusal_statutes", "Refusal over statutes", by_part(pairs), by_signal(pairs), GOALS, (note(pairs),))


def note(pairs: Sequence[Pair]) -> str:
    """What it cannot know, in words."""
    lost = sum(not pair.found for pair in pairs)
    ceiling = 1 - (lost / max(len(pairs), 1)) ** 2 / 2
    return (
        "Each question is asked of all statutes, and of all but its gold articles. `from` and `to` hold 95 % of the "
        "bootstrap over the questions; `falls`, `rises`: of the same question, the gold gone; `refused at "
        "3%`: of the unanswerable, where 3 % of the answerable are; the last two columns are the product as it is. "
        f"Where it cannot know: of {lost} of the {len(pairs)} questions no gold article is among the first {FOUND}, so "
        "that what is read is the same with it and without. Were it right everywhere else, the AUROC would be "
        f"{ceiling:.2f}."
    )


if __name__ == "__main__":
    sys.exit(benchmark("refusal_statutes", __doc__, measure))
