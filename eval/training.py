"""The command line of what trains a file that the product ships: the file, and beside it a .json that says how."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from eval.errors import EvalInputError
from index.cli import DONE, Parser, run

Train = Callable[[Path, bool], dict[str, Any]]  # (file to write, whether to hold out) -> how it was made


def training(module: str, described: str, file: Path, train: Train, argv: Sequence[str] | None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    parser = Parser(prog=f"python -m {module}", description=described)
    parser.add_argument("--out", type=Path, default=file, help="file that is written; its .json says how it was made")
    parser.add_argument("--held-out", action="store_true", help="leave the questions out that validate")
    options = parser.parse_args(argv)
    return run(lambda: _train_and_tell(options.out, options.held_out, train))


def _train_and_tell(out: Path, held_out: bool, train: Train) -> int:
    if not out.resolve().parent.is_dir():  # before minutes of training
        raise EvalInputError(f"{out.parent} is no folder. Make it, or name another file")
    made = train(out, held_out)
    out.with_suffix(".json").write_text(json.dumps(made, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    return DONE
