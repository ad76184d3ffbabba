"""`python -m eval.bench.stard`: lay people's questions over 55,404 statute articles (STARD, Su et al. 2024), dev part.

`unseen` are the questions of which a gold article is the answer to no question of the train part.
"""

from __future__ import annotations

import sys

from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import stard_corpus
from eval.bench.ranking import Asked, ablation, by_part, rank_all
from eval.bench.results import Goal, Result, benchmark
from eval.bench.shared_data import read_jsonl
from qa.reader import load_reader
from qa.settings import load_settings

QUERIES = "stard/queries.jsonl"
GOALS = (Goal("dev", "R@10", 0.63), Goal("dev", "MRR@10", 0.53))
PUBLISHED = "Published on dev, R@10 / MRR@10: BM25 .407/.339, Dense-STARD .606/.472, Qwen3-Embedding-4B .604/.501."


def questions(split: str, ids: dict[str, str]) -> list[Asked]:
    """The questions of `dev` or `train` whose gold articles are all held."""
    rows = read_jsonl(QUERIES)
    trained = {gold for row in rows if row["stard_split"] == "train" for gold in row["gold"]}
    asked = []
    for row in rows:
        if row["stard_split"] == split and all(gold in ids for gold in row["gold"]):
            seen = "seen" if all(gold in trained for gold in row["gold"]) else "unseen"
            gold = tuple(ids[gold] for gold in row["gold"])
            asked.append(Asked(f"stard-{row['query_id']}", row["query"], gold, (split, f"{split} {seen}")))
    return asked


def measure(encoder: CachedEncoder, limit: int | None) -> Result:
    corpus, ids = stard_corpus(limit)
    index = kept_index(corpus, encoder, "stard")
    ranked = rank_all(questions("dev", ids), index, encoder, load_reader(load_settings()))
    return Result("stard", "Lay questions over statutes", by_part(ranked), ablation(ranked), GOALS, (PUBLISHED,))


if __name__ == "__main__":
    sys.exit(benchmark("stard", __doc__, measure))
