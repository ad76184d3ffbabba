"""`python -m eval trust DIR`: what the words for confidence mean, read off a results folder of the dev part.

The reliability curve is isotonic regression of "right" on confidence (Zadrozny & Elkan, KDD 2002): the share of right
answers, never falling as the confidence rises. An answer is right when the documents do answer the question and most of
the articles it cites are gold articles. A level starts where the curve reaches its share. Unanswerable questions weigh
as if they were UNANSWERABLE of those asked (a shift of the prior: Saerens et al., Neural Computation 2002).
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from pydantic import TypeAdapter
from sklearn.isotonic import IsotonicRegression
from typing_extensions import TypedDict  # typing's own is not enough for pydantic before Python 3.12

from eval.compare import CONFIDENCE, READER, load_run_with, read_rows
from eval.errors import EvalInputError
from qa import fitted
from qa.trust import TRUST_FILE, Step

SHARES: tuple[tuple[Step, float], ...] = (("strong", 0.85), ("fair", 0.65))  # right answers where a level starts
MOST = 0.5  # of the articles cited
UNANSWERABLE = 0.25  # of the questions that people ask, as we suppose; the gold set's own share is no reader's
NOTE = "written by `python -m eval trust` from answers to the dev part of eval/gold.jsonl; never edit by hand"


class _Case(TypedDict):
    split: str
    answerable: bool


class _Answer(TypedDict):
    language: str
    status: str


class AnsweredRow(TypedDict):
    """What is read of a line of rows.jsonl."""

    id: str
    case: _Case
    answer: _Answer
    metrics: dict[str, float]
    confidence: float


_ROW = TypeAdapter(AnsweredRow)
Answered = tuple[float, bool, float]  # (confidence, whether it was right, weight)


def levels(answers: Sequence[Answered]) -> list[dict[str, Any]]:
    """The levels of one language's answers, the surest first, as trust.json keeps them."""
    confidence, right, weight = (np.array(column, dtype=float) for column in zip(*answers, strict=True))
    curve = IsotonicRegression(y_min=0, y_max=1).fit_transform(confidence, right, sample_weight=weight)
    made, above = [], np.inf
    for step, share in (*SHARES, ("weak", 0.0)):
        starts_at = _rounded(confidence[curve >= share], above) if step != "weak" else 0.0
        own = (confidence >= starts_at) & (confidence < above)
        share_right = round(float(np.average(right[own], weights=weight[own])), 3) if own.any() else 0.0
        made.append({"step": step, "starts_at": starts_at, "answers": int(own.sum()), "right": share_right})
        above = starts_at
    return made


def _rounded(reached: np.ndarray, above: float) -> float:
    """Where a level starts, to four places; where none reaches its share, it starts above every probability."""
    return min(round(float(reached.min()), 4), above) if len(reached) else min(1.0001, above)


def answered(rows: Iterable[AnsweredRow], language: str) -> list[Answered]:
    """The answers in one language of rows.jsonl, refusals left out; those to unanswerable questions weigh as if
    UNANSWERABLE of all questions were. Raises EvalInputError for a row not of dev, and where none is answerable."""
    own = [row for row in rows if row["answer"]["language"] == language]
    if strange := [row["id"] for row in own if row["case"]["split"] != "dev"]:
        raise EvalInputError(f'case "{strange[0]}" is not of the dev part; run: python -m eval --split dev --out DIR')
    answerable = sum(row["case"]["answerable"] for row in own)
    if own and not answerable:
        raise EvalInputError(f"no question in {language} is answerable; run: python -m eval --split dev --out DIR")
    fewer = UNANSWERABLE / (1 - UNANSWERABLE) * answerable / max(1, len(own) - answerable)
    return [
        (row["confidence"], _is_right(row), 1.0 if row["case"]["answerable"] else fewer)
        for row in own
        if row["answer"]["status"] == "answered"
    ]


def _is_right(row: AnsweredRow) -> bool:
    return row["case"]["answerable"] and row["metrics"].get("citation_precision", 0.0) >= MOST


def _scored_with(results: Path) -> dict[str, str]:
    """What the confidences in a results folder came from, as trust.json keeps it."""
    run_with = load_run_with(results)
    names = {fitted.EMBEDDING_MODEL: "manifest.model.name", fitted.READER: READER, fitted.CONFIDENCE: CONFIDENCE}
    if lacking := [key for key, name in names.items() if not run_with.get(name)]:
        raise EvalInputError(
            f"{results} does not say which {lacking[0].replace('_', ' ')} it was scored with; run: python -m eval "
            "--split dev --out DIR"
        )
    return {key: run_with[name] for key, name in names.items()}


def write_trust(results: Path, path: Path = TRUST_FILE) -> dict[str, Any]:
    """Read a results folder, write trust.json and return what was written."""
    rows = [row for _, row in read_rows(results, _ROW)]
    answers = {language: answered(rows, language) for language in ("zh", "en")}
    if lacking := [language for language, own in answers.items() if not own]:
        raise EvalInputError(f"{results} holds no answer in {lacking[0]}; run: python -m eval --split dev --out DIR")
    made = {language: levels(own) for language, own in answers.items()}
    written = {"note": NOTE, **_scored_with(results), "levels": made}
    path.write_text(json.dumps(written, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return written
