"""Optional benchmark data: tests that need it are skipped where it is absent."""

from __future__ import annotations

from pathlib import Path

import pytest

from eval.bench import shared_data


def shared_file(name: str) -> Path:
    """A file where the benchmarks look for it. Skips the test without it."""
    try:
        return shared_data.shared_file(name)
    except shared_data.DataMissing as missing:
        pytest.skip(str(missing))
