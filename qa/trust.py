"""How far an answer can be relied on, in three steps: read off how often answers as sure as it were right.

trust.json is written by `python -m eval trust`, from the reliability curve over the dev part of the gold set.
"""

from __future__ import annotations

import functools
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from index.errors import ModelError
from qa import fitted
from qa.schema import Answer, Language

TRUST_FILE = Path(__file__).with_name("trust.json")
REFIT = "python -m eval --split dev --out DIR, then python -m eval trust DIR"
REMAKE = f"Restore the file, or make it again: {REFIT}"

Step = Literal["strong", "fair", "weak"]


@dataclass(frozen=True, slots=True)
class Level:
    """Answers of a confidence from `starts_at` on, up to the next level: `answers` trial questions got such, the share
    `right` of them right, where a quarter of the questions cannot be answered."""

    step: Step
    starts_at: float
    answers: int
    right: float


Levels = Mapping[Language, tuple[Level, ...]]


@functools.cache
def load_levels(path: Path = TRUST_FILE) -> Levels:
    """The levels of each language, the surest first. Raises ModelError where the file cannot be read."""
    try:
        written = json.loads(path.read_text(encoding="utf-8"))["levels"]
        return {language: tuple(Level(**level) for level in levels) for language, levels in written.items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelError(f"{path} cannot be read ({type(error).__name__}: {error}). {REMAKE}") from error


def misfit(embedding_model: str, reader: str, confidence: str, path: Path = TRUST_FILE) -> str:
    """Why the levels do not hold for this embedding model, reader (its weights' digest) and confidence (that of its
    models), in a line, or ""."""
    served = {fitted.EMBEDDING_MODEL: embedding_model, fitted.READER: reader, fitted.CONFIDENCE: confidence}
    return fitted.misfit(path, served, f"answers may be called surer than they are: {REFIT}")


def level_of(answer: Answer, levels: Levels) -> Level | None:
    """The level of an answer, the weakest where its confidence is below them all; None for a refusal."""
    if answer.status != "answered":
        return None
    own = levels[answer.language]
    return next((level for level in own if answer.confidence >= level.starts_at), own[-1])
