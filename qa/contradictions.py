"""What in a statement its articles do not bear out, word by word. Pure; `qa.verify` adds the meaning.

Each check gives the words at fault, so that a person sees why a statement was removed.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from index.gloss import Term, english_stems
from index.places import Place
from index.store import ArticleIndex
from index.translate import by_english
from qa.alignment import MARKS, MIN_BLOCK, Aligned, align, clauses
from qa.claims import (
    MARKUP,
    NEGATED,
    NEGATIVE_WORD,
    OBLIGED,
    PERIODS,
    PERMITTED,
    PROHIBITED,
    modals,
    names_zh,
    negatives,
    normal,
    periods_en,
    quoted,
)
from qa.numbers import Number, numbers_zh, numerals
from qa.numbers_en import numbers_en
from qa.schema import Language

VERBATIM = 0.8  # from here on a word that stands where the sentence has a name stands for it
AS_LONG = 2  # and is about as long
RESTATED = 0.6  # of a clause's characters: from here on its negation and modality are compared with the same clause's
MIN_LETTERS = 4
NEGATIVE = frozenset({PROHIBITED, NEGATED})


@dataclass(frozen=True, slots=True)
class Source:
    """A cited article, ready to compare: its sentences, and what is known of it besides (title, region, date, …)."""

    sentences: tuple[str, ...]
    context: str


def source_of(article_id: str, index: ArticleIndex) -> Source:
    """Raises UnknownDocument."""
    article = index.article(article_id)
    document = index.document(article.doc_id)
    known = (document.title, document.issuer, document.region, document.province, document.document_number)
    context = [*known, document.date, article.label, *article.headings]
    sentences = tuple(normal(index.sentences[row].text) for row in index.sentence_rows[article_id])
    return Source(sentences or (normal(article.text),), normal("。".join(str(one) for one in context if one)))


@dataclass(frozen=True, slots=True)
class Lexicon:
    """The names that statements are searched for: places in both languages, and the glossary."""

    places: tuple[Place, ...]
    terms: tuple[Term, ...]

    def chinese_places(self, text: str) -> list[str]:
        return [place.chinese for place in self.places if place.chinese in text]


def contradictions(text: str, language: Language, sources: Sequence[Source], lexicon: Lexicon) -> tuple[str, ...]:
    """The words of a statement that the articles it cites do not hold up; () where all of it stands."""
    found = [f"markup {m[0]}" for m in MARKUP.finditer(text)]
    whole = "。".join([*(s for source in sources for s in source.sentences), *(source.context for source in sources)])
    found += [f"quoted “{words}”" for words in quoted(text) if _letters(words) not in _letters(whole)]
    if len(_letters(text)) < MIN_LETTERS and not numbers_zh(normal(text)):
        found.append("too short")  # 是。No. — a bare yes or no cannot be held against anything
    check = _english if language == "en" else _chinese
    return tuple(dict.fromkeys([*found, *check(text, sources, whole, lexicon)]))


def _letters(text: str) -> str:
    return re.sub(r"\W", "", normal(text)).lower()


def _chinese(text: str, sources: Sequence[Source], whole: str, lexicon: Lexicon) -> Iterator[str]:
    plain = normal(text)
    sentences = [sentence for source in sources for sentence in source.sentences]
    context = "。".join(source.context for source in sources)
    places = lexicon.chinese_places(plain) + lexicon.chinese_places(whole)
    for clause in clauses(plain):
        aligned = align(clause, [*sentences, context])
        yield from _numbers(aligned, context)
        yield from (f"name {name}" for name, _ in names_zh(clause, places) if name not in whole)
        yield from _least(_renamed(one, places) for one in aligned)
        yield from _least(_modality(one) for one in aligned if one.sentence != context)


def _least(faults: Iterator[Iterator[str]]) -> list[str]:
    """The faults beside the sentence that leaves fewest: one that bears the clause out is enough."""
    return min((list(found) for found in faults), key=len, default=[])


def _numbers(aligned: Sequence[Aligned], context: str) -> Iterator[str]:
    counts, names = _held([one.sentence for one in aligned if one.sentence != context], context)
    for number, (start, end) in numbers_zh(aligned[0].clause):
        if not any(number.agrees(other) for other in (names if number.ordinal else counts)):
            yield f"number {aligned[0].clause[start:end]}"


def _held(sentences: Sequence[str], context: str) -> tuple[list[Number], list[Number]]:
    """The numbers that prove a count, and those that prove an ordinal or a date too: an article's own number, its
    document's and its date count nothing."""
    stated = [n for sentence in sentences for n, _ in numbers_zh(sentence)]
    known = [n for n, _ in numbers_zh(context)]
    return [*stated, *(n for n in known if n.unit and not n.ordinal)], [*stated, *known]


def _renamed(aligned: Aligned, places: Sequence[str]) -> Iterator[str]:
    """Names and numbers that stand where the sentence has others."""
    ours, theirs = names_zh(aligned.clause, places), names_zh(aligned.stretch, places)
    counted, printed = numbers_zh(aligned.clause), numbers_zh(aligned.stretch)
    for here, there in aligned.replaced():
        for name, span in ours:
            others = [other for other, place in theirs if _meet(place, there)]
            if _meet(span, here) and others and not any(name in other or other in name for other in others):
                yield f"name {name} for {others[0]}"
        as_long = abs((here[1] - here[0]) - (there[1] - there[0])) <= AS_LONG
        if aligned.coverage >= VERBATIM and as_long and not any(_meet(span, here) for _, span in ours):
            yield from (f"{aligned.clause[slice(*here)]} for name {n}" for n, place in theirs if _meet(place, there))
        for number, span in counted:
            values = [other for other, place in printed if _meet(place, there)]
            if _meet(span, here) and values and not any(number.agrees(other) for other in values):
                yield f"number {aligned.clause[slice(*span)]}"


def _meet(a: tuple[int, int], b: tuple[int, int]) -> bool:
    return a[0] < b[1] and b[0] < a[1]


def _modality(aligned: Aligned) -> Iterator[str]:
    ours = modals(aligned.clause)
    theirs = modals(aligned.restated)
    sentence = modals(aligned.sentence)
    if aligned.coverage < RESTATED:
        yield from (f"{kind} {aligned.clause}" for kind in sorted(ours & {PROHIBITED, PERMITTED} - sentence))
        if NEGATED in ours and not NEGATIVE & sentence:
            yield f"negated {aligned.clause}"
        return
    flipped = negatives(aligned.clause) != negatives(_core(aligned))
    if flipped or bool(ours & NEGATIVE) != bool(theirs & NEGATIVE):
        yield f"negation {aligned.clause}"
    if (PERMITTED in ours) != (PERMITTED in theirs):
        yield f"permission {aligned.clause}"
    if OBLIGED in ours - theirs - sentence:
        yield f"obligation {aligned.clause}"


def _core(aligned: Aligned) -> str:
    """What is restated, from the mark or 的 before the first shared words to the one after the last: without a
    condition that the clause leaves to its neighbour."""
    sentence = aligned.sentence
    matched = SequenceMatcher(None, sentence, aligned.clause, autojunk=False).get_matching_blocks()
    blocks = [block for block in matched if block.size >= MIN_BLOCK]
    start, end = blocks[0].a, blocks[-1].a + blocks[-1].size
    edges = [m.end() for m in re.finditer(rf"[{MARKS}的]", sentence)]
    left = max((edge for edge in edges if edge <= start), default=0)
    right = min((edge for edge in edges if edge >= end), default=len(sentence))
    own = [m for m in re.finditer(rf"[^{MARKS}]*[{MARKS}]?", sentence) if m[0] and m[0] in aligned.restated]
    return "".join(sentence[max(m.start(), left) : min(m.end(), right)] for m in own)


# --- English statements over Chinese articles


def _english(text: str, sources: Sequence[Source], whole: str, lexicon: Lexicon) -> Iterator[str]:
    ours, theirs = modals(text, english=True), modals(whole)
    context = "。".join(source.context for source in sources)
    counts, names = _held([sentence for source in sources for sentence in source.sentences], context)
    items = numerals(whole)  # Item (6): （六）
    for number in numbers_en(text):
        held = counts if not number.ordinal else names if number.unit else [*names, *items]
        if not any(number.agrees(other) for other in held):
            yield f"number {float(number.value):.12g}"
    yield from (f"name {name}" for name in _english_names(text, whole, lexicon))
    yield from (f"period {period}" for period in periods_en(text) if not re.search(PERIODS[period], whole))
    if PROHIBITED in ours and not theirs & NEGATIVE:
        yield "prohibition"
    if NEGATED in ours and not (theirs & NEGATIVE or NEGATIVE_WORD.search(whole)):
        yield "negation"
    if PERMITTED in ours and PERMITTED not in theirs:
        yield "permission"
    if OBLIGED in ours and OBLIGED not in theirs:
        yield "obligation"


def _english_names(text: str, whole: str, lexicon: Lexicon) -> Iterator[str]:
    """Places that the articles do not name, and bodies and offices of the glossary that they do not."""
    for place in lexicon.places:
        if re.search(rf"\b{re.escape(place.english)}\b", text) and place.chinese not in whole:
            yield place.english
    stems = english_stems(text)
    taken = [False] * len(stems)
    meanings = by_english(lexicon.terms)
    for own in sorted(meanings, key=lambda own: -len(own)):
        for at in range(len(stems) - len(own) + 1):
            if tuple(stems[at : at + len(own)]) == own and not any(taken[at : at + len(own)]):
                taken[at : at + len(own)] = [True] * len(own)
                chinese = meanings[own]
                if any(names_zh(one) for one in chinese) and not any(one in whole for one in chinese):
                    yield chinese[0]
