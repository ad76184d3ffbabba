"""What the reader makes of the dev questions when it was not trained on them.

The reader that ships was trained on the dev part of the gold set. Scored on the same questions it would be far too
sure, so wherever dev is fitted on or scored, its log-odds come from readers of three folds, each trained on the others
(eval/train_reader.py writes them).
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from eval.errors import EvalInputError
from qa.reading import NEUTRAL, Reader

if TYPE_CHECKING:
    from qa.engine import Tiaowen

FILE = Path(__file__).with_name("reader_held_out.json")


class HeldOutReader:
    """A reader that gives the questions it was trained on the log-odds of one that was not."""

    def __init__(self, reader: Reader, held_out: Mapping[str, float]) -> None:
        self._reader = reader
        self._held_out = held_out

    def read(self, question: str, passages: Sequence[str]) -> np.ndarray:
        if question in self._held_out:
            held_out = self._held_out[question]
            return np.array([0.0 if passage == NEUTRAL else held_out for passage in passages], np.float32)
        return self._reader.read(question, passages)


def read_held_out(path: Path = FILE) -> dict[str, float]:
    """{question as the reader reads it: log-odds above those of a neutral passage}. Raises EvalInputError."""
    try:
        return {str(question): float(value) for question, value in json.loads(path.read_text("utf-8")).items()}
    except (OSError, ValueError, AttributeError, TypeError) as error:
        raise EvalInputError(
            f"{path} cannot be read ({type(error).__name__}). Restore it, or: python -m eval.train_reader"
        ) from error


def unseen(engine: Tiaowen) -> Tiaowen:
    """The engine with a reader that has seen none of the gold set; the same one, changed."""
    engine.reader = HeldOutReader(engine.reader, read_held_out())
    return engine
