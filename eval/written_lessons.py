"""What the reader learns of questions that were written for it over the project's own documents.

QUESTIONS: in the gold file's format, half of them near misses, most in both languages; `split` is the course in which
they are taught. None is of the gold set or like one of its questions (eval/likeness.py): its dev part is kept to fit
confidence on and its test part to score.
"""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from eval.cases import Case, comparable, gold_article_ids, load_cases
from eval.reading_lessons import Characters, Lesson
from index.store import ArticleIndex
from qa import confidence
from qa.question import analyse
from qa.reading import asked, cut_passages, passages
from qa.reranker import rank_sentences
from qa.retriever import Retriever

QUESTIONS = Path(__file__).with_name("reader_questions.jsonl")
WRITTEN = "written"  # source of these lessons
NEAR_PASSAGES = 3  # of a question: the best, and others drawn from those that the product would read
GOLD_PASSAGES = 3  # that answer, wherever they were found


@dataclass(frozen=True, slots=True)
class ReadCase:
    """A case as the reader reads it. `answers`: of each passage, None where nobody knows; `facts`: strings that answer;
    cases of one `group` are about the same article; those of one `course`, the case's split, are taught together."""

    id: str
    question: str
    answerable: bool
    passages: tuple[str, ...]
    answers: tuple[bool | None, ...]
    facts: tuple[str, ...]
    group: str
    course: str = ""

    def lessons(self) -> Iterator[Lesson]:
        """Of the passages of which it is known whether they answer."""
        for passage, answers in zip(self.passages, self.answers, strict=True):
            if answers is not None:
                yield Lesson(
                    self.question, passage, answers, self._span(passage) if answers else None, WRITTEN, self.group
                )

    def _span(self, passage: str) -> Characters | None:
        """Of the first fact that stands in the passage as it is."""
        fact = next((fact for fact in self.facts if fact in passage), "")
        return (passage.find(fact), passage.find(fact) + len(fact)) if fact else None


def says_answer(case: Case, passage: str, gold: Iterable[str]) -> bool | None:
    """Whether a passage answers: one of a gold article (`gold`: their `comparable` texts) that holds a gold fact. One
    that holds none may answer all the same: None."""
    said = comparable(passage)
    if not case.answerable or not any(said in text for text in gold):
        return False
    facts = [comparable(form) for fact in case.facts for form in fact]
    return True if not facts or any(fact in said for fact in facts) else None


def written_cases(retriever: Retriever, draw: random.Random, path: Path = QUESTIONS) -> list[ReadCase]:
    """The cases that no rule decides and for which there is something to read. Raises EvalInputError."""
    texts = {article.id: comparable(article.text) for article in retriever.index.articles}
    read = (_read(case, gold_article_ids(case, texts), texts, retriever, draw) for case in load_cases(path).cases)
    return [case for case in read if case]


def _read(
    case: Case, gold: Sequence[str], texts: Mapping[str, str], retriever: Retriever, draw: random.Random
) -> ReadCase | None:
    index = retriever.index
    query = analyse(case.question, index, case.history)
    if query.intent != "question" or query.is_decided:
        return None
    encoded = retriever.encode(query)
    hits = retriever.retrieve(query, encoded)
    best, *others = passages(rank_sentences(query, encoded, hits, index), index).values() or [""]
    found = [best, *draw.sample(others, min(NEAR_PASSAGES - 1, len(others)))]
    if not best or confidence.is_settled(confidence.signals(query, encoded, hits, index)):
        return None
    held = [texts[article_id] for article_id in gold]
    missed = [passage for passage in _cut(gold, index) if passage not in found and says_answer(case, passage, held)]
    answering = sum(bool(says_answer(case, passage, held)) for passage in found)
    found += missed[: max(0, GOLD_PASSAGES - answering)]
    known = tuple(says_answer(case, passage, held) for passage in found)
    group = gold[0] if gold else hits[0].article_id
    facts = tuple(form for fact in case.facts for form in fact)
    return ReadCase(case.id, asked(query, index), case.answerable, tuple(found), known, facts, group, case.split)


def _cut(article_ids: Iterable[str], index: ArticleIndex) -> Iterator[str]:
    """The passages of these articles."""
    for article_id in article_ids:
        yield from cut_passages(article_id, index)
