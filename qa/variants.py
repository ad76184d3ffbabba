"""Other ways to write the same question: traditional characters, full-width letters, slips of the keyboard. Pure.

A slip is mended only towards a word of the corpus, and never where what was typed is a word the corpus knows.
"""

from __future__ import annotations

import functools
import re
from collections.abc import Sequence

from opencc import OpenCC
from rapidfuzz.distance import OSA
from rapidfuzz.process import extract

from index.gloss import STOP_WORDS, english_stems, english_words
from index.store import ArticleIndex
from index.vocabulary import MAX_TERM, MIN_SPELLING, Vocabulary, near_sound, sound
from qa.schema import Correction

FULL_WIDTH = {code: code - 0xFEE0 for code in (*range(0xFF10, 0xFF1A), *range(0xFF21, 0xFF3B), *range(0xFF41, 0xFF5B))}
HAN_RUN = re.compile(r"[\u4e00-\u9fff]{2,}")
LATIN_WORD = re.compile(r"[A-Za-z]+")
LONG_WORD = 8  # letters from which two may be wrong
CONTEXT = 2  # characters beside a word that show whether documents print it there
# Characters that are words of their own in any question: no slip of a longer word.
FUNCTION = frozenset(
    "的地得了着过吗呢吧啊是在有和与或及不没要能可会应该谁几多少年月日天次名个位条款项第一二三四五六七八九十百千两"
    "每各他她它我你您们就也都还又再才只最更很对由向给让被把从到为用这那哪么什怎样些如何请问说写做办去来上下前后里外中内"
)


def plain(text: str) -> str:
    """The text with half-width letters and digits and, where a character is no simplified one, simplified."""
    text = text.translate(FULL_WIDTH)
    return _to_simplified().convert(text) if any(_is_traditional(c) for c in text) else text


@functools.cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def _is_traditional(character: str) -> bool:
    """Whether GB 2312, the simplified set, lacks the Chinese character: 乾隆, 著名 are good as they stand."""
    if not "\u4e00" <= character <= "\u9fff":
        return False
    try:
        character.encode("gb2312")
    except UnicodeEncodeError:
        return True
    return False


def mend(text: str, index: ArticleIndex) -> tuple[str, tuple[Correction, ...]]:
    """(the text without slips of key terms, what was taken for what)."""
    text, of_sound = _mend_sounds(text, index)
    text, of_spelling = _mend_spelling(text, index.vocabulary)
    return text, (*of_sound, *of_spelling)


def _mend_sounds(text: str, index: ArticleIndex) -> tuple[str, list[Correction]]:
    found = []
    for run in reversed(list(HAN_RUN.finditer(text))):
        mended, corrections = _mend_run(run[0], index)
        text = text[: run.start()] + mended + text[run.end() :]
        found = corrections + found
    return text, found


def _mend_run(run: str, index: ArticleIndex) -> tuple[str, list[Correction]]:
    """A run of Chinese characters, the longest slips first."""
    owners, cuts = _words(run, index)
    exact, near = sound(run), near_sound(run)
    found: dict[int, Correction] = {}
    for size in range(min(MAX_TERM, len(run)), 1, -1):
        terms = index.vocabulary.by_sound if size == 2 else index.vocabulary.by_near_sound
        for start in range(len(run) - size + 1):
            same = terms.get((exact if size == 2 else near)[start : start + size], ())
            whole = {start, start + size} <= cuts
            meant = same and whole and _meant(run, start, same, owners, index)
            if meant and not any(other < start + size and start < other + len(c.meant) for other, c in found.items()):
                found[start] = Correction(run[start : start + size], meant)
    mended = run
    for start, correction in found.items():
        mended = mended[:start] + correction.meant + mended[start + len(correction.meant) :]
    return mended, [found[start] for start in sorted(found)]


def _words(run: str, index: ArticleIndex) -> tuple[list[str], set[int]]:
    """(of each character, the word it is in; where no word is cut through)."""
    owners: list[str] = []
    cuts = {0}
    for piece in index.segmenter.pieces(run):
        is_word = piece in index.vocabulary.words or index.segmenter.is_word(piece)  # jieba guesses at others
        cuts |= {len(owners) + len(piece)} if is_word else set(range(len(owners), len(owners) + len(piece) + 1))
        owners += [piece] * len(piece) if is_word else list(piece)
    return owners, cuts


def _meant(run: str, start: int, same: Sequence[str], owners: Sequence[str], index: ArticleIndex) -> str:
    """The first of the terms that sound the same for which the characters from `start` on are a slip, or ""."""
    known = index.vocabulary.words
    typed = run[start : start + len(same[0])]
    if typed in known:
        return ""
    for term in same:
        wrong = [i for i, (one, other) in enumerate(zip(typed, term, strict=True)) if one != other]
        words = {owners[start + i] for i in wrong}
        if any(word in FUNCTION or (len(word) > 1 and word in known) for word in words):
            continue
        if _is_alike(typed, term, len(wrong), any(len(word) > 1 for word in words), index.vocabulary):
            return term
        if _is_printed(run, start, term, index):
            return term
    return ""


def _is_alike(typed: str, term: str, wrong: int, is_word: bool, vocabulary: Vocabulary) -> bool:
    """Whether what was typed can be nothing else: long enough, and half of it right where it is a word; of two
    characters, no word, one right, and a term that the corpus's owner named."""
    if len(term) > 2:
        return len(term) - wrong >= (len(term) / 2 if is_word else 1)
    return not is_word and wrong == 1 and term in vocabulary.named


def _is_printed(run: str, start: int, term: str, index: ArticleIndex) -> bool:
    """Whether a document prints the term with the two characters that stand before or after it here."""
    end = start + len(term)
    before, after = run[max(0, start - CONTEXT) : start], run[end : end + CONTEXT]
    printed = [text for text, beside in ((before + term, before), (term + after, after)) if len(beside) == CONTEXT]
    return any(text in document.text for text in printed for document in index.documents)


def _mend_spelling(text: str, vocabulary: Vocabulary) -> tuple[str, list[Correction]]:
    found: list[Correction] = []

    def mended(match: re.Match[str]) -> str:
        meant = "" if _follows_capital(text[: match.start()], match[0]) else spelling(match[0].lower(), vocabulary)
        if not meant:
            return match[0]
        meant = meant.capitalize() if match[0][0].isupper() else meant
        found.append(Correction(match[0], meant))
        return meant

    return LATIN_WORD.sub(mended, text), found


def _follows_capital(before: str, word: str) -> bool:
    """Whether a capital follows a capital, as in Liu Chengming: a person's name is no slip."""
    previous = re.search(r"([A-Z][a-z]*) $", before)
    return bool(previous) and word[0].isupper() and previous[1].lower() not in STOP_WORDS


def spelling(word: str, vocabulary: Vocabulary) -> str:
    """The word of the glossary's English that a misspelling stands for, or "".

    It begins alike and is one edit away, two in a long word (optimal string alignment), a final s apart; none where two
    are as near.
    """
    meant = _spelling(word, vocabulary)
    known = any(stem in vocabulary.stems or stem in english_words() for stem in english_stems(word))
    if not meant and word.endswith("s") and not known:
        singular = _spelling(word[:-1], vocabulary)
        meant = singular and singular + "s"
    return meant


def _spelling(word: str, vocabulary: Vocabulary) -> str:
    if len(word) < MIN_SPELLING or word in STOP_WORDS or set(english_stems(word)) <= vocabulary.stems:
        return ""
    edits = 1 if len(word) < LONG_WORD else 2
    alike = [other for other in vocabulary.spellings if other[0] == word[0]]
    near = extract(word, alike, scorer=OSA.distance, score_cutoff=edits, limit=None)
    if not near or word in english_words() or set(english_stems(word)) <= english_words():
        return ""
    nearest = sorted((other for other, distance, _ in near if distance == near[0][1]), key=lambda other: -len(other))
    return nearest[0] if len({stem for other in nearest for stem in english_stems(other)}) == 1 else ""
