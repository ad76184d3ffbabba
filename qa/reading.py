"""Whether what was found answers: a reader takes the question together with the passages that the evidence stands in.

Vectors of question and passage, made apart, tell what both are about; a near miss is about the same and says another
thing. A cross-encoder (Nogueira & Cho, 2019, arXiv:1901.04085) sees each word of one beside each of the other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Protocol

import numpy as np

from index.store import ArticleIndex
from qa.schema import Evidence, Query
from qa.subject import without_names

PASSAGES = 3  # read for a question
PASSAGE_CHARS = 190  # of whole sentences; one that is longer is cut at MAX_PASSAGE_CHARS
MAX_PASSAGE_CHARS = 260
EVIDENCE = 6  # sentences, the best, whose passages are read
# Answers nothing but when it takes effect. Its odds are those that the question has by its wording alone, whatever is
# read: how the questions that the reader learned from were put is no reason to believe an answer.
NEUTRAL = "本意见自印发之日起施行。"
_OWN_NAME_EN = r"\b(in |at |of |does |do )?(?:{})(?:'s)?\b"
_PLACED = ("in ", "at ", "of ")


class Reader(Protocol):
    def read(self, question: str, passages: Sequence[str]) -> np.ndarray:
        """(passages,) float32: log-odds that each answers the question."""
        ...


class Unread:
    """Where nothing reads: even odds of every passage."""

    def read(self, question: str, passages: Sequence[str]) -> np.ndarray:
        return np.zeros(len(passages), np.float32)


UNREAD = Unread()


def log_odds(query: Query, evidence: Sequence[Evidence], reader: Reader, index: ArticleIndex) -> float:
    """Mean of the passages, above those of one that does not answer; 0 where there is none. (On dev the mean tells more
    than the best one: what answers is seldom said in one place only.)"""
    found = passages(evidence, index)
    if not found:
        return 0.0
    *read, neutral = reader.read(asked(query, index), [*found, NEUTRAL])
    return float(np.mean(read) - neutral)


def asked(query: Query, index: ArticleIndex) -> str:
    """The question without the names of the documents searched, which their passages do not print."""
    named = [index.document(doc_id) for doc_id in query.doc_ids]
    if query.language == "zh":
        return without_names(query.text, named)
    names = "|".join(re.escape(document.region_en) for document in named if document.region_en)
    return " ".join(re.sub(_OWN_NAME_EN.format(names), _without_name_en, query.text).split()) if names else query.text


def _without_name_en(match: re.Match[str]) -> str:
    """in Wenzhou -> nothing; does Wenzhou -> does; Wenzhou's -> the."""
    before = match[1] or "the "
    return "" if before in _PLACED else before


def passages(evidence: Sequence[Evidence], index: ArticleIndex) -> list[str]:
    """The passages that the best sentences stand in, each once, the best sentence's first."""
    found: dict[tuple[str, int], str] = {}
    for one in evidence[:EVIDENCE]:
        text = index.article(one.article_id).text
        for start, end in _windows(one.article_id, index):
            if start <= one.quote.start < end:
                found.setdefault((one.article_id, start), text[start : min(end, start + MAX_PASSAGE_CHARS)])
    return list(found.values())[:PASSAGES]


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
