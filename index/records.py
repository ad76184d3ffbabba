"""Dataclasses as JSON lines: how an index keeps its records."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.gloss import Term
from index.places import Place
from index.schema import Article, Document, Sentence
from index.synonyms import Synonym
from index.translate import Translation

RECORDS = {  # file name, and attribute of an index -> what its lines hold
    "documents": Document,
    "articles": Article,
    "sentences": Sentence,
    "terms": Term,
    "synonyms": Synonym,
    "places": Place,
    "translations": Translation,
}


def write_jsonl(path: Path, records: Sequence[Any]) -> None:
    """One record a line."""
    with path.open("w", encoding="utf-8", newline="\n") as file:
        file.writelines(json.dumps(asdict(record), ensure_ascii=False) + "\n" for record in records)


def read_jsonl(path: Path, record: type) -> tuple[Any, ...]:
    """The records of a file that `write_jsonl` wrote."""
    rows = (json.loads(line) for line in path.read_text(encoding="utf-8").split("\n") if line)
    return tuple(record(**{key: tuple(v) if isinstance(v, list) else v for key, v in row.items()}) for row in rows)
