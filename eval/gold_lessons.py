"""What the reader learns of the gold set's dev part: its questions with the passages that the product would read."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from eval.__main__ import DEFAULT_GOLD
from eval.bench.cache import CachedEncoder, kept_index
from eval.cases import Case, comparable, gold_article_ids, load_cases
from eval.reading_lessons import Lesson
from index.corpus import load_corpus
from index.settings import IndexSettings, settings_of
from qa import confidence
from qa.question import analyse
from qa.reading import asked, passages
from qa.reranker import rank_sentences
from qa.retriever import Retriever

GOLD = "gold"  # source of these lessons


@dataclass(frozen=True, slots=True)
class DevCase:
    """A gold case of dev as the reader reads it. `answers`: of each passage, None where nobody knows; cases of one
    `group` are about the same article."""

    id: str
    question: str
    answerable: bool
    passages: tuple[str, ...]
    answers: tuple[bool | None, ...]
    group: str

    def lessons(self) -> Iterator[Lesson]:
        """Of the passages of which it is known whether they answer."""
        for passage, answers in zip(self.passages, self.answers, strict=True):
            if answers is not None:
                yield Lesson(self.question, passage, answers, None, GOLD, self.group)


def says_answer(case: Case, passage: str, gold: Iterable[str]) -> bool | None:
    """Whether a passage answers: one of a gold article (`gold`: their `comparable` texts) that holds a gold fact. One
    that holds none may answer all the same: None."""
    said = comparable(passage)
    if not case.answerable or not any(said in text for text in gold):
        return False
    facts = [comparable(form) for fact in case.facts for form in fact]
    return True if not facts or any(fact in said for fact in facts) else None


def folds(cases: Sequence[DevCase], count: int, draw: random.Random) -> list[list[DevCase]]:
    """The cases in so many parts, those of a group together."""
    groups = sorted({case.group for case in cases})
    draw.shuffle(groups)
    return [[case for case in cases if case.group in set(groups[fold::count])] for fold in range(count)]


def dev_cases(encoder: CachedEncoder) -> list[DevCase]:
    """The cases of dev that no rule decides and for which there is something to read."""
    index = kept_index(load_corpus(settings_of(IndexSettings).corpus_dir), encoder, "documents")
    retriever, texts = Retriever(index, encoder), {article.id: comparable(article.text) for article in index.articles}
    cases = [case for case in load_cases(DEFAULT_GOLD).cases if case.split == "dev"]
    read = (_read(case, gold_article_ids(case, texts), texts, retriever) for case in cases)
    return [case for case in read if case]


def _read(case: Case, gold: Sequence[str], texts: Mapping[str, str], retriever: Retriever) -> DevCase | None:
    index = retriever.index
    query = analyse(case.question, index, case.history)
    if query.intent != "question" or query.unheld or query.missing or query.addresses:
        return None
    encoded = retriever.encode(query)
    hits = retriever.retrieve(query, encoded)
    found = passages(rank_sentences(query, encoded, hits, index), index)
    if not found or confidence.is_settled(confidence.signals(query, encoded, hits, index)):
        return None
    known = tuple(says_answer(case, passage, [texts[article_id] for article_id in gold]) for passage in found)
    group = gold[0] if gold else hits[0].article_id
    return DevCase(case.id, asked(query, index), case.answerable, tuple(found), known, group)
