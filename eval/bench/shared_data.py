"""Public benchmark data that lies outside the repository; a benchmark whose data is absent is skipped, saying so."""

from __future__ import annotations

import gzip
import json
import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

from eval.errors import EvalInputError
from index.cli import DONE, run
from index.settings import ROOT

VARIABLE = "SHARED_DATA"


class DataMissing(EvalInputError):
    """The data of a benchmark is not on this machine."""


def run_where_held(action: Callable[[], int]) -> int:
    """`index.cli.run` for a benchmark: that its data is absent is said, and no error."""

    def tried() -> int:
        try:
            return action()
        except DataMissing as error:
            print(error, file=sys.stderr)
            return DONE

    return run(tried)


def shared_file(name: str) -> Path:
    """A file of the data folder: $SHARED_DATA, its `data` or the folder above it; else `shared/data` or `shared`
    beside or above the repository.

    Raises DataMissing.
    """
    named = os.environ.get(VARIABLE)
    if named:
        folders = [Path(named), Path(named) / "data", Path(named).resolve().parent]
    else:
        folders = [path for above in ROOT.parents for path in (above / "shared" / "data", above / "shared")]
    for folder in folders:
        if (folder / name).exists():
            return folder / name
    raise DataMissing(f"skipped: no {name}. Set {VARIABLE} to the folder that holds it")


def read_json(name: str) -> Any:
    """A JSON file of the data folder. Raises DataMissing."""
    return json.loads(shared_file(name).read_text(encoding="utf-8"))


def read_jsonl(name: str) -> list[dict[str, Any]]:
    """A JSON Lines file of the data folder, gzipped or not. Raises DataMissing."""
    path = shared_file(name)
    raw = path.read_bytes()
    text = (gzip.decompress(raw) if path.suffix == ".gz" else raw).decode("utf-8")
    return [json.loads(line) for line in text.split("\n") if line.strip()]
