"""What a fitted file was fitted for, held against what is served."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path

EMBEDDING_MODEL, READER, CONFIDENCE = "embedding_model", "reader", "confidence"  # keys of a fitted file


def misfit(path: Path, served: Mapping[str, str], so: str) -> str:
    """Why what `path` holds is not for what is served ({key: its value now}), in a line that ends with `so`, what comes
    of it and what mends it; "" where it is, or where the file cannot be read (who loads it says so)."""
    try:
        fitted = json.loads(path.read_text(encoding="utf-8"))
        other = [key for key, value in served.items() if fitted.get(key) != value]
    except (OSError, ValueError, AttributeError):
        return ""
    if not other:
        return ""
    key, name = other[0], fitted.get(other[0])
    what = f"the embedding model {name}" if key == EMBEDDING_MODEL and name else f"another {key.replace('_', ' ')}"
    return f"{path.name} was fitted for {what}, so {so}"
