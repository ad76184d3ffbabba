"""What an index knows by name: its words, how they sound, and how the English of its glossary is spelled. A question's
slips are mended towards these and nothing else."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from pypinyin.pinyin_dict import pinyin_dict

from index.gloss import STOP_WORDS, Term, english_stems
from index.lexical import Segmenter
from index.places import Place, short_name
from index.schema import Document
from index.synonyms import Synonym

MIN_ARTICLES = 3  # articles that print a word before a slip is mended towards it
MIN_SPELLING = 5  # letters of an English word that a misspelling may stand for
MAX_TERM = 8  # characters of a Chinese one
HAN_WORD = re.compile(r"[\u4e00-\u9fff]{2,}")
Sound = tuple[str, ...]
LATIN_WORD = re.compile(r"[a-z]+")
# What people who grew up with southern Mandarin type alike: zh/z, ch/c, sh/s, ing/in, eng/en, ang/an.
_NEAR = ((re.compile(r"^([zcs])h"), r"\1"), (re.compile(r"(?<=[aei])ng$"), "n"))


@dataclass(frozen=True)
class Vocabulary:
    """What the corpus knows.

    named: Chinese terms of the glossary, and the documents' regions; words: Chinese words of two characters and more
    that documents, glossary, synonyms and places hold; by_sound: {toneless syllables: key terms of two characters};
    by_near_sound: the same of three to eight, near syllables counted equal; stems: English stems known; spellings:
    English words that key terms are written with.
    """

    named: frozenset[str]
    words: frozenset[str]
    by_sound: Mapping[Sound, tuple[str, ...]]
    by_near_sound: Mapping[Sound, tuple[str, ...]]
    stems: frozenset[str]
    spellings: tuple[str, ...]


def vocabulary_of(
    documents: Sequence[Document],
    terms: Sequence[Term],
    synonyms: Sequence[Synonym],
    places: Sequence[Place],
    segmenter: Segmenter,
    articles_with: Mapping[str, int],
    stems: Iterable[str],
) -> Vocabulary:
    """The vocabulary of an index whose articles hold these words, {word: articles with it}, and these English stems."""
    counts = {word: count for word, count in articles_with.items() if HAN_WORD.fullmatch(word)}
    named = {term.chinese for term in terms} | {short_name(document.region) for document in documents}
    key = named | {word for document in documents for word in segmenter.words(document.title)}
    key |= {word for word, count in counts.items() if count >= MIN_ARTICLES}
    key = {word for word in key if HAN_WORD.fullmatch(word) and len(word) <= MAX_TERM}
    said = {word for synonym in synonyms for word in (*synonym.said, *synonym.printed)}
    english = _english_words(documents, terms, places)
    return Vocabulary(
        frozenset(named),
        frozenset(counts.keys() | key | said | {place.chinese for place in places}),
        _grouped({word for word in key if len(word) == 2}, sound),
        _grouped({word for word in key if len(word) > 2}, near_sound),
        frozenset(stems) | frozenset(english_stems(" ".join(english))),
        tuple(sorted(word for word in english if len(word) >= MIN_SPELLING and word not in STOP_WORDS)),
    )


def _english_words(documents: Sequence[Document], terms: Sequence[Term], places: Sequence[Place]) -> set[str]:
    """Words of the glossary's English, of the documents' English titles and regions, and of the places."""
    texts = [english for term in terms for english in term.english]
    texts += [text for document in documents for text in (document.title_en, document.region_en)]
    texts += [place.english for place in places]
    return {word for text in texts for word in LATIN_WORD.findall(text.lower())}


def _grouped(words: set[str], sound_of: Callable[[str], Sound]) -> dict[Sound, tuple[str, ...]]:
    groups: dict[Sound, list[str]] = {}
    for word in sorted(words):
        groups.setdefault(sound_of(word), []).append(word)
    return {key: tuple(group) for key, group in groups.items()}


def sound(text: str) -> Sound:
    """The commonest reading of each character, without tone; what has none stands for itself."""
    return tuple(map(_syllable, text))


def near_sound(text: str) -> Sound:
    """`sound`, with syllables that are often taken for each other written alike."""
    return tuple(map(_near_syllable, text))


@functools.cache
def _syllable(character: str) -> str:
    readings = pinyin_dict.get(ord(character), character).split(",")
    return "".join(c for c in unicodedata.normalize("NFD", readings[0]) if not unicodedata.combining(c))


@functools.cache
def _near_syllable(character: str) -> str:
    syllable = _syllable(character)
    for pattern, near in _NEAR:
        syllable = pattern.sub(near, syllable)
    return syllable
