"""Questions with passages that answer them and passages that nearly do: what the reader learns from.

A near miss is the passage itself without the sentence, the clause or the words that answer. Of public reading
comprehension: DRCD (Shao et al. 2018, arXiv:1806.00920), dev and test, and CMRC 2018 (Cui et al. 2019), trial. Its dev
part is a benchmark (eval/bench/short_answers.py) and is never read here. Of statutes: STARD's train questions, never
those of its dev part; and eval/statute_questions.py. Of the project's own documents: eval/written_lessons.py.
"""

from __future__ import annotations

import functools
import random
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeVar

from opencc import OpenCC

from eval.bench.ranking import Ranked, order
from eval.bench.shared_data import read_json
from index.store import ArticleIndex

COMPREHENSION = ("DRCD_dev.json", "DRCD_test.json", "cmrc2018_trial.json")
READING, STATUTES, STARD = "reading", "statutes", "stard"  # sources
MIN_QUESTION_CHARS, MIN_PASSAGE_CHARS = 4, 12
MIN_WINDOW_CHARS, WINDOW_CHARS = 60, 190  # of whole sentences; the length aimed at is drawn between them
MAX_WINDOW_CHARS = 250  # where a sentence is longer
MIN_MISS_CHARS = 20  # a near miss with less left says nothing
WITHOUT_SENTENCE, WITHOUT_CLAUSE = 0.35, 0.75  # up to where a draw takes this near miss; beyond, another paragraph
STARD_CANDIDATES, STARD_NEAR = 50, 30  # articles ranked high, and those of them drawn from
STARD_EACH = 2  # passages of a question that answer, and that do not
STARD_CHARS = 260
SENTENCE = re.compile(r"[^。！？；\n]+[。！？；\n]*")
CLAUSE = re.compile(r"[^，,。！？；：、\n]+[，,。！？；：、\n]*")
Characters = tuple[int, int]  # [start, end)


@dataclass(frozen=True, slots=True)
class Lesson:
    """A question, and a passage that answers it or does not; `span` are the characters that do, where they are known.

    Lessons of one `group`, a text or a question of STARD, validate together or train together.
    """

    question: str
    passage: str
    answers: bool
    span: Characters | None
    source: str
    group: str


class Grouped(Protocol):
    """What validates or trains together with the others of its group."""

    @property
    def group(self) -> str: ...


AnyGrouped = TypeVar("AnyGrouped", bound=Grouped)


def split(items: Sequence[AnyGrouped], share: float, draw: random.Random) -> tuple[list[AnyGrouped], list[AnyGrouped]]:
    """(those that train, those that validate: about that share of the groups); no group is in both."""
    groups = sorted({item.group for item in items})
    held = set(draw.sample(groups, int(share * len(groups))))
    return [item for item in items if item.group not in held], [item for item in items if item.group in held]


def sentences(text: str) -> list[Characters]:
    """The sentences of a text, cut at semicolons and line ends too."""
    return [match.span() for match in SENTENCE.finditer(text)]


def window(text: str, draw: random.Random, around: int | None = None) -> tuple[str, int]:
    """(a run of whole sentences, where it starts in the text): a drawn length around a character, or anywhere."""
    spans = sentences(text)
    if not spans:
        return text[:WINDOW_CHARS], 0
    if around is None:
        first = draw.randrange(len(spans))
    else:
        first = next((i for i, (start, end) in enumerate(spans) if start <= around < end), 0)
    last, chars = first, draw.randint(MIN_WINDOW_CHARS, WINDOW_CHARS)
    while True:
        wider = []
        if first > 0 and spans[last][1] - spans[first - 1][0] <= chars:
            wider.append((first - 1, last))
        if last < len(spans) - 1 and spans[last + 1][1] - spans[first][0] <= chars:
            wider.append((first, last + 1))
        if not wider:
            start = spans[first][0]
            return text[start : spans[last][1]][:MAX_WINDOW_CHARS], start
        first, last = draw.choice(wider)


def shortened(text: str, draw: random.Random, around: int | None = None) -> str:
    """The text as it is, or a window of it where it is longer than one."""
    near = around if around is None else min(around, len(text) - 1)
    return text if len(text) <= WINDOW_CHARS else window(text, draw, near)[0]


def without_sentence(text: str, span: Characters) -> str:
    """The text without the sentence that the span starts in."""
    own = next((own for own in sentences(text) if own[0] <= span[0] < own[1]), None)
    return text[: own[0]] + text[own[1] :] if own else text


def without_clause(text: str, span: Characters) -> str:
    """The text without the clause that the span starts in, and all of the span."""
    for clause in CLAUSE.finditer(text):
        if clause.start() <= span[0] < clause.end():
            return text[: clause.start()] + text[max(clause.end(), span[1]) :]
    return text


def long_enough(lessons: Iterable[Lesson]) -> list[Lesson]:
    """Those whose question and passage say something."""
    return [
        lesson
        for lesson in lessons
        if len(lesson.question) >= MIN_QUESTION_CHARS and len(lesson.passage) >= MIN_PASSAGE_CHARS
    ]


def comprehension_lessons(draw: random.Random) -> list[Lesson]:
    """The lessons of the reading comprehension files. Raises DataMissing."""
    return long_enough(
        lesson
        for name in COMPREHENSION
        for entry in read_json(f"reading/{name}")["data"]
        for lesson in entry_lessons(entry, f"{name} {entry.get('id', entry.get('title'))}", draw)
    )


def entry_lessons(entry: Mapping[str, Any], group: str, draw: random.Random) -> Iterator[Lesson]:
    """Of each question of an entry in SQuAD's form a passage that answers it and, where one is found, one that does
    not. All is simplified; a question whose answer stands nowhere in its paragraph is left out."""
    texts = [simplified(paragraph["context"]) for paragraph in entry["paragraphs"]]
    for number, paragraph in enumerate(entry["paragraphs"]):
        text, others = texts[number], texts[:number] + texts[number + 1 :]
        for asked in paragraph["qas"]:
            span = _answer_span(text, asked["answers"][0])
            read, start = window(text, draw, span[0]) if span else ("", 0)
            if span is None or span[1] - start > len(read):
                continue
            question, own = simplified(asked["question"]), (span[0] - start, span[1] - start)
            yield Lesson(question, read, True, own, READING, group)
            missed = _near_miss(text, span, (read, own), others, draw)
            if missed:
                yield Lesson(question, shortened(missed, draw, span[0]), False, None, READING, group)


def _answer_span(text: str, answer: Mapping[str, Any]) -> Characters | None:
    said, start = simplified(answer["text"]), answer["answer_start"]
    if text[start : start + len(said)] != said:  # simplified, a text may be shorter
        start = text.find(said)
    return (start, start + len(said)) if start >= 0 else None


def _near_miss(
    text: str, span: Characters, read: tuple[str, Characters], others: Sequence[str], draw: random.Random
) -> str:
    """A passage that says all but the answer, or another paragraph; "" where the answer still stands in it."""
    drawn, said = draw.random(), text[slice(*span)]
    missed = without_sentence(text, span)
    if WITHOUT_SENTENCE <= drawn < WITHOUT_CLAUSE:
        missed = without_clause(*read)
    elif drawn >= WITHOUT_CLAUSE and others:
        missed = draw.choice(others)
    if said in missed:
        words_only = len(said) > 1 and draw.random() < 0.5
        missed = missed.replace(said, "") if words_only else without_sentence(text, span)
    return missed if said not in missed and len(missed) >= MIN_MISS_CHARS else ""


@functools.cache
def _to_simplified() -> OpenCC:
    return OpenCC("t2s")


def simplified(text: str) -> str:
    return _to_simplified().convert(text)


def stard_lessons(ranked: Iterable[Ranked], index: ArticleIndex, draw: random.Random) -> list[Lesson]:
    """Of each question its first gold articles, and as many drawn from the others that the product ranks high."""
    lessons = []
    for row in ranked:
        gold, best = row.asked.gold, order(row, row.weights)[:STARD_CANDIDATES]
        near = [article_id for article_id in best if article_id not in gold][:STARD_NEAR]
        missed = draw.sample(near, min(STARD_EACH, len(near)))
        for article_id in (*gold[:STARD_EACH], *missed):
            passage = index.article(article_id).text[:STARD_CHARS]
            lessons.append(Lesson(row.asked.question, passage, article_id in gold, None, STARD, row.asked.id))
    return lessons
