"""How long the stages of an answer took."""

from __future__ import annotations

import time


class Clock:
    """Runs from the moment it is made; `lap` ends a stage."""

    def __init__(self) -> None:
        self._start = self._last = time.perf_counter()
        self._laps: dict[str, float] = {}

    def lap(self, stage: str) -> None:
        now = time.perf_counter()
        self._laps[stage], self._last = (now - self._last) * 1000, now

    def laps_ms(self) -> dict[str, float]:
        """{stage: milliseconds}, and `total`."""
        return self._laps | {"total": (time.perf_counter() - self._start) * 1000}
