"""`python -m eval.likeness [--write]`: what teaches the reader and is like a gold question, told or taken out.

A question is like another one that shares MIN_SHARED of their character n-grams (Jaccard), or whose vector is as near
as MIN_COSINE, about the same asked in other words. A gold follow-up stands as it was asked and as the product completes
it. What is taken out goes with its translation. Nothing that the dev or the test part asks is then taught.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from sklearn.feature_extraction.text import CountVectorizer

from eval.__main__ import DEFAULT_GOLD
from eval.cases import Case, comparable, load_cases, read_lines
from eval.written_lessons import QUESTIONS
from index.cli import DONE, Parser, run
from index.encoder import Encoder, load_encoder
from index.settings import IndexSettings, settings_of
from index.store import ArticleIndex, load_index
from qa.question import analyse

MIN_SHARED = 0.4
MIN_COSINE = 0.8  # each language's vectors less their mean
NGRAM_EN, NGRAM_ZH = 3, 2
TRANSLATED = ("-zh", "-en")  # ends the id of a question put into that language


def ngrams(question: str) -> list[str]:
    text = comparable(question).lower()
    n = NGRAM_EN if text.isascii() else NGRAM_ZH
    return [text[i : i + n] for i in range(len(text) - n + 1)]


def shared(questions: Sequence[str], others: Sequence[str]) -> np.ndarray:
    """(questions, others): the share of their n-grams that two questions have in common, of all that either has."""
    counter = CountVectorizer(analyzer=ngrams, binary=True, dtype=np.float32)
    counted = counter.fit_transform([*questions, *others])
    mine, theirs = counted[: len(questions)], counted[len(questions) :]
    common = (mine @ theirs.T).toarray()
    either = mine.sum(axis=1).A1[:, None] + theirs.sum(axis=1).A1[None, :] - common
    return common / np.maximum(either, 1)


def cosines(cases: Sequence[Case], others: Sequence[Case], encoder: Encoder) -> np.ndarray:
    """(cases, others): cosines of the questions' vectors less the mean of those of `cases` in the same language."""
    mine, theirs = (encoder.encode([case.question for case in side], "query").vectors for side in (cases, others))
    languages, of_others = (np.array([case.lang for case in side]) for side in (cases, others))
    for language in np.unique(languages):
        mean = mine[languages == language].mean(axis=0)
        mine[languages == language] -= mean
        theirs[of_others == language] -= mean
    unit = [vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-9) for vectors in (mine, theirs)]
    return unit[0] @ unit[1].T


def pair_id(case_id: str) -> str:
    """The id that a question and its translation have in common."""
    return case_id[: -len(TRANSLATED[0])] if case_id.endswith(TRANSLATED) else case_id


def completed(cases: Sequence[Case], index: ArticleIndex) -> list[Case]:
    """The cases, and each follow-up among them once more as the product completes it."""
    follow_ups = [case for case in cases if case.history]
    return [*cases, *(replace(c, question=analyse(c.question, index, c.history).text, history=()) for c in follow_ups)]


def like(cases: Sequence[Case], gold: Sequence[Case], encoder: Encoder) -> set[str]:
    """The ids of `cases` that are like one of `gold`, or whose translation is."""
    asked, others = [case.question for case in cases], [case.question for case in gold]
    near = (shared(asked, others) >= MIN_SHARED) | (cosines(cases, gold, encoder) >= MIN_COSINE)
    pairs = {pair_id(case.id) for case, found in zip(cases, near.any(axis=1), strict=True) if found}
    return {case.id for case in cases if pair_id(case.id) in pairs}


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    parser = Parser(prog="python -m eval.likeness", description=__doc__)
    parser.add_argument("--file", type=Path, default=QUESTIONS, help="questions that teach")
    parser.add_argument("--gold", type=Path, default=DEFAULT_GOLD, help="questions that they must not be like")
    parser.add_argument("--write", action="store_true", help="take them out of the file")
    options = parser.parse_args(argv)
    return run(lambda: _tell(options.file, options.gold, options.write))


def _tell(file: Path, gold: Path, write: bool) -> int:
    cases, settings = load_cases(file).cases, settings_of(IndexSettings)
    asked = completed(load_cases(gold).cases, load_index(settings.index_dir, settings.embedding_model))
    found = like(cases, asked, load_encoder(settings))
    print(f"{len(found)} of {len(cases)} are like a gold question, or their translation is")
    if write:
        lines = [line for case, (_, line) in zip(cases, read_lines(file), strict=True) if case.id not in found]
        whole = file.with_name(f"{file.name}.new")
        whole.write_text("".join(f"{line.rstrip()}\n" for line in lines), encoding="utf-8")
        whole.replace(file)  # at once, or not at all
    return DONE


if __name__ == "__main__":
    sys.exit(main())
