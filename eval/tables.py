"""Tables for the terminal; plain text where stdout is no terminal."""

from __future__ import annotations

import sys
from collections.abc import Mapping, Sequence
from typing import Any

from rich import box
from rich.console import Console
from rich.table import Table

from eval.metrics import LATENCY_PERCENTILES, METRICS

PLAIN_WIDTH = 200  # columns where no terminal says how many it has


def show(table: Table) -> None:
    """Print `table` to stdout."""
    terminal = sys.stdout.isatty()
    console = Console(file=sys.stdout, width=None if terminal else PLAIN_WIDTH, no_color=not terminal, highlight=False)
    table.box = box.SIMPLE_HEAD if terminal else None
    table.pad_edge = terminal
    console.print(table)


def score_table(scores: Mapping[str, Any]) -> Table:
    """A row a score; a column for all cases and for each language."""
    columns = {"all": scores["all"], **scores["by"]["lang"]}
    table = Table("score", title=None)
    for name in columns:
        table.add_column(name, justify="right")
        table.add_column("n", justify="right", style="dim")
    for metric in METRICS:
        cells = ((number(summary[metric]), str(summary["n"][metric])) for summary in columns.values())
        table.add_row(metric, *(cell for pair in cells for cell in pair))
    for name in LATENCY_PERCENTILES:
        values = ((number(s["latency_ms"][name], 1), str(s["n"]["latency_ms"])) for s in columns.values())
        table.add_row(f"latency_ms {name}", *(cell for pair in values for cell in pair))
    return table


def plain_table(headings: Sequence[str], rows: Sequence[Sequence[str]]) -> Table:
    """A table of texts, the first column to the left and the others to the right."""
    table = Table()
    for place, heading in enumerate(headings):
        table.add_column(heading, justify="left" if place == 0 else "right")
    for row in rows:
        table.add_row(*row)
    return table


def number(value: float | None, digits: int = 3) -> str:
    """`value` to `digits` places; a dash where there is none."""
    return "-" if value is None else f"{value:.{digits}f}"
