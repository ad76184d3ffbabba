"""Paired bootstrap: which differences between two runs are more than the luck of the cases.

Cases are drawn with replacement, the same draw for both runs (Efron & Tibshirani 1993; for paired system
comparison Koehn 2004); the interval holds the middle 95% of the differences.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from eval.metrics import CASE_METRICS, LATENCY_PERCENTILES, LOWER_IS_BETTER, Scored

RESAMPLES = 10_000
CHUNK = 1_000  # resamples held in memory at once
SEED = 2009
INTERVAL = (2.5, 97.5)  # percentiles of a 95% interval
ROUNDING = 1e-12  # a difference this small is arithmetic

Statistic = Callable[[np.ndarray], np.ndarray]
"""(resamples, cases) float, how often each case was drawn -> (resamples,) scores, NaN where there is no value."""


@dataclass(frozen=True, slots=True)
class Difference:
    """Score `metric` of runs a and b over the cases they share, and the 95% interval [low, high] of b - a.

    `n_a` and `n_b` count the shared cases that the metric applies to in each run.
    """

    metric: str
    a: float
    b: float
    low: float
    high: float
    n_a: int
    n_b: int

    @property
    def verdict(self) -> str:
        """`better` or `worse` where the interval leaves out 0, else `same`."""
        if self.low <= ROUNDING and self.high >= -ROUNDING:
            return "same"
        return "better" if (self.b > self.a) != (self.metric in LOWER_IS_BETTER) else "worse"

    @property
    def fell(self) -> bool:
        """Whether a check goes red: a worse score. Not a time, which the machine's other work moves."""
        return self.verdict == "worse" and not self.metric.startswith("latency_ms")


def paired_bootstrap(a: Sequence[Scored], b: Sequence[Scored]) -> tuple[Difference, ...]:
    """A difference for every metric that has a value in both runs. `a[i]` and `b[i]` are the same case."""
    in_a, in_b = _statistics(a), _statistics(b)
    metrics = [metric for metric in in_a if metric in in_b]
    drawn: dict[str, list[np.ndarray]] = {metric: [] for metric in metrics}
    for draws in _draws(len(a)):
        for metric in metrics:
            drawn[metric].append(in_b[metric][1](draws) - in_a[metric][1](draws))
    whole = np.ones((1, len(a)))
    return tuple(
        Difference(
            metric,
            *(float(runs[metric][1](whole)[0]) for runs in (in_a, in_b)),
            *(float(bound) for bound in np.nanpercentile(np.concatenate(drawn[metric]), INTERVAL)),
            *(runs[metric][0] for runs in (in_a, in_b)),
        )
        for metric in metrics
    )


def _draws(cases: int) -> Iterator[np.ndarray]:
    generator = np.random.default_rng(SEED)
    for _ in range(RESAMPLES // CHUNK):
        yield generator.multinomial(cases, np.full(cases, 1 / cases), size=CHUNK).astype(np.float64)


def _statistics(scored: Sequence[Scored]) -> dict[str, tuple[int, Statistic]]:
    """Metric -> (cases it applies to, statistic), for the metrics that have a value."""
    statistics: dict[str, tuple[int, Statistic]] = {}
    for metric in CASE_METRICS:
        applies = np.array([metric in case.values for case in scored], dtype=np.float64)
        if applies.any():
            values = np.array([case.values.get(metric, 0.0) for case in scored])
            statistics[metric] = int(applies.sum()), _mean(values, applies)
    answerable = np.array([case.answerable for case in scored])
    if answerable.any() and not answerable.all():
        statistics["auroc"] = len(scored), _auroc(answerable, np.array([case.confidence for case in scored]))
    latencies = np.array([case.latency_ms for case in scored])
    for name, percent in LATENCY_PERCENTILES.items():
        statistics[f"latency_ms.{name}"] = len(scored), _percentile(latencies, percent)
    return statistics


def _mean(values: np.ndarray, applies: np.ndarray) -> Statistic:
    def mean(draws: np.ndarray) -> np.ndarray:
        return _divide(draws @ values, draws @ applies)

    return mean


def _auroc(answerable: np.ndarray, confidence: np.ndarray) -> Statistic:
    """AUROC as the share of (answerable, unanswerable) pairs in the right order, a tie counting half (Mann-Whitney)."""
    ahead = confidence[answerable][:, None] - confidence[~answerable][None, :]
    won = (np.sign(ahead) + 1) / 2

    def auroc(draws: np.ndarray) -> np.ndarray:
        positive, negative = draws[:, answerable], draws[:, ~answerable]
        return _divide(((positive @ won) * negative).sum(axis=1), positive.sum(axis=1) * negative.sum(axis=1))

    return auroc


def _percentile(values: np.ndarray, percent: float) -> Statistic:
    """np.percentile (linear) of the drawn values, as many as there are cases, without writing them out."""
    order = np.argsort(values)
    place = (len(values) - 1) * percent / 100
    below = int(place)

    def percentile(draws: np.ndarray) -> np.ndarray:
        reached = draws[:, order].cumsum(axis=1)
        low, high = (values[order][(reached <= rank).sum(axis=1)] for rank in (below, int(np.ceil(place))))
        return low + (high - low) * (place - below)

    return percentile


def _divide(total: np.ndarray, count: np.ndarray) -> np.ndarray:
    return np.divide(total, count, out=np.full(total.shape, np.nan), where=count > 0)
