"""`python -m eval.bench.public [--write]`: the tables of docs/benchmarks.md from what the public benchmarks wrote.

`--write` puts them into the page, between its two markers.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from pathlib import Path

from eval.bench.page import PAGE, publish
from eval.bench.results import DEFAULT_OUT, Result, goal_rows, load_result, table
from eval.errors import EvalInputError
from index.cli import DONE, Parser, run

PART = "public benchmarks"
COMMAND = "python -m eval.bench."
ORDER = ("lawbench", "stard", "refusal_statutes", "xquad", "documents")


def page(results: Sequence[Result]) -> str:
    """The goals of all, then the figures of each by part, then what each field is worth."""
    goals = ["| what | must reach | reached | |", "|---|---|---|---|"]
    goals += [row for result in results for row in goal_rows(result)]
    blocks = ["\n".join(goals)]
    for result in results:
        blocks += [f"### {result.title}", f"`{COMMAND}{result.name}`", *result.notes]
        blocks.append(table(result.parts, first="part"))
        if result.ablation:
            blocks.append(table(result.ablation, first="fields"))
    return "\n\n".join(blocks) + "\n"


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    parser = Parser(prog="python -m eval.bench.public", description=__doc__)
    parser.add_argument("folder", type=Path, nargs="?", default=DEFAULT_OUT, help="where the benchmarks wrote")
    parser.add_argument("--write", action="store_true", help=f"write the tables into {PAGE.name}")
    options = parser.parse_args(argv)
    return run(lambda: _page(options.folder, options.write))


def _page(folder: Path, write: bool) -> int:
    paths = [folder / f"{name}.json" for name in ORDER]
    missing = [path for path in paths if not path.exists()]
    if len(missing) == len(paths):
        raise EvalInputError(f"{folder} holds no results. Run one first: {COMMAND}xquad")
    if write and missing:
        raise EvalInputError(
            f"{missing[0]} is missing; the page would lose its tables. Run: {COMMAND}{missing[0].stem}"
        )
    publish(PART, page([load_result(path) for path in paths if path not in missing]), write)
    return DONE


if __name__ == "__main__":
    sys.exit(main())
