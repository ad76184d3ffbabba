"""Dataclasses as JSON lines: how an index keeps its records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any


def write_jsonl(path: Path, records: Sequence[Any]) -> None:
    """One record a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(asdict(record), ensure_ascii=False) + "\n" for record in records)


def read_jsonl(path: Path, record: type) -> tuple[Any, ...]:
    """The records of a file that `write_jsonl` wrote."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line)
    return tuple(record(**{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}) for row in rows)
