"""Questions that several documents are each to answer, and which of them say nothing."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace

from index.places import english_name
from index.schema import Document
from index.store import ArticleIndex
from qa import confidence
from qa.confidence import ConfidenceModel
from qa.naming import region_name
from qa.reading import LIKELIEST, READ, Reader, rank_and_read
from qa.retriever import Retriever
from qa.schema import EncodedQuery, Evidence, Language, Query

MAX_COMPARED = 12  # documents that one answer can set side by side
MIN_SURE = 0.28  # of the surest document's probability, and of the nearest's MaxSim: what is less says nothing. Chosen
MIN_NEAR = 0.72  # on the dev part of the gold set, so that no document with a gold article was called silent
COMPARES = re.compile(
    r"比较|对比|相比|比(?:呢|如何|怎么样|起来)|区别|不同|异同|差别|差异|一样|相同|各自|分别|哪个更|哪一个更|"
    r"\bcompar\w*|\bdiffer\w*|\bversus\b|\bvs\b|\bthe same\b|\brespectively\b|\bboth\b|\bthan\b",
    re.IGNORECASE,
)
EVERYWHERE = re.compile(
    r"各地|各市|各个?(?:城市|地方|地区)|各(?:份|个)?(?:文件|意见)|(?:哪些|哪个|哪几个|几个|[两三四五]个?)(?:地方|城市|地区|市(?!委|人大|政府))|"
    r"[三四五]地|(?:所有|每个|每份|这些|不同|几份)的?(?:城市|地方|地区|文件)|"
    r"\b(?:differences?|compar\w*)\s+(?:between|among|across)\s+(?:the\s+)?(?:cities|documents|places|regions|opinions)\b|"
    r"\b(?:which|each|every|all|other|different)\s+(?:of the\s+)?(?:cit(?:y|ies)|documents?|places?|regions?)\b|"
    r"\bacross\s+(?:the\s+)?(?:cities|documents|places|regions)\b",
    re.IGNORECASE,
)


def _is_joined(text: str, place: str) -> bool:
    """Whether a place stands beside another: 温州和上海, Shanghai and Wenzhou."""
    name = english_name(place) if place.isascii() else re.escape(place)
    joint = r"(?:[、和与跟及]|\s*(?:\band\b|&)\s*)"
    return bool(re.search(rf"{joint}{name}|{name}[市省]?的?{joint}(?=(?-i:[A-Z\u4e00-\u9fff]))", text, re.IGNORECASE))


def compared_documents(
    text: str, named: Sequence[str], scope: Sequence[Document], unheld: Sequence[str]
) -> tuple[str, ...]:
    """Ids of the documents of which each is to answer: those named, where several are, or one beside a place that is
    not held; else every document of a region, where the question is about all of them. () where nothing is compared."""
    beside = any(_is_joined(text, name) for name in unheld)
    if len(named) > 1 or (named and unheld and (beside or COMPARES.search(text))):
        return tuple(named)
    everywhere = tuple(document.id for document in scope if document.region)
    if not named and not unheld and EVERYWHERE.search(text) and 1 < len(everywhere) <= MAX_COMPARED:
        return everywhere
    return ()


def by_document(
    query: Query,
    encoded: EncodedQuery,
    retriever: Retriever,
    models: Mapping[Language, ConfidenceModel],
    reader: Reader,
) -> tuple[list[Evidence], tuple[str, ...]]:
    """(evidence of the documents compared that say something, best first; ids of those that do not).

    Each is asked alone; one whose best is far below the best of all says nothing.
    """
    alone = {doc_id: replace(query, doc_ids=(doc_id,)) for doc_id in query.compared}
    index = retriever.index
    hits = {doc_id: retriever.retrieve(own, encoded) for doc_id, own in alone.items()}
    most = max(LIKELIEST, READ // len(alone))
    ranked = {i: rank_and_read(own, encoded, hits[i], index, reader, most) for i, own in alone.items()}
    signals = {
        i: confidence.signals(own, encoded, hits[i], index, ranked[i][1]) | {"elsewhere": 0.0}
        for i, own in alone.items()
    }
    sure = {doc_id: models[query.language].probability(own) for doc_id, own in signals.items()}
    surest, nearest = max(sure.values()), max(own["maxsim"] for own in signals.values())
    silent = tuple(i for i in alone if sure[i] < MIN_SURE * surest or signals[i]["maxsim"] < MIN_NEAR * nearest)
    found = [evidence for i in alone if i not in silent for evidence in ranked[i][0]]
    return sorted(found, key=lambda e: (-e.score, e.article_id, e.quote.start)), silent


def notes(query: Query, silent: Sequence[str], index: ArticleIndex) -> list[str]:
    """One line each: documents that say nothing, those left out by the filter, places not held, addresses not there."""
    english = query.language == "en"
    said = (
        (_titles(silent, query, index), "未见相关规定：{}。", "No provision on this was found in: {}."),
        (_titles(query.left_out, query, index), "未查（不在所选范围内）：{}。", "Left out by the filter: {}."),
        (list(query.unheld), "未收录：{}。", "Not among the documents held: {}."),
        ([missing.printed for missing in query.missing], "文件中没有：{}。", "The documents have no {}."),
    )
    joint = "; " if english else "、"
    return [(en if english else zh).format(joint.join(names)) for names, zh, en in said if names]


def _titles(doc_ids: Sequence[str], query: Query, index: ArticleIndex) -> list[str]:
    documents = [index.document(doc_id) for doc_id in doc_ids]
    if query.language == "en":
        return [region_name(d, "en") or d.title_en or d.title for d in documents]
    return [f"{d.region}《{d.title}》" for d in documents]
