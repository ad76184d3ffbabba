"""`python -m qa.web.suggested`: asks an index its own suggestions, once, and keeps those it answers beside it.

What is kept names the index and the code that answered; another index or other code is asked anew.
"""

from __future__ import annotations

import hashlib
import json
import logging
import sys
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from pathlib import Path
from typing import Any

from index.cli import DONE, Parser, run
from index.manifest import read_manifest
from index.store import current_folder
from qa.settings import ROOT, load_settings
from qa.web.suggestions import Suggestion, Suggestions

log = logging.getLogger(__name__)

FILE = "suggestions.json"
# The code whose answers they are, and what was learned for it.
ANSWERED_BY = (
    "index/*.py", "index/*.json", "index/*.npy", "index/*.npz", "qa/*.py", "qa/*.json", "qa/*.npz",
    "qa/web/question_forms.py", "qa/web/suggestions.py",
)  # fmt: skip


def answered_by(manifest: Mapping[str, Any]) -> str:
    """One digest of an index and of the code that answers."""
    digest = hashlib.sha256(json.dumps(manifest, sort_keys=True).encode())
    for path in sorted(path for pattern in ANSWERED_BY for path in ROOT.glob(pattern)):
        digest.update(path.read_bytes())
    return digest.hexdigest()


def kept(index_dir: Path, manifest: Mapping[str, Any]) -> tuple[Suggestion, ...] | None:
    """The suggestions that were kept for this index and this code; None where there are none."""
    try:
        written = json.loads((index_dir / FILE).read_text(encoding="utf-8"))
        good = written["answered_by"] == answered_by(manifest)
        return tuple(Suggestion(**suggestion) for suggestion in written["suggestions"]) if good else None
    except (OSError, ValueError, KeyError, TypeError):
        return None


def keep(index_dir: Path, manifest: Mapping[str, Any], suggestions: Iterable[Suggestion]) -> None:
    """Write them beside the index; a folder that cannot be written to costs the next start a check, no more."""
    written = {"answered_by": answered_by(manifest), "suggestions": [asdict(suggestion) for suggestion in suggestions]}
    new = index_dir / f"{FILE}.new"
    try:
        new.write_text(json.dumps(written, ensure_ascii=False, indent=1), encoding="utf-8")
        new.replace(index_dir / FILE)
    except OSError as error:
        log.warning("Suggestions are not kept: %s cannot be written (%s)", new, error.strerror)


def main(argv: list[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    return run(lambda: _run(argv))


def _run(argv: list[str] | None) -> int:
    parser = Parser(prog="python -m qa.web.suggested", description="Find the questions that the chat suggests.")
    parser.add_argument("--index", metavar="DIR", help="folder of the index")
    settings = load_settings(index_dir=parser.parse_args(argv).index)
    found = kept(settings.index_dir, read_manifest(current_folder(settings.index_dir)))
    if found is None:
        from qa.engine import Tiaowen  # takes seconds: only for an index that was not asked yet

        engine = Tiaowen.load(settings)
        suggestions = Suggestions(engine)
        suggestions.prepare()
        found = suggestions.all()
        keep(settings.index_dir, engine.manifest, found)
    for suggestion in found:
        print(suggestion.language, suggestion.article_id, suggestion.question, sep="\t")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
