"""`python -m eval.bench.xquad`: XQuAD's English questions over its 240 Chinese paragraphs (Artetxe et al. 2020).

A test set: nothing here was ever trained or tuned on it. The Chinese questions stand beside.
"""

from __future__ import annotations

import sys
from dataclasses import replace

from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import paragraph_corpus, xquad_paragraphs
from eval.bench.ranking import Asked, ablation, by_part, rank_all
from eval.bench.results import Goal, Result, benchmark
from qa.reader import load_reader
from qa.settings import load_settings

GOALS = (Goal("en", "hit@1", 0.88), Goal("en", "hit@5", 0.98))
BEFORE = "hit@1 / hit@5 of an untuned trial: BM25 .067; article vectors .69/.91; glosses .70/.88; all fused .85/.975."


def questions(language: str) -> list[Asked]:
    """One question for each of the 1,190; gold is the paragraph it was asked about."""
    return [
        Asked(f"{language}-{question['id']}", question["question"], (f"p{number}:1",), (language,))
        for number, paragraph in enumerate(xquad_paragraphs(language))
        for question in paragraph["qas"]
    ]


def measure(encoder: CachedEncoder, limit: int | None) -> Result:
    corpus = paragraph_corpus(paragraph["context"] for paragraph in xquad_paragraphs("zh"))
    index = kept_index(corpus, encoder, "xquad")
    reader = load_reader(load_settings())
    english = rank_all(questions("en")[:limit], index, encoder, reader)
    untranslated = rank_all(questions("en")[:limit], replace(index, terms=(), translations=()), encoder)
    chinese = rank_all(questions("zh")[:limit], index, encoder, reader)
    rows = ablation(english)
    rows["without translation"] = by_part(untranslated)["en"]
    return Result("xquad", "English over Chinese", by_part([*english, *chinese]), rows, GOALS, (BEFORE,))


if __name__ == "__main__":
    sys.exit(benchmark("xquad", __doc__, measure))
