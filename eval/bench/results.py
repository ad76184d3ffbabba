"""What a benchmark found, as a file and as tables."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import asdict, dataclass
from pathlib import Path

from platformdirs import user_cache_path
from pydantic import TypeAdapter, ValidationError

from eval.bench.cache import CachedEncoder
from eval.bench.shared_data import run_where_held
from eval.errors import EvalInputError
from index.cli import DONE, Parser, positive
from index.encoder import load_encoder
from index.settings import IndexSettings, settings_of

DEFAULT_OUT = Path(".eval") / "bench"
Table = Mapping[str, Mapping[str, int | float]]


@dataclass(frozen=True, slots=True)
class Goal:
    """A figure that a part of a benchmark must reach."""

    part: str
    measure: str
    least: float


@dataclass(frozen=True, slots=True)
class Result:
    """A benchmark's figures by part, its ablation (configuration -> figures) and what they must reach."""

    name: str
    title: str
    parts: Table
    ablation: Table
    goals: tuple[Goal, ...] = ()
    notes: tuple[str, ...] = ()


_RESULT = TypeAdapter(Result)


def load_result(path: Path) -> Result:
    """A file that `benchmark` wrote. Raises EvalInputError."""
    try:
        return _RESULT.validate_json(path.read_bytes())
    except ValidationError as error:
        raise EvalInputError(f"{path} is no result; write it again: python -m eval.bench.{path.stem}") from error


def table(rows: Table, first: str = "") -> str:
    """Rows of figures in Markdown; a figure that a row lacks is left empty."""
    shown = list(dict.fromkeys(name for row in rows.values() for name in row))
    lines = [f"| {first} | " + " | ".join(shown) + " |", "|---|" + "---:|" * len(shown)]
    for name, row in rows.items():
        lines.append(f"| {name} | " + " | ".join(_number(row.get(measure)) for measure in shown) + " |")
    return "\n".join(lines)


def _number(value: float | None) -> str:
    if value is None:
        return ""
    return f"{value:.3f}" if isinstance(value, float) else str(value)


def goal_rows(result: Result) -> list[str]:
    """`| what | must reach | reached | |` of every goal, in Markdown."""
    rows = []
    for goal in result.goals:
        value = result.parts.get(goal.part, {}).get(goal.measure)
        said = "not measured" if value is None else f"{value:.3f}"
        reached = "yes" if value is not None and value >= goal.least else "**no**"
        rows.append(f"| {result.title}, {goal.part}: {goal.measure} | {goal.least:.2f} | {said} | {reached} |")
    return rows


def report(result: Result) -> str:
    """Everything of a result in Markdown."""
    parts = ["| what | must reach | reached | |\n|---|---|---|---|\n" + "\n".join(goal_rows(result))]
    parts.append(table(result.parts, first="part"))
    if result.ablation:
        parts.append(table(result.ablation, first="fields"))
    return "\n\n".join([*parts, *result.notes])


def benchmark(name: str, doc: str | None, measure: Callable[[CachedEncoder, int | None], Result]) -> int:
    """A benchmark's command line: measure, print and, unless it is a trial, write `<name>.json`. Data that is absent is
    said, and no error."""
    parser = Parser(prog=f"python -m eval.bench.{name}", description=doc)
    parser.add_argument(
        "--limit", type=positive, help="questions asked, or units of the collection; no file is written"
    )
    parser.add_argument("--out", type=Path, default=DEFAULT_OUT, help="folder the figures are written to")
    options = parser.parse_args()

    def action() -> int:
        options.out.mkdir(parents=True, exist_ok=True)
        result = measure(cached_encoder(), options.limit)
        print(report(result))
        if options.limit is None:
            text = json.dumps(asdict(result), ensure_ascii=False, indent=1)
            (options.out / f"{name}.json").write_text(text + "\n", encoding="utf-8")
        return DONE

    return run_where_held(action)


def cached_encoder() -> CachedEncoder:
    """The encoder that the settings name, what it makes kept in the user's cache folder."""
    return CachedEncoder(load_encoder(settings_of(IndexSettings)), user_cache_path("tiaowen") / "bench")
