"""The manifest of an index: what made it, what it holds, the checksum of every file."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path
from typing import Any

from index.errors import IndexCorrupt, IndexMissing
from index.schema import Article

FORMAT = 6  # raise when the files, the split or the text that is embedded change
MANIFEST = "manifest.json"
BUILD_COMMAND = "Run: python -m index build"
FIELDS = {"format": int, "model": dict, "corpus_hash": str, "counts": dict, "files": dict}  # what a reader relies on
LIBRARIES = ("faiss-cpu", "bm25s", "jieba", "sentence-transformers", "torch", "openvino")


def corpus_hash(articles: Iterable[Article]) -> str:
    """One digest of every article's id and content, in order."""
    digest = hashlib.sha256()
    for article in articles:
        digest.update(f"{article.id}\x1f{article.content_hash}\n".encode())
    return digest.hexdigest()[:32]


def make_manifest(model: dict[str, Any], articles: tuple[Article, ...], counts: dict[str, int]) -> dict[str, Any]:
    return {
        "format": FORMAT,
        "built_at": datetime.now(UTC).isoformat(timespec="seconds"),
        "model": model,
        "libraries": {name: version(name) for name in LIBRARIES},
        "corpus_hash": corpus_hash(articles),
        "counts": counts,
    }


def write_manifest(folder: Path, manifest: dict[str, Any]) -> None:
    """Add the checksum of every file in `folder` and write the manifest last."""
    files = {str(path.relative_to(folder)): _sha256(path) for path in sorted(folder.rglob("*")) if path.is_file()}
    text = json.dumps(manifest | {"files": files}, ensure_ascii=False, indent=1)
    (folder / MANIFEST).write_text(text, encoding="utf-8")


def read_manifest(folder: Path) -> dict[str, Any]:
    try:
        manifest = json.loads((folder / MANIFEST).read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise IndexMissing(f"No index in {folder} ({MANIFEST} is missing). {BUILD_COMMAND}") from error
    except (OSError, ValueError) as error:
        raise IndexCorrupt(f"{folder / MANIFEST} cannot be read ({error}). {BUILD_COMMAND}") from error
    held = manifest if isinstance(manifest, dict) else {}
    lacking = [name for name, kind in FIELDS.items() if not isinstance(held.get(name), kind)]
    if lacking:
        raise IndexCorrupt(f"{folder / MANIFEST} lacks {', '.join(lacking)}. {BUILD_COMMAND}")
    return manifest


def check_files(folder: Path, manifest: dict[str, Any]) -> None:
    """Raises IndexCorrupt naming the first file that is missing or changed."""
    for name, digest in manifest["files"].items():
        path = folder / name
        try:
            found = _sha256(path)
        except FileNotFoundError as error:
            raise IndexCorrupt(f"Index file {path} is missing. {BUILD_COMMAND}") from error
        except OSError as error:
            raise IndexCorrupt(f"Index file {path} cannot be read ({error.strerror}). {BUILD_COMMAND}") from error
        if found != digest:
            raise IndexCorrupt(f"Index file {path} is damaged (its checksum is not the manifest's). {BUILD_COMMAND}")


def _sha256(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
