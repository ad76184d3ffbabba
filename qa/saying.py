"""How much of a question a text says, clause by clause. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from index.schema import Span
from qa.asking import ASKING_FORMS

CLAUSE = re.compile(r"[^，。；：！？,;!?]+[，。；：！？,;!?]?")


def words_asked(question: str, words: Sequence[str]) -> list[str]:
    """The content words given, else the question's pairs of characters, asking words left out."""
    return [word for word in words if len(word) > 1] or bigrams(ASKING_FORMS.sub(" ", question))


def bigrams(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text)
    return list(dict.fromkeys(a + b for a, b in pairwise(folded) if a.isalnum() and b.isalnum()))


def words_said(asked: Sequence[str], text: str) -> int:
    """How many of the words asked with the text says."""
    folded = unicodedata.normalize("NFKC", text)
    return sum(word in folded for word in asked)


def around(sentence: str, span: Span, width: int) -> str:
    """The words about a span, `width` characters of either side."""
    return sentence[max(0, span.start - width) : span.end + width]


def clauses_of(sentence: str) -> list[Span]:
    """The clauses of a sentence, without the marks at their ends."""
    return [trimmed(sentence, Span(*match.span())) for match in CLAUSE.finditer(sentence)]


def trimmed(sentence: str, span: Span) -> Span:
    """Without marks and white space at its ends."""
    start, end = span.start, span.end
    while start < end and not (sentence[start].isalnum() or sentence[start] in "“《〈（"):
        start += 1
    while end > start and not (sentence[end - 1].isalnum() or sentence[end - 1] in "”》〉）%％"):
        end -= 1
    return Span(start, end)


def shared(question: str, sentence: str, words: Sequence[str] = ()) -> int:
    """How much of the question a sentence says: characters of its words (of pairs of its characters, asking words left
    out) that stand there."""
    folded = unicodedata.normalize("NFKC", sentence)
    return sum(len(word) for word in words_asked(question, words) if word in folded)
