"""`python -m eval.bench.documents`: the gold questions over the documents of corpus/, dev and test apart.

The ablation is of the dev part alone: no choice may look at the test part.
"""

from __future__ import annotations

import sys

from eval.__main__ import DEFAULT_GOLD
from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.ranking import Asked, ablation, by_part, rank_all
from eval.bench.results import Goal, Result, benchmark
from eval.cases import comparable, gold_article_ids, load_cases
from index.corpus import load_corpus
from index.settings import IndexSettings, settings_of
from index.store import ArticleIndex
from qa.reader import load_reader
from qa.settings import load_settings

GOALS = tuple(
    Goal(f"{split} {language}", measure, least)
    for split in ("dev", "test")
    for language, recall, mrr in (("zh", 0.99, 0.95), ("en", 0.97, 0.90))
    for measure, least in (("R@5", recall), ("MRR@10", mrr))
)


def questions(index: ArticleIndex) -> list[Asked]:
    """Every gold case that the documents answer."""
    texts = {article.id: comparable(article.text) for article in index.articles}
    return [
        Asked(case.id, case.question, gold, (f"{case.split} {case.lang}", case.split), case.history)
        for case in load_cases(DEFAULT_GOLD).cases
        if case.answerable and (gold := gold_article_ids(case, texts))
    ]


def measure(encoder: CachedEncoder, limit: int | None) -> Result:
    index = kept_index(load_corpus(settings_of(IndexSettings).corpus_dir), encoder, "documents")
    ranked = rank_all(questions(index)[:limit], index, encoder, load_reader(load_settings()))
    dev = [row for row in ranked if "dev" in row.asked.parts]
    rows = {
        f"{language}: {name}": row
        for language in ("zh", "en")
        for name, row in ablation([one for one in dev if one.query.language == language]).items()
    }
    return Result("documents", "Five documents", by_part(ranked), rows, GOALS)


if __name__ == "__main__":
    sys.exit(benchmark("documents", __doc__, measure))
