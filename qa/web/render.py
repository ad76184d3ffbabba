"""Text as HTML: Jinja2 escapes everything, and no other code here writes markup. Highlighting, marks, glosses."""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from index.gloss import Term
from qa.schema import Answer, Citation, Quote
from qa.web.texts import TEXTS

MARK = re.compile(r"(\[\d+\])")
STRONG = re.compile(r"\*\*(?=\S)(.+?)(?<=\S)\*\*")
NO_BREAK_SPACE = "\u00a0"
GLOSSES_SHOWN = 3  # English words for a term

ENVIRONMENT = Environment(
    loader=FileSystemLoader(Path(__file__).parent / "templates"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
ENVIRONMENT.globals["texts"] = TEXTS


@dataclass(frozen=True, slots=True)
class Piece:
    """A run of text, highlighted or not."""

    text: str
    marked: bool


@dataclass(frozen=True, slots=True)
class Word:
    """A run of text and its English, "" where the glossary has none."""

    text: str
    gloss: str = ""


@dataclass(frozen=True, slots=True)
class Strong:
    """A run of text that the answer sets in bold."""

    text: str


Line = list[str | Strong | Citation]


def render(template: str, **values: Any) -> str:
    """The HTML of a template in `templates/`, every value escaped."""
    return ENVIRONMENT.get_template(template).render(**values)


def highlight(text: str, quotes: Sequence[Quote]) -> tuple[Piece, ...]:
    """`text` cut where highlighting starts and stops; overlapping quotes are one run."""
    marked = [False] * len(text)
    for quote in quotes:
        for i in range(max(quote.start, 0), min(quote.end, len(text))):
            marked[i] = True
    runs = groupby(range(len(text)), key=marked.__getitem__)
    return tuple(Piece("".join(text[i] for i in run), flag) for flag, run in runs)


def answer_lines(answer: Answer) -> list[Line]:
    """The answer's lines, each a list of text, bold text and citations; blank lines are left out."""
    citations = {f"[{citation.n}]": citation for citation in answer.citations}
    return [_parts(line, citations) for line in answer.text.splitlines() if line.strip()]


def _parts(line: str, citations: dict[str, Citation]) -> Line:
    """The line cut at its marks, each held to the words before it by a no-break space and at bold."""
    parts: Line = []
    for part in MARK.split(line.replace(" [", f"{NO_BREAK_SPACE}[")):
        if part in citations:
            parts.append(citations[part])
        else:
            plain = STRONG.split(part)  # odd places were between the stars
            parts += [Strong(text) if i % 2 else text for i, text in enumerate(plain) if text]
    return parts


def glossed(text: str, terms: tuple[Term, ...]) -> list[Word]:
    """`text` cut at the glossary's terms, the longest first, each with its English."""
    pattern, english = _glossary(terms)
    if pattern is None:
        return [Word(text)]
    return [Word(part, english.get(part, "")) for part in pattern.split(text) if part]


@functools.lru_cache(maxsize=4)
def _glossary(terms: tuple[Term, ...]) -> tuple[re.Pattern[str] | None, dict[str, str]]:
    english = {term.chinese: "; ".join(term.english[:GLOSSES_SHOWN]) for term in terms}
    longest_first = sorted(english, key=lambda term: (-len(term), term))
    pattern = re.compile(f"({'|'.join(map(re.escape, longest_first))})") if english else None
    return pattern, english
