"""Whether what was found answers: a reader takes the question together with the passages that the evidence stands in.

Vectors of question and passage, made apart, tell what both are about; a near miss is about the same and says another
thing. A cross-encoder (Nogueira & Cho, 2019, arXiv:1901.04085) sees each word of one beside each of the other.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Protocol

import numpy as np

from index.places import short_name
from index.schema import Document
from index.store import ArticleIndex
from qa.reranker import rank_sentences
from qa.schema import EncodedQuery, Evidence, Hit, Query
from qa.subject import without_names

READ = 12  # passages read for a question, those of its best sentences;
LIKELIEST = 5  # those of them that answer likeliest say, in the mean, whether it is answered
PASSAGE_CHARS = 190  # of whole sentences; one that is longer is cut at MAX_PASSAGE_CHARS
MAX_PASSAGE_CHARS = 260
# Of a passage's log-odds in the score of a sentence that stands there, as far as MAX_LOG_ODDS either way; and of the
# probability of an article's best passage, at a temperature, beside the article's share of the best one's score. Chosen
# on the dev part of the gold set, which the reader did not learn from; half or twice as much does about as well.
READ_WEIGHT = 0.6
MAX_LOG_ODDS = 6.0
ARTICLE_WEIGHT, TEMPERATURE = 0.2, 2.0
_OWN_NAME_EN = r"\b(in |at |of |does |do )?(?:{})(?:'s)?\b"
_PLACED = ("in ", "at ", "of ")
_LISTED_EN = r"\b(?:{0})(?:(?:,| and|, and) (?:{0}))+\b"
_LISTED_ZH = r"(?:{0})市?(?:[、，和与跟及]+(?:{0})市?)+(?:[两三四五]?(?:市|地|个?城市))?(?:之间)?(?:对|在|：)?"
_COMPARING_ZH = re.compile(r"^请?(?:比较|对比)(?:一下)?|各自|分别")
_DIFFER_ZH = re.compile(
    r"的?(?:规定|要求|写得|做法)?(?:上|里)?有(?:什么|何|哪些)?(?:不同|区别|异同|差[别异]|不一样)(?:之处)?|"
    r"的?(?:规定|要求)?(?:是否|是不是)?(?:一样|相同|一致)[吗么]?(?=[？?]?$)"
)
_SHORT_NAMES = {"人民代表大会常务委员会": "人大常委会", "常务委员会": "常委会", "人民代表大会": "人大"}
PassageKey = tuple[str, int]  # a passage: its article's id, where it starts there


@dataclass(frozen=True, slots=True)
class Reading:
    """What a reader makes of a question: the log-odds of each passage read, the best sentence's first."""

    of_passage: Mapping[PassageKey, float]

    @property
    def likeliest(self) -> float:
        """Mean of the likeliest passages; 0 where nothing was read. (What answers is seldom said in one place only: on
        dev it tells more beside the likeliest alone than that does by itself.)"""
        best = sorted(self.of_passage.values())[-LIKELIEST:]
        return sum(best) / len(best) if best else 0.0

    @property
    def best(self) -> float:
        """Of the likeliest passage; 0 where nothing was read."""
        return max(self.of_passage.values(), default=0.0)

    @property
    def first(self) -> float:
        """Of the passage that the best sentence stands in; 0 where nothing was read."""
        return next(iter(self.of_passage.values()), 0.0)


NOTHING_READ = Reading({})


class Reader(Protocol):
    def read(self, question: str, passages: Sequence[str]) -> np.ndarray:
        """(passages,) float32: log-odds that each answers the question."""
        ...


class Unread:
    """Where nothing reads: even odds of every passage."""

    def read(self, question: str, passages: Sequence[str]) -> np.ndarray:
        return np.zeros(len(passages), np.float32)


UNREAD = Unread()


def rank_and_read(
    query: Query,
    encoded: EncodedQuery,
    hits: Sequence[Hit],
    index: ArticleIndex,
    reader: Reader,
    most: int = READ,
) -> tuple[list[Evidence], Reading]:
    """(the sentences that bear on the question, best first, what was read weighed in; what the reader makes of the
    passages that they stand in, `most` of them: nothing where it is known already whether the documents answer)."""
    ranked = rank_sentences(query, encoded, hits, index)
    if query.is_decided:
        return ranked, NOTHING_READ
    reading = read(query, ranked, reader, index, most)
    return reread(ranked, reading, index), reading


def read(query: Query, evidence: Sequence[Evidence], reader: Reader, index: ArticleIndex, most: int = READ) -> Reading:
    """What the reader makes of the passages that the best sentences stand in, `most` of them."""
    found = passages(evidence, index, most)
    if not found:
        return NOTHING_READ
    odds = reader.read(_as_printed(asked(query, index), found.values()), list(found.values()))
    return Reading(dict(zip(found, odds.tolist(), strict=True)))


def _as_printed(question: str, read: Iterable[str]) -> str:
    """党委常务委员会 -> 党委常委会 where what is read prints only the short name."""
    printed = "\n".join(read)
    for whole, short in _SHORT_NAMES.items():
        if whole not in printed and short in printed:
            question = question.replace(whole, short)
    return question


def reread(evidence: Sequence[Evidence], reading: Reading, index: ArticleIndex) -> list[Evidence]:
    """The evidence best first, what was made of their passages weighed in; one that was not read counts as the worst
    that was."""
    if not reading.of_passage:
        return list(evidence)
    worst = min(reading.of_passage.values())
    odds = [reading.of_passage.get(_passage_of(found, index), worst) for found in evidence]
    moved = [
        replace(found, score=found.score + READ_WEIGHT * max(-MAX_LOG_ODDS, min(MAX_LOG_ODDS, own)))
        for found, own in zip(evidence, odds, strict=True)
    ]
    return sorted(moved, key=lambda found: (-found.score, found.article_id, found.quote.start))


def reordered(hits: Sequence[Hit], reading: Reading) -> list[Hit]:
    """The articles best first, what was made of their passages weighed in; as they are where nothing was read."""
    if not reading.of_passage:
        return list(hits)
    best: dict[str, float] = {}
    for (article_id, _), odds in reading.of_passage.items():
        best[article_id] = max(odds, best.get(article_id, odds))
    top = max(hit.score for hit in hits)
    scores = {hit.article_id: hit.score / top for hit in hits}
    for article_id, odds in best.items():
        scores[article_id] += ARTICLE_WEIGHT / (1 + math.exp(-odds / TEMPERATURE))
    return sorted(hits, key=lambda hit: -scores[hit.article_id])


def asked(query: Query, index: ArticleIndex) -> str:
    """The question without the names of the documents searched, which their passages do not print; of a comparison
    what is asked of each, as no passage says what differs."""
    named = [index.document(doc_id) for doc_id in query.compared or query.doc_ids]
    if query.language == "zh":
        text = _of_each(query.text, named, query.unheld) if query.compared else query.text
        return without_names(text, named)
    names = "|".join(re.escape(document.region_en) for document in named if document.region_en)
    if not names:
        return query.text
    listed = "|".join([names, *map(re.escape, query.unheld)])
    text = re.sub(_LISTED_EN.format(listed), "the cities", query.text) if query.compared else query.text
    return " ".join(re.sub(_OWN_NAME_EN.format(names), _without_name_en, text).split())


def _of_each(text: str, named: Sequence[Document], others: Sequence[str]) -> str:
    """温州、广州两市列席的人有什么不同 -> 各地列席的人怎么规定; `others`: places named that no document covers."""
    held = [name for document in named if (name := short_name(document.region))]
    names = "|".join(map(re.escape, [*held, *others]))
    listed = re.sub(_LISTED_ZH.format(names), "各地", text) if names else text
    return _DIFFER_ZH.sub("怎么规定", _COMPARING_ZH.sub("", listed))


def _without_name_en(match: re.Match[str]) -> str:
    """in Wenzhou -> nothing; does Wenzhou -> does; Wenzhou's -> the."""
    before = match[1] or "the "
    return "" if before in _PLACED else before


def passages(evidence: Sequence[Evidence], index: ArticleIndex, most: int = READ) -> dict[PassageKey, str]:
    """{passage: its text} of those that the best sentences stand in, `most` passages, the best sentence's first."""
    found: dict[PassageKey, str] = {}
    for one in evidence:
        if len(found) == most:
            break
        start, end = _window_of(one, index)
        found.setdefault((one.article_id, start), _passage(one.article_id, start, end, index))
    return found


def _passage_of(found: Evidence, index: ArticleIndex) -> PassageKey:
    return found.article_id, _window_of(found, index)[0]


def _window_of(found: Evidence, index: ArticleIndex) -> tuple[int, int]:
    """[start, end) of the passage that a sentence stands in."""
    return next(own for own in _windows(found.article_id, index) if own[0] <= found.quote.start < own[1])


def cut_passages(article_id: str, index: ArticleIndex) -> list[str]:
    """All passages of an article."""
    return [_passage(article_id, start, end, index) for start, end in _windows(article_id, index)]


def _passage(article_id: str, start: int, end: int, index: ArticleIndex) -> str:
    return index.article(article_id).text[start : min(end, start + MAX_PASSAGE_CHARS)]


def _windows(article_id: str, index: ArticleIndex) -> list[tuple[int, int]]:
    """[start, end) of the passages of an article: runs of whole sentences."""
    windows: list[tuple[int, int]] = []
    for row in index.sentence_rows[article_id]:
        sentence = index.sentences[row]
        if windows and sentence.end - windows[-1][0] <= PASSAGE_CHARS:
            windows[-1] = (windows[-1][0], sentence.end)
        else:
            windows.append((sentence.start, sentence.end))
    return windows
