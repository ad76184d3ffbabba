"""`python -m eval.bench.sentence_weights`: fits SENTENCE_WEIGHTS of qa/reranker.py on the dev part of the gold set.

Log-odds that a sentence, of those read, is one that answers: a conditional logit (McFadden 1974), the sentences of the
gold articles that hold a gold fact against the others, weights never negative. Every fold of eight is left out once, to
see that what is gained holds. It prints; a person puts the weights into qa/reranker.py.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from scipy.optimize import minimize
from scipy.special import logsumexp

from eval.__main__ import DEFAULT_GOLD
from eval.bench.cache import kept_index
from eval.bench.results import cached_encoder
from eval.cases import Case, comparable, gold_article_ids, load_cases
from index.cli import DONE, Parser, run
from index.corpus import load_corpus
from index.settings import IndexSettings, settings_of
from qa.question import analyse
from qa.reranker import SENTENCE_WEIGHTS, read_sentences
from qa.retriever import Retriever

FOLDS = 8
DECAY = 0.03  # of a weight by its signal's deviation, squared: signals differ much in their range


@dataclass(frozen=True)
class Choice:
    """A question: what speaks for each sentence read (rows, signals), and which of them answer it."""

    signals: np.ndarray
    answers: np.ndarray


def choices(retriever: Retriever, cases: list[Case], language: str) -> list[Choice]:
    """Of the cases in this language with a sentence that answers among those read, and one that does not."""
    texts = {article.id: comparable(article.text) for article in retriever.index.articles}
    found = []
    for case in cases:
        query = analyse(case.question, retriever.index, case.history)
        if query.language != language or query.addresses or query.intent != "question":
            continue
        encoded = retriever.encode(query)
        rows, signals = read_sentences(query, encoded, retriever.retrieve(query, encoded), retriever.index)
        gold = gold_article_ids(case, texts)
        sentences = [retriever.index.sentences[row] for row in rows]
        answers = np.array([s.article_id in gold and _holds_fact(case, s.text) for s in sentences], dtype=bool)
        if answers.any() and not answers.all():
            columns = [signals[name] for name in SENTENCE_WEIGHTS[language]]
            found.append(Choice(np.stack(columns, axis=1).astype(float), answers))
    return found


def _holds_fact(case: Case, text: str) -> bool:
    said = comparable(text)
    return any(comparable(form) in said for fact in case.facts for form in fact)


def loss(weights: np.ndarray, asked: list[Choice], spread: np.ndarray) -> float:
    """Mean negative log-likelihood that a sentence that answers is chosen, and the decay."""
    total = 0.0
    for choice in asked:
        odds = choice.signals @ weights
        total += logsumexp(odds) - logsumexp(odds[choice.answers])
    return total / len(asked) + DECAY * float(np.square(weights * spread).sum())


def fit(asked: list[Choice], start: np.ndarray) -> np.ndarray:
    """The weights that make what answers likeliest, none below zero."""
    spread = np.concatenate([choice.signals for choice in asked]).std(axis=0)
    return minimize(loss, start, args=(asked, spread), method="L-BFGS-B", bounds=[(0, None)] * len(start)).x


def first(weights: np.ndarray, asked: list[Choice]) -> float:
    """Share of questions whose best sentence answers."""
    return float(np.mean([choice.answers[(choice.signals @ weights).argmax()] for choice in asked]))


def held_out(asked: list[Choice], start: np.ndarray) -> float:
    """`first` on each fold of the weights that the other folds fit, in the mean."""
    parts = [[c for i, c in enumerate(asked) if i % FOLDS == fold] for fold in range(FOLDS)]
    others = [[c for i, c in enumerate(asked) if i % FOLDS != fold] for fold in range(FOLDS)]
    return float(np.mean([first(fit(seen, start), left) for left, seen in zip(parts, others, strict=True) if left]))


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    Parser(prog="python -m eval.bench.sentence_weights", description=__doc__).parse_args(argv)
    return run(_fit_all)


def _fit_all() -> int:
    encoder = cached_encoder()
    index = kept_index(load_corpus(settings_of(IndexSettings).corpus_dir), encoder, "documents")
    cases = [case for case in load_cases(DEFAULT_GOLD).cases if case.split == "dev" and case.answerable]
    for language, now in SENTENCE_WEIGHTS.items():
        asked, start = choices(Retriever(index, encoder), cases, language), np.array(list(now.values()))
        fitted = fit(asked, start)
        print(
            f"{language}: {len(asked)} questions; a sentence that answers is first: now {first(start, asked):.3f}, "
            f"fitted {first(fitted, asked):.3f}, left out {held_out(asked, start):.3f}"
        )
        for name, before, after in zip(now, start, fitted, strict=True):
            print(f"  {name}: {before:g} -> {after:.1f}")
    return DONE


if __name__ == "__main__":
    sys.exit(main())
