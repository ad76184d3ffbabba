"""Article -> Sentences: the smallest span that is quoted. Pure; offsets are exact."""

from __future__ import annotations

import re

from index.schema import Article, Sentence

MAX_SENTENCE_CHARS = 120  # a longer sentence is cut at its semicolons
MIN_CLAUSE_CHARS = 12  # and no piece gets shorter than this

_CLOSERS = {"”": "“", "』": "『", "」": "「", "）": "（", "》": "《", "〉": "〈", "】": "【", ")": "("}
_OPENERS = set(_CLOSERS.values())
_ASIDES = tuple("》〉）)】")  # a sentence goes on after what these close, unless it is all inside
_CONTINUES = tuple("，、；：的")  # after ”, these go on with the sentence around the quotation


def split_sentences(article: Article) -> list[Sentence]:
    """The article's sentences in order: cut at 。！？ and line ends, outside quotes, brackets and titles.

    The printed label stays outside the first sentence. `article.text[s.start:s.end] == s.text`.
    """
    sentences = []
    for start, end in _spans(article.text, _label_end(article)):
        piece = article.text[start:end]
        text = piece.strip()
        if any(c.isalnum() for c in text):
            start += piece.index(text)
            sentences.append(Sentence(article.id, start, start + len(text), text))
    return sentences


def _label_end(article: Article) -> int:
    """Where the text begins after the printed label (`（二）`, `５．`, `第十四条　`)."""
    bold = len(article.text) - len(article.text.lstrip("*"))
    for start in range(len(article.label)):
        printed = article.label[start:]
        if article.text.startswith(printed, bold) and len(article.text) > bold + len(printed):
            rest = article.text[bold + len(printed) :]
            return len(article.text) - len(rest.lstrip("*：: "))
    return 0


def _spans(text: str, start: int) -> list[tuple[int, int]]:
    spans = []
    for line in re.finditer(r"[^\n]+", text[start:]):
        first, last = start + line.start(), start + line.end()
        for a, b in _cut(text, first, last, "。！？!?"):
            spans += [(a, b)] if b - a <= MAX_SENTENCE_CHARS else _merge(_cut(text, a, b, "；;"))
    return spans


def _cut(text: str, start: int, end: int, marks: str) -> list[tuple[int, int]]:
    """Spans of [start, end) that end with one of `marks` (and what closes after it) where nothing is open."""
    spans, depth, first, i = [], 0, start, start
    balanced = _is_balanced(text[start:end])
    while i < end:
        depth += (text[i] in _OPENERS) - (text[i] in _CLOSERS)
        i += 1
        if text[i - 1] not in marks:
            continue
        while i < end and (text[i] in marks or text[i] in _CLOSERS):
            depth -= text[i] in _CLOSERS
            i += 1
        aside = text[i - 1] in _ASIDES and text[first] not in _OPENERS
        if not (balanced and (depth or aside)) and text[i : i + 1] not in _CONTINUES:
            spans.append((first, i))
            first = i
    return [*spans, (first, end)] if first < end else spans


def _is_balanced(text: str) -> bool:
    return all(text.count(opener) == text.count(closer) for closer, opener in _CLOSERS.items())


def _merge(spans: list[tuple[int, int]]) -> list[tuple[int, int]]:
    """Join pieces that are too short to be read alone to their neighbour."""
    merged = spans[:1]
    for start, end in spans[1:]:
        if min(end - start, merged[-1][1] - merged[-1][0]) < MIN_CLAUSE_CHARS:
            merged[-1] = (merged[-1][0], end)
        else:
            merged.append((start, end))
    return merged
