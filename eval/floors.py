"""Bounds that scores must keep, from a TOML file or the command line, and which of them a run breaks."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from pydantic import ConfigDict, TypeAdapter, ValidationError

from eval.cases import Case
from eval.errors import EvalInputError
from eval.metrics import METRICS, summarise
from eval.run import Row


@dataclass(frozen=True, slots=True)
class Floor:
    """`metric` must be `at_least` or `at_most` a value, over the cases of `split`, `lang` and `type` (empty: any)."""

    __pydantic_config__ = ConfigDict(extra="forbid")

    metric: str
    at_least: float | None = None
    at_most: float | None = None
    split: str = ""
    lang: str = ""
    type: str = ""

    def covers(self, case: Case) -> bool:
        """Whether this floor speaks of `case`."""
        return all(getattr(self, name) in ("", getattr(case, name)) for name in ("split", "lang", "type"))

    def holds(self, value: float | None) -> bool:
        """Whether `value` keeps the bound; no value does not."""
        if value is None:
            return False
        return (self.at_least is None or value >= self.at_least) and (self.at_most is None or value <= self.at_most)

    @property
    def scope(self) -> str:
        """The split, language and type it names; empty for all cases."""
        return " ".join(filter(None, (self.split, self.lang, self.type)))

    def __str__(self) -> str:
        bounds = [f"at least {self.at_least:g}"] if self.at_least is not None else []
        bounds += [f"at most {self.at_most:g}"] if self.at_most is not None else []
        return f"{self.metric} ({self.scope or 'all cases'}) must be {' and '.join(bounds)}"


@dataclass(frozen=True, slots=True)
class Check:
    """A floor, and what a run measured for it over `cases` cases."""

    floor: Floor
    value: float | None
    cases: int

    @property
    def passed(self) -> bool:
        """Whether the floor holds."""
        return self.floor.holds(self.value)

    def __str__(self) -> str:
        measured = f"is {self.value:.4f} (n={self.cases})" if self.value is not None else "has no case in this run"
        return f"{self.floor}: {measured}"


_FLOORS = TypeAdapter(tuple[Floor, ...])


def load_floors(path: Path) -> tuple[Floor, ...]:
    """The `[[floor]]` tables of a TOML file; raises EvalInputError naming what is wrong where."""
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
        floors = _FLOORS.validate_python(tables.get("floor", []))
    except OSError as error:
        raise EvalInputError(f"{path} cannot be read ({error.strerror}); name a floors file that exists") from error
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part + 1) if isinstance(part, int) else part for part in first["loc"])
        raise EvalInputError(f"{path}, [[floor]] {where}: {first['msg']} (got {first['input']!r:.60})") from error
    except ValueError as error:  # not UTF-8, not TOML
        raise EvalInputError(f"{path} is not a TOML file ({error}); write [[floor]] tables") from error
    for number, floor in enumerate(floors, start=1):
        _require_usable(floor, f"{path}, [[floor]] number {number}")
    if not floors:
        raise EvalInputError(f"{path} holds no [[floor]]; write at least one")
    return floors


def parse_bound(argument: str, option: str) -> Floor:
    """`NAME=VALUE` of `--min` (a floor) or `--max` (a ceiling), over all cases; raises EvalInputError."""
    name, _, value = argument.partition("=")
    try:
        bound = float(value)
    except ValueError as error:
        raise EvalInputError(f"{option} {argument}: write NAME=VALUE, for example recall@5=0.98") from error
    floor = Floor(name, at_least=bound) if option == "--min" else Floor(name, at_most=bound)
    _require_usable(floor, f"{option} {argument}")
    return floor


def check(floors: Iterable[Floor], rows: Sequence[Row]) -> tuple[Check, ...]:
    """Each floor against the rows it covers, in order."""
    return tuple(_check(floor, [row for row in rows if floor.covers(row.case)]) for floor in floors)


def _check(floor: Floor, rows: Sequence[Row]) -> Check:
    summary = summarise([row.scored for row in rows])
    return Check(floor, summary[floor.metric], summary["n"][floor.metric])


def _require_usable(floor: Floor, where: str) -> None:
    if floor.metric not in METRICS:
        raise EvalInputError(f"{where}: no score is called {floor.metric!r}; choose from {', '.join(METRICS)}")
    bounds = [bound for bound in (floor.at_least, floor.at_most) if bound is not None]
    if not bounds or not all(0 <= bound <= 1 for bound in bounds):
        raise EvalInputError(f"{where}: give at_least or at_most, a number from 0 to 1")
