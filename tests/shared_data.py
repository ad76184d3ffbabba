"""Optional benchmark data: tests that need it are skipped where it is absent."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def shared_file(name: str) -> Path:
    """A file of the data folder: $SHARED_DATA, else `shared` beside the repository. Skips the test without it."""
    folder = Path(os.environ.get("SHARED_DATA") or ROOT.parent / "shared")
    path = folder / name
    if not path.exists():
        pytest.skip(f"needs {path}: set SHARED_DATA to the folder that holds {name}")
    return path
