"""Why an answer is what it is, for the fold under it: what was understood, considered, weighed; how long it took."""

from __future__ import annotations

from dataclasses import dataclass

from index.schema import Article
from qa.schema import Answer
from qa.trust import Level, level_of, load_levels
from qa.web.conversation import Engine, Turn, held


@dataclass(frozen=True, slots=True)
class Considered:
    """An article that was weighed: its place in the fused ranking, its rank in each field ("" where not found)."""

    place: int
    article: Article
    cited: int | None
    ranks: tuple[int | str, ...]


@dataclass(frozen=True, slots=True)
class Why:
    """The fold's contents. `searched` is "" where the question was searched as asked; names are the engine's own."""

    searched: str
    documents: tuple[str, ...]
    regions: tuple[str, ...]
    addresses: tuple[Article, ...]
    unheld: tuple[str, ...]
    missing: tuple[str, ...]
    corrections: tuple[str, ...]
    left_out: tuple[str, ...]
    silent: tuple[str, ...]
    followed: bool
    fields: tuple[str, ...]
    considered: tuple[Considered, ...]
    level: Level | None
    probability: float
    threshold: float
    signals: tuple[tuple[str, float], ...]
    timings: tuple[tuple[str, float], ...]


def why(turn: Turn, engine: Engine) -> Why | None:
    """Of a turn's answer; None where it has none."""
    if turn.answer is None:
        return None
    answer, query, explanation = turn.answer, turn.answer.query, turn.answer.explanation
    titles = {document.id: document.title for document in engine.documents}
    fields = tuple(dict.fromkeys(field for hit in explanation.hits for field in hit.ranks))
    addressed = (held(article_id, engine) for article_id in query.addresses)
    return Why(
        searched=query.text if query.text != " ".join(turn.question.split()) else "",
        documents=tuple(titles.get(doc_id, doc_id) for doc_id in query.doc_ids),
        regions=query.regions,
        addresses=tuple(article for article in addressed if article is not None),
        unheld=(*query.unheld, *map(str, query.unheld_years)),
        missing=tuple(missing.printed for missing in query.missing),
        corrections=tuple(f"{slip.typed} → {slip.meant}" for slip in query.corrections),
        left_out=tuple(titles.get(doc_id, doc_id) for doc_id in query.left_out),
        silent=tuple(titles.get(doc_id, doc_id) for doc_id in answer.silent),
        followed=query.is_follow_up,
        fields=fields,
        considered=_considered(answer, fields, engine),
        level=level_of(answer, load_levels()),
        probability=answer.confidence,
        threshold=explanation.threshold,
        signals=tuple(explanation.signals.items()),
        timings=tuple(answer.timings_ms.items()),
    )


def _considered(answer: Answer, fields: tuple[str, ...], engine: Engine) -> tuple[Considered, ...]:
    cited = {citation.article_id: citation.n for citation in answer.citations}
    rows = []
    for place, hit in enumerate(answer.explanation.hits, 1):
        article = held(hit.article_id, engine)
        if article is not None:
            ranks = tuple(hit.ranks.get(field, "") for field in fields)
            rows.append(Considered(place, article, cited.get(hit.article_id), ranks))
    return tuple(rows)
