"""A conversation to take along: its questions and answers with every source as a note. Pure, but for the index."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from qa.schema import Citation, Language
from qa.web.conversation import Engine, Turn
from qa.web.record import Kept
from qa.web.render import Line, Strong, answer_lines
from qa.web.scope import described
from qa.web.texts import TEXTS
from qa.web.transcript import Source, refused, sources, trust

_MARKDOWN = re.compile(r"([\\`*_\[\]<>|~#])")


@dataclass(frozen=True, slots=True)
class Note:
    """A footnote: its number through the whole conversation, the source, and what is quoted."""

    number: int
    source: str
    quotes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Entry:
    """A turn as it is written down: the answer's lines, with the note number of each citation by its own number."""

    question: str
    remark: str
    lines: tuple[Line, ...]
    numbers: dict[int, int]
    notes: tuple[Note, ...]


def entries(kept: Kept, engine: Engine, language: Language) -> Iterator[Entry]:
    """The answered turns, notes numbered through."""
    first = 1
    for turn in kept.turns:
        if turn.answer is None:
            continue
        cited = sources(turn.answer, engine)
        numbers = {source.citation.n: first + i for i, source in enumerate(cited)}
        notes = tuple(_note(numbers[source.citation.n], source, language) for source in cited)
        lines = tuple(answer_lines(turn.answer))
        yield Entry(turn.question.strip(), _remark(turn, engine, language), lines, numbers, notes)
        first += len(cited)


def say(key: str, language: Language) -> str:
    """A text of the interface in one language."""
    return TEXTS[key][0 if language == "zh" else 1]


def _note(number: int, source: Source, language: Language) -> Note:
    citation: Citation = source.citation
    name = f"《{citation.doc_title}》{citation.label}".strip()
    stale = f" [{say('stale', language)}]" if source.stale else ""
    return Note(number, name + stale, tuple(" ".join(quote.text.split()) for quote in citation.quotes))


def _remark(turn: Turn, engine: Engine, language: Language) -> str:
    """One line about the answer: how sure it is, and what it was restricted to; "" where there is nothing to say."""
    verdict = "not_found" if refused(turn.answer) else trust(turn.answer)
    within = described(turn.scope, engine.documents) + [say("in_force", language)] * turn.scope.in_force
    said = [say(verdict, language)] if verdict else []
    return " · ".join(said + ([say("scope_asked", language) + "、".join(within)] if within else []))


def markdown(kept: Kept, engine: Engine, language: Language) -> str:
    """The conversation in Markdown, sources as footnotes `[^n]`; what people and documents wrote stays text."""
    title = kept.title.strip() or say("name", language)
    out, notes = [f"# {_escaped(title)}", ""], []
    for entry in entries(kept, engine, language):
        out += [f"## {_escaped(entry.question)}", ""]
        out += [f"*{_escaped(entry.remark)}*", ""] if entry.remark else []
        for line in entry.lines:
            out += ["".join(_inline(part, entry.numbers) for part in line), ""]
        notes += [f"[^{note.number}]: {_escaped(note.source)}{_quoted(note)}" for note in entry.notes]
    return "\n".join([*out, *notes]).rstrip() + "\n"


def _inline(part: str | Strong | Citation, numbers: dict[int, int]) -> str:
    if isinstance(part, Citation):
        return f"[^{numbers[part.n]}]"
    return f"**{_escaped(part.text)}**" if isinstance(part, Strong) else _escaped(part)


def _quoted(note: Note) -> str:
    return "".join(f" “{_escaped(quote)}”" for quote in note.quotes)


def _escaped(text: str) -> str:
    return _MARKDOWN.sub(r"\\\1", re.sub(r"\s+", " ", text))
