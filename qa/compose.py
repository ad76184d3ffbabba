"""Evidence -> the extractive answer: verbatim sentences, grouped by document, each with its citation. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from index.schema import Article
from index.store import ArticleIndex
from index.translate import translate
from qa.excerpt import excerpt
from qa.expected import expected
from qa.schema import Citation, Evidence, Query, Quote, ShortAnswer, Statement
from qa.sections import counted_articles
from qa.short_answers import ENUMERATED, bold, short_answers
from qa.wording import answer_text, likeness

MAX_STATEMENTS = 6
# Scores are log-odds (qa/reranker.py). How far below the best is still quoted was chosen on the gold set's dev part:
SENTENCE_MARGIN = 7.0  # a sentence of an article that is cited
ARTICLE_MARGIN = 1.5  # the best sentence of another article of the document that the question names,
UNNAMED_MARGIN = 0.5  # or of each document, where it names none
DOCUMENT_MARGIN = 3.0  # the best sentence of another document, where the question names none
PARALLEL_WEIGHT = 6.0  # of a sentence of another document that says it as the best one does
MAX_QUOTE_CHARS = 110  # a longer sentence is cut at its clause marks, around what is asked
ENDED = re.compile(r"[。；！？：.;!?:][”’）)]*$")
DEPENDENT = re.compile(r"^(?:其(?!他|中|它)|该|对此|这|此|上述|前款|前述|同时|并|也|他们|它们)")


def select(query: Query, evidence: Sequence[Evidence], index: ArticleIndex) -> list[Evidence]:
    """At most six sentences, most important first: those of the articles addressed, or of those that a heading counts
    and the question asks to list; or, of each document that the question is about, the nearest sentences of its
    nearest article, and of another only where it comes as near."""
    asked = translate(query.text, index.terms, index.translations) if query.language == "en" else ()
    if listed := query.addresses or counted_articles(query, asked, index):
        return _openings(query, listed, evidence, index)
    evidence = [found for found in evidence if not _is_heading(found, index)] or evidence
    if len(query.doc_ids) != 1:
        evidence = _with_parallels(evidence, index)
    chosen: list[Evidence] = []
    for found in [*_enumeration(query, evidence), *_by_document(query, evidence, index)]:
        if found not in chosen and len(chosen) < MAX_STATEMENTS:
            chosen.append(found)
    return sorted(chosen, key=lambda found: (-found.score, found.article_id, found.quote.start))


def _is_heading(found: Evidence, index: ArticleIndex) -> bool:
    """Whether it is the line that an article opens with and that says nothing by itself: no sentence mark ends it."""
    rows = index.sentence_rows[found.article_id]
    opens = len(rows) > 1 and index.sentences[rows[0]].start == found.quote.start
    return opens and not found.article_id.endswith(":0") and not ENDED.search(found.quote.text)


def _enumeration(query: Query, evidence: Sequence[Evidence]) -> list[Evidence]:
    """Every 一是…二是… of the best article, where the question asks for a list."""
    if not evidence or "list" not in expected(query.text):
        return []
    own = [f for f in evidence if f.article_id == evidence[0].article_id and ENUMERATED.search(f.quote.text)]
    return own if len(own) > 1 else []


def _with_parallels(evidence: Sequence[Evidence], index: ArticleIndex) -> list[Evidence]:
    """Where several documents may answer, what words it as the best sentence does gains: cities copy one another."""
    if not evidence:
        return []
    best = evidence[0]
    doc_id = index.article(best.article_id).doc_id
    moved = [
        found
        if index.article(found.article_id).doc_id == doc_id
        else replace(found, score=found.score + PARALLEL_WEIGHT * likeness(best.quote.text, found.quote.text))
        for found in evidence
    ]
    return sorted(moved, key=lambda found: -found.score)


def _by_document(query: Query, evidence: Sequence[Evidence], index: ArticleIndex) -> list[Evidence]:
    """What comes near: the best of each document before a second article, of each article before a second sentence."""
    of_document: dict[str, list[Evidence]] = {}
    for found in evidence:
        of_document.setdefault(index.article(found.article_id).doc_id, []).append(found)
    far = float("inf") if len(query.doc_ids) > 1 or query.compared else DOCUMENT_MARGIN
    margin = ARTICLE_MARGIN if len(query.doc_ids) == 1 else UNNAMED_MARGIN
    near = [_near(own, margin) for own in of_document.values() if own[0].score >= evidence[0].score - far]
    by_score = sorted((found for own in near for found in own), key=lambda found: -found.score)
    of_article = {found.article_id: found for found in reversed(by_score)}
    return [*(own[0] for own in near), *sorted(of_article.values(), key=lambda found: -found.score), *by_score]


def _near(evidence: Sequence[Evidence], margin: float) -> list[Evidence]:
    """Of one document's sentences, best first, those near the best, of the articles that come as near as it."""
    best = evidence[0].score
    cited = {found.article_id for found in evidence if found.score >= best - margin}
    return [found for found in evidence if found.article_id in cited and found.score >= best - SENTENCE_MARGIN]


def _openings(
    query: Query, article_ids: Sequence[str], evidence: Sequence[Evidence], index: ArticleIndex
) -> list[Evidence]:
    """The opening sentences of each article, or of the part of it that is addressed, in the document's order; of those
    under a heading that counts them, the first alone."""
    share = max(1, MAX_STATEMENTS // len(article_ids)) if query.addresses else 1
    scores = {(found.article_id, found.quote.start): found.score for found in evidence}
    chosen = []
    for article_id in article_ids[:MAX_STATEMENTS]:
        own = [index.sentences[row] for row in index.sentence_rows[article_id]]
        if parts := [part for part in query.parts if part.article_id == article_id]:
            own = [s for s in own if any(s.start < part.end and part.start < s.end for part in parts)]
        for s in own[:share]:
            chosen.append(Evidence(article_id, Quote(s.start, s.end, s.text), scores.get((article_id, s.start), 0.0)))
    return chosen


def with_lead_in(found: Evidence, index: ArticleIndex) -> Evidence:
    """The evidence from the sentence before it on, where it cannot be understood alone (其…, 该…, 对此…)."""
    rows = index.sentence_rows[found.article_id]
    starts = [index.sentences[row].start for row in rows]
    at = starts.index(found.quote.start)
    if at == 0 or not DEPENDENT.match(found.quote.text):
        return found
    start = starts[at - 1]
    text = index.article(found.article_id).text[start : found.quote.end]
    return replace(found, quote=Quote(start, found.quote.end, text))


def compose(
    query: Query, chosen: Sequence[Evidence], index: ArticleIndex, assertive: bool = True, confidence: float = 1.0
) -> tuple[str, tuple[Statement, ...], tuple[Citation, ...], tuple[ShortAnswer, ...]]:
    """(text, statements, citations, short answers) of an extractive answer; documents and articles in the order they
    first appear. Short answers stand before them where it is assertive and the confidence is high enough."""
    asked = tuple(translate(query.text, index.terms, index.translations)) if query.language == "en" else ()
    groups = _grouped([_excerpt(query, with_lead_in(found, index), asked) for found in chosen], index)
    numbers = {article_id: n for n, article_id in enumerate(groups, 1)}
    statements = [
        Statement(quote.text, (numbers[article_id],)) for article_id, quotes in groups.items() for quote in quotes
    ]
    citations = tuple(_citation(numbers[i], index.article(i), quotes) for i, quotes in groups.items())
    short = bold(short_answers(query, chosen, citations, asked), confidence) if assertive else ()
    text = answer_text(query, citations, index, short=short, assertive=assertive)
    return text, tuple(statements), citations, short


def _excerpt(query: Query, found: Evidence, asked: Sequence[str]) -> Evidence:
    """The evidence without the clauses at either end of a long sentence that say nothing of what is asked."""
    quote = found.quote
    if query.addresses or len(quote.text) <= MAX_QUOTE_CHARS:
        return found
    kept = excerpt(query.text, quote.text, asked)
    cut = Quote(quote.start + kept.start, quote.start + kept.end, quote.text[kept.start : kept.end])
    return replace(found, quote=cut)


def _grouped(chosen: Sequence[Evidence], index: ArticleIndex) -> dict[str, tuple[Quote, ...]]:
    """{article id: its quotes in reading order, overlaps merged}, articles of one document together."""
    order: dict[str, list[str]] = {}
    quotes: dict[str, list[Quote]] = {}
    for found in chosen:
        article = index.article(found.article_id)
        if article.id not in order.setdefault(article.doc_id, []):
            order[article.doc_id].append(article.id)
        quotes.setdefault(article.id, []).append(found.quote)
    return {i: _merged(quotes[i], index.article(i)) for ids in order.values() for i in ids}


def _merged(quotes: Sequence[Quote], article: Article) -> tuple[Quote, ...]:
    merged: list[Quote] = []
    for quote in sorted(quotes, key=lambda quote: (quote.start, quote.end)):
        if merged and quote.start < merged[-1].end:
            end = max(quote.end, merged[-1].end)
            merged[-1] = Quote(merged[-1].start, end, article.text[merged[-1].start : end])
        else:
            merged.append(quote)
    return tuple(merged)


def _citation(n: int, article: Article, quotes: tuple[Quote, ...]) -> Citation:
    return Citation(n, article.id, article.doc_id, article.title, article.label, quotes)
