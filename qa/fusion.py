"""Rankings to one ranking. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

RRF_K = 60  # Cormack, Clarke & Buettcher 2009


def reciprocal_rank_fusion(
    rankings: Mapping[str, Sequence[str]], weights: Mapping[str, float] | None = None
) -> list[tuple[str, float, dict[str, int]]]:
    """[(id, score, {field: rank from 1})], best first; score = sum of weight / (60 + rank) over the fields.

    Ties sort by id. Cormack, Clarke & Buettcher, SIGIR 2009.
    """
    ranks: dict[str, dict[str, int]] = {}
    for field, ranking in rankings.items():
        for rank, key in enumerate(ranking, 1):
            ranks.setdefault(key, {}).setdefault(field, rank)
    scores = {
        key: sum((weights or {}).get(field, 1.0) / (RRF_K + rank) for field, rank in found.items())
        for key, found in ranks.items()
    }
    return [(key, scores[key], ranks[key]) for key in sorted(ranks, key=lambda key: (-scores[key], key))]
