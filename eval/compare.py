"""Two results folders side by side: scores with intervals, what they were run with, which cases changed."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

from pydantic import StrictBool, TypeAdapter, ValidationError
from rich.table import Table

from eval.bootstrap import ROUNDING, Difference, paired_bootstrap
from eval.cases import read_lines
from eval.errors import EvalInputError
from eval.metrics import LOWER_IS_BETTER, QUOTE_EXACT, Scored
from eval.run import ROWS_FILE, SCORES_FILE
from eval.tables import plain_table

MARKS = {"better": "▲ better", "worse": "▼ worse", "same": ""}
DAMAGED = "run python -m eval again into that folder"
GOLD, READER, CONFIDENCE = "run.gold_sha256", "run.reader", "run.confidence"
LABELS = ("answerable", "articles", "evidence", "facts", "answer")  # of a gold case: what it is scored against


@dataclass(frozen=True, slots=True)
class CaseRead:
    """What a comparison needs of a case."""

    question: str
    answerable: StrictBool
    articles: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    facts: tuple[tuple[str, ...], ...] = ()
    answer: str = ""
    history: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class RowRead:
    """What a comparison needs of one line of rows.jsonl."""

    id: str
    case: CaseRead
    metrics: Mapping[str, float]
    confidence: float
    latency_ms: float
    failed: tuple[str, ...]

    @property
    def scored(self) -> Scored:
        """The measurements of this row."""
        return Scored(self.id, self.case.answerable, self.confidence, self.latency_ms, self.metrics)


@dataclass(frozen=True, slots=True)
class Results:
    """A results folder as read: rows by case id, and what it was run with."""

    path: Path
    rows: Mapping[str, RowRead]
    run_with: Mapping[str, Any]


Row = TypeVar("Row")
_ROW = TypeAdapter(RowRead)
_SCORES = TypeAdapter(dict[str, Any])


def read_rows(folder: Path, kind: TypeAdapter[Row]) -> Iterator[tuple[str, Row]]:
    """(file and line, row) of rows.jsonl, as much of each row as `kind` has; raises EvalInputError."""
    for line_number, line in read_lines(folder / ROWS_FILE):
        where = f"{folder / ROWS_FILE} line {line_number}"
        try:
            yield where, kind.validate_json(line)
        except ValidationError as error:
            raise EvalInputError(f"{where} is not a row that python -m eval writes; {DAMAGED}") from error


def load_results(folder: Path) -> Results:
    """A folder that `python -m eval` wrote; raises EvalInputError naming the file, the line and the mend."""
    rows: dict[str, RowRead] = {}
    for where, row in read_rows(folder, _ROW):
        if row.id in rows:
            raise EvalInputError(f"{where} repeats case {row.id!r}; {DAMAGED}")
        rows[row.id] = row
    return Results(folder, rows, load_run_with(folder))


def load_run_with(folder: Path) -> dict[str, Any]:
    """Settings, manifest and the digests of gold file, reader and confidence of scores.json as dotted name -> value;
    raises EvalInputError."""
    path = folder / SCORES_FILE
    text = "\n".join(line for _, line in read_lines(path))
    try:
        scores = _SCORES.validate_json(text)
    except ValidationError as error:
        raise EvalInputError(f"{path} is not the object that python -m eval writes; {DAMAGED}") from error
    kept = (GOLD, READER, CONFIDENCE)
    return {name: value for name, value in _flat(scores) if name in kept or name.startswith(("settings.", "manifest."))}


def _flat(value: Any, name: str = "") -> Iterator[tuple[str, Any]]:
    if not isinstance(value, dict):
        yield name, value
        return
    for key, inner in value.items():
        yield from _flat(inner, f"{name}.{key}" if name else key)


def shared_ids(a: Results, b: Results) -> tuple[str, ...]:
    """Case ids in both, sorted; raises EvalInputError when there are none."""
    shared = tuple(sorted(a.rows.keys() & b.rows.keys()))
    if not shared:
        raise EvalInputError(f"{a.path} and {b.path} share no case id; compare two runs over the same gold file")
    return shared


def compare(a: Results, b: Results) -> tuple[Difference, ...]:
    """The difference of every score over the case ids that both runs share."""
    shared = shared_ids(a, b)
    return paired_bootstrap([a.rows[i].scored for i in shared], [b.rows[i].scored for i in shared])


def notes(a: Results, b: Results) -> tuple[str, ...]:
    """What a reader must know beside the scores: cases left out, questions and labels that changed under their id."""
    shared = shared_ids(a, b)
    return (f"{len(shared)} shared cases", *_unlike(a, b, shared), *_only_in(b, shared))


def _only_in(run: Results, shared: Sequence[str]) -> list[str]:
    alone = len(run.rows) - len(shared)
    return [f"{alone} cases are only in {run.path} and were left out"] if alone else []


def _unlike(a: Results, b: Results, shared: Sequence[str]) -> list[str]:
    """Why B was not asked what A was, or not scored against the same."""
    asked = [[(r.rows[i].case.question, r.rows[i].case.history) for i in shared] for r in (a, b)]
    changed = [i for i, in_a, in_b in zip(shared, *asked, strict=True) if in_a != in_b]
    labels = {i: ", ".join(_relabelled(a.rows[i].case, b.rows[i].case)) for i in shared}
    relabelled = [f"{i} ({names})" for i, names in labels.items() if names]
    return [
        *_only_in(a, shared),
        *([f"another question under the same id: {', '.join(changed)}"] if changed else []),
        *([f"scored against other gold: {', '.join(relabelled)}"] if relabelled else []),
    ]


def failures(a: Results, b: Results, differences: Sequence[Difference]) -> tuple[str, ...]:
    """Why B does not hold against A, a line each: it was asked other or fewer things, lacks a score that A has, quotes
    less exactly by however little, or scores worse by more than chance explains."""
    shared = shared_ids(a, b)
    in_a, in_b = ({name for i in shared for name in run.rows[i].metrics} for run in (a, b))
    lost, fallen = sorted(in_a - in_b), [d.metric for d in differences if d.fell]
    inexact = [d for d in differences if d.metric == QUOTE_EXACT and d.b < d.a - ROUNDING]
    return (
        *_unlike(a, b, shared),
        *([f"{b.path} has no value of: {', '.join(lost)}"] if lost else []),
        *(f"quotes are less exact: {d.metric} was {d.a:.4f}, is {d.b:.4f}" for d in inexact),
        *([f"fell by more than chance explains: {', '.join(fallen)}"] if fallen else []),
    )


def _relabelled(a: CaseRead, b: CaseRead) -> list[str]:
    return [name for name in LABELS if getattr(a, name) != getattr(b, name)]


def difference_table(differences: Sequence[Difference]) -> Table:
    """A row a score: both values, b - a, its 95% interval, and a mark where the interval leaves out 0."""
    rows = []
    for d in differences:
        digits = 1 if d.metric.startswith("latency_ms") else 3
        a, b, change, low, high = (f"{value:.{digits}f}" for value in (d.a, d.b, d.b - d.a, d.low, d.high))
        cases = str(d.n_a) if d.n_a == d.n_b else f"{d.n_a}/{d.n_b}"
        lower = " (lower is better)" if d.metric in LOWER_IS_BETTER else ""
        rows.append((d.metric + lower, a, b, change, f"{low} … {high}", cases, MARKS[d.verdict]))
    return plain_table(("score", "A", "B", "B - A", "95% interval", "n", ""), rows)


def settings_table(a: Results, b: Results) -> Table:
    """Settings, manifest entries and gold files that differ."""
    names = sorted(n for n in a.run_with.keys() | b.run_with.keys() if a.run_with.get(n) != b.run_with.get(n))
    rows = [(name, str(a.run_with.get(name, "-")), str(b.run_with.get(name, "-"))) for name in names]
    return plain_table(("run with", "A", "B"), rows)


def case_table(a: Results, b: Results) -> Table:
    """Cases that fail other scores than before."""
    rows = [
        (i, ", ".join(a.rows[i].failed) or "ok", ", ".join(b.rows[i].failed) or "ok")
        for i in shared_ids(a, b)
        if set(a.rows[i].failed) != set(b.rows[i].failed)
    ]
    return plain_table(("case", "fails in A", "fails in B"), rows)
