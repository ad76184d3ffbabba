"""Corpus files -> Documents: one file a format, the same Document from all."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from pathlib import Path

from index.errors import CorpusError
from index.gloss import GLOSSARY_FILE
from index.readers.text import read_text
from index.schema import Document
from index.synonyms import SYNONYMS_FILE

log = logging.getLogger(__name__)

READERS: dict[str, Callable[[Path], Document]] = {".md": read_text, ".markdown": read_text, ".txt": read_text}
NO_DOCUMENTS = ("readme.md", GLOSSARY_FILE, SYNONYMS_FILE)
_ID = re.compile(r"[a-z0-9][a-z0-9_-]*")


def read_corpus(folder: Path) -> list[Document]:
    """Every document directly in the folder, by file name. Raises CorpusError in one line that says how to mend it.

    README.md and files whose name starts with `_` or `.` are skipped.
    """
    documents = [read_document(path) for path in corpus_files(folder)]
    seen: dict[str, str] = {}
    for document in documents:
        if document.id in seen:
            raise CorpusError(
                f"{folder}: {seen[document.id]} and {document.path} both have the id '{document.id}'. "
                "Give one of them another `id:` in its front matter."
            )
        seen[document.id] = document.path
    return documents


def read_document(path: Path) -> Document:
    """The document in one file, read by its suffix. Raises CorpusError."""
    reader = READERS.get(path.suffix.lower())
    if reader is None:
        raise CorpusError(f"{path}: no reader for '{path.suffix}'. Convert it to one of: {', '.join(READERS)}")
    document = reader(path)
    if not _ID.fullmatch(document.id):
        raise CorpusError(
            f"{path}: the id '{document.id}' is not usable. Set `id:` in its front matter to lower-case letters, "
            "digits, - and _, starting with a letter or digit."
        )
    if not document.text:
        raise CorpusError(f"{path} holds no text. Fill it in, or rename it to start with '_' to leave it out.")
    return document


def corpus_files(folder: Path) -> list[Path]:
    """The files of a corpus folder that a reader takes, by name; those that none takes are logged.

    Raises CorpusError when there are none.
    """
    try:
        names = sorted(folder.iterdir())
    except FileNotFoundError as error:
        raise CorpusError(f"Corpus folder {folder} does not exist. Create it, or name another: --corpus DIR") from error
    except NotADirectoryError as error:
        raise CorpusError(f"Corpus folder {folder} is a file. Name the folder it lies in: --corpus DIR") from error
    except OSError as error:
        raise CorpusError(
            f"Corpus folder {folder} cannot be read ({error.strerror}). Check its permissions."
        ) from error
    visible = [path for path in names if _is_document(path)]
    files = [path for path in visible if path.suffix.lower() in READERS]
    if left := [path.name for path in visible if path not in files]:
        log.warning(
            "%s: left out, no reader for: %s. Convert to one of: %s", folder, ", ".join(left), ", ".join(READERS)
        )
    if not files:
        raise CorpusError(f"Corpus folder {folder} holds no documents. Put {' or '.join(READERS)} files in it.")
    return files


def _is_document(path: Path) -> bool:
    return path.is_file() and path.name[0] not in "._" and path.name.lower() not in NO_DOCUMENTS
