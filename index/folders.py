"""Folders that are written whole or not at all: one writer at a time, on the disk before they count."""

from __future__ import annotations

import contextlib
import fcntl
import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path

log = logging.getLogger(__name__)

MAKING_PREFIX = ".making-"


@contextlib.contextmanager
def locked(folder: Path) -> Iterator[None]:
    """One writer of `folder` at a time; another one waits for it. A killed writer leaves no lock behind."""
    handle = os.open(folder, os.O_RDONLY)
    try:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            log.warning("%s: waiting for another process that writes there", folder)
            fcntl.flock(handle, fcntl.LOCK_EX)
        yield
    finally:
        fcntl.flock(handle, fcntl.LOCK_UN)
        os.close(handle)


def make_once(folder: Path, files: Iterable[str], write: Callable[[Path], None]) -> None:
    """`folder` with `files`, written by `write` beside it and renamed: a killed make leaves nothing under that name."""
    files = tuple(files)
    if _holds(folder, files):
        return
    folder.parent.mkdir(parents=True, exist_ok=True)
    with locked(folder.parent):
        if not _holds(folder, files):
            _make(folder, write)


def _holds(folder: Path, files: tuple[str, ...]) -> bool:
    return all((folder / name).exists() for name in files)


def _make(folder: Path, write: Callable[[Path], None]) -> None:
    for left in (*folder.parent.glob(f"{MAKING_PREFIX}*"), folder):
        shutil.rmtree(left, ignore_errors=True)
    making = Path(tempfile.mkdtemp(prefix=MAKING_PREFIX, dir=folder.parent))
    try:
        write(making)
        for path in (making, *making.rglob("*")):  # other users of this machine may read it
            path.chmod(0o755 if path.is_dir() else 0o644)
        flush(making)
        making.rename(folder)
    finally:
        shutil.rmtree(making, ignore_errors=True)


def flush(folder: Path) -> None:
    """Everything in `folder` reaches the disk."""
    for path in (*folder.rglob("*"), folder):
        sync(path)


def sync(path: Path) -> None:
    """A file, or the list of names in a folder, reaches the disk."""
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
