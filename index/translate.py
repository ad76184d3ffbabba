"""English questions to Chinese words: the glossary first, then CC-CEDICT read backwards over the corpus's words.

Dictionary-based query translation (Pirkola 1998), restricted to words that the documents print.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from index.gloss import NOISE, Term, english_stems

MAX_WORDS = 3  # Chinese words for an English one
MIN_FITNESS = 0.45
LATER_SENSE = 0.8  # weight of a sense that is not the first
FREQUENCY_WEIGHT = 0.15  # of the logarithm of how often the corpus prints the word
_BRACKETS = re.compile(r"\([^)]*\)")


@dataclass(frozen=True, slots=True)
class Translation:
    """Chinese words of the corpus for an English stem, the fittest first."""

    stem: str
    chinese: tuple[str, ...]


def translations_of(frequency: Mapping[str, int], dictionary: Mapping[str, Sequence[str]]) -> tuple[Translation, ...]:
    """The dictionary {word: senses} turned round, for the words {word: count} of a corpus, sorted by stem.

    A word is the fitter for a stem the less else the sense says, the earlier the sense stands and the more often the
    corpus prints the word.
    """
    fitness: dict[str, dict[str, float]] = {}
    for word, count in frequency.items():
        if len(word) < 2:
            continue
        for i, sense in enumerate(dictionary.get(word, ())):
            stems = dict.fromkeys(english_stems(_BRACKETS.sub(" ", NOISE.sub(" ", sense))))
            for stem in stems:
                fit = (1 if i == 0 else LATER_SENSE) * (1 + FREQUENCY_WEIGHT * math.log(count)) / len(stems)
                own = fitness.setdefault(stem, {})
                own[word] = max(own.get(word, 0.0), fit)
    found = []
    for stem, own in sorted(fitness.items()):
        fit_words = sorted((word for word in own if own[word] >= MIN_FITNESS), key=lambda word: (-own[word], word))
        if fit_words:
            found.append(Translation(stem, tuple(fit_words[:MAX_WORDS])))
    return tuple(found)


def by_english(terms: Sequence[Term]) -> dict[tuple[str, ...], list[str]]:
    """{stems of an English term: the Chinese terms that the glossary has for it}."""
    chinese: dict[tuple[str, ...], list[str]] = {}
    for term in terms:
        for english in term.english:
            if stems := tuple(english_stems(english)):
                chinese.setdefault(stems, []).append(term.chinese)
    return chinese


def translate(text: str, terms: Sequence[Term], translations: Sequence[Translation] = ()) -> list[str]:
    """Chinese for an English text: glossary terms (longest match wins), then single words, in reading order.

    Compared by Snowball stems, so `attends the Party standing committee` finds 列席 and 党委常委会.
    """
    chinese = by_english(terms)
    single = {translation.stem: translation.chinese for translation in translations}
    longest = max(map(len, chinese), default=0)
    stems, at, found = english_stems(text), 0, []
    while at < len(stems):
        for size in range(min(longest, len(stems) - at), 0, -1):
            if own := chinese.get(tuple(stems[at : at + size])):
                found.extend(own)
                break
        else:
            size = 1
            found.extend(single.get(stems[at], ()))
        at += size
    return list(dict.fromkeys(found))
