"""How far stated confidence can be believed: the reliability plot (DeGroot & Fienberg 1983) and its error. Pure."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from eval.metrics import Scored

BINS = 10


@dataclass(frozen=True, slots=True)
class Bin:
    """Answers of nearly the same confidence: its mean, the share that the documents do answer, and how many."""

    confidence: float
    answerable: float
    count: int


def reliability(scored: Sequence[Scored], bins: int = BINS) -> tuple[Bin, ...]:
    """Equal steps of confidence from 0 to 1, those without a case left out."""
    confidence = np.array([one.confidence for one in scored])
    answerable = np.array([one.answerable for one in scored], dtype=float)
    step = np.minimum((confidence * bins).astype(int), bins - 1)
    chosen = [step == i for i in range(bins)]
    return tuple(
        Bin(float(confidence[own].mean()), float(answerable[own].mean()), int(own.sum())) for own in chosen if own.any()
    )


def calibration_error(plot: Sequence[Bin]) -> float | None:
    """Expected calibration error (Naeini et al. 2015): how far share and confidence lie apart, weighed by cases; None
    where there are none."""
    cases = sum(one.count for one in plot)
    return sum(abs(one.answerable - one.confidence) * one.count for one in plot) / cases if cases else None
