"""What people say, and the words that documents print for it: a table the corpus's owner edits."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from index.errors import CorpusError

SYNONYMS_FILE = "synonyms.tsv"


@dataclass(frozen=True, slots=True)
class Synonym:
    """Wordings people use, and those that documents print."""

    said: tuple[str, ...]
    printed: tuple[str, ...]


def read_synonyms(path: Path) -> tuple[Synonym, ...]:
    """Lines of a tab-separated file `said; said<TAB>printed; printed<TAB>note`; () when there is no such file.

    Raises CorpusError naming the line that lacks a side.
    """
    return tuple(Synonym(said, printed) for said, printed, _ in read_table(path, "said; said", "printed; printed"))


def read_table(path: Path, left: str, right: str) -> list[tuple[tuple[str, ...], tuple[str, ...], str]]:
    """Rows (left terms, right terms, note) of a corpus table whose first line is its header."""
    if not path.exists():
        return []
    try:
        lines = path.read_text(encoding="utf-8-sig").splitlines()
    except UnicodeDecodeError as error:
        raise CorpusError(f"{path} is not UTF-8 (byte {error.start}). Save it as UTF-8") from error
    rows = []
    for number, cells in enumerate((line.split("\t") for line in lines), 1):
        if number == 1 or not any(cell.strip() for cell in cells):
            continue
        sides = [tuple(term.strip() for term in cell.split(";") if term.strip()) for cell in (*cells, "", "")[:2]]
        if not all(sides):
            raise CorpusError(f"{path}, line {number}: a side is empty. Write: {left}<TAB>{right}<TAB>note")
        rows.append((sides[0], sides[1], cells[2].strip() if len(cells) > 2 else ""))
    return rows


def expand(text: str, synonyms: Iterable[Synonym]) -> str:
    """The printed words for everything said in `text`, one space between them; none that the text has already."""
    printed = (
        word
        for synonym in synonyms
        if any(said in text for said in synonym.said)
        for word in synonym.printed
        if word not in text
    )
    return " ".join(dict.fromkeys(printed))
