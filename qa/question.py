"""A question, and those before it, to a Query: language, documents and places named, addresses, follow-ups. Pure."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import replace

from index.errors import QuestionError, UnknownDocument
from index.places import short_name
from index.schema import Document
from index.store import ArticleIndex
from qa import smalltalk
from qa.addressing import addressed
from qa.comparison import compared_documents
from qa.followup import Rewrite, language_of, resolve
from qa.naming import named_documents, of_years, unheld_law, unheld_places
from qa.schema import Query
from qa.variants import mend, plain

MAX_QUESTION_CHARS = 2000
MAX_HISTORY = 50  # earlier questions that a follow-up can reach back over


def analyse(
    question: str,
    index: ArticleIndex,
    history: Sequence[str] = (),
    doc_ids: Sequence[str] = (),
    regions: Sequence[str] = (),
    rewrite: Rewrite = resolve,
) -> Query:
    """What to search for, and where. `rewrite` makes a follow-up stand alone.

    Raises QuestionError (empty, too long) or UnknownDocument (a filter not held).
    """
    asked = plain(clean(question))
    language = language_of(asked)
    scope = _scope(index, doc_ids, regions)
    intent = smalltalk.intent_of(asked)
    if intent != "question":
        return Query(question, asked, language, doc_ids=scope, intent=intent)
    mended, corrections = mend(smalltalk.without_greeting(asked), index)
    text = rewrite(mended, list(_askable(history)), index)
    is_follow_up = text != mended
    if is_follow_up:
        text, before = mend(text, index)
        corrections = (*before, *corrections)
    query = Query(question, text, language, corrections=corrections, is_follow_up=is_follow_up)
    return _placed(query, index, scope)


def _placed(query: Query, index: ArticleIndex, scope: Sequence[str]) -> Query:
    """The query with where to search, and what of it cannot be searched."""
    text = query.text
    named = named_documents(text, index.documents)
    of_year, unheld_years = of_years(text, index.documents, named)
    if of_year is not None:
        named = of_year
    inside = tuple(doc_id for doc_id in named if not scope or doc_id in scope)
    places = unheld_places(text, index)
    searched = inside or tuple(scope)
    left_out = tuple(doc_id for doc_id in named if doc_id not in inside)
    available = [document for document in index.documents if not scope or document.id in scope]
    found = addressed(text, index, searched)
    compared = inside if left_out else compared_documents(text, inside, available, places + found.laws)
    if found.laws and not compared:  # what is addressed and held is answered beside the law that is not
        compared = tuple(dict.fromkeys(index.article(i).doc_id for i in found.article_ids))
    unheld = places if compared or not named else ()
    return replace(
        query,
        doc_ids=searched,
        regions=tuple(dict.fromkeys(r for i in inside if (r := index.document(i).region))),
        addresses=found.article_ids,
        parts=found.parts,
        unheld=unheld + (found.laws or unheld_law(text, index)),
        missing=found.missing,
        compared=compared,
        left_out=left_out,
        unheld_years=unheld_years,
    )


def clean(question: str) -> str:
    """The question without control and invisible characters, white space folded. Raises QuestionError."""
    visible = (c for c in question if unicodedata.category(c) != "Cf")  # zero-width: 温\u200b州 is one word
    text = "".join(c if unicodedata.category(c) not in ("Cc", "Cs", "Co") else " " for c in visible)
    text = " ".join(text.split())
    if not any(c.isalnum() for c in text):
        raise QuestionError("请输入问题。The question is empty: type one, for example 谁列席党委常委会会议？")
    if len(text) > MAX_QUESTION_CHARS:
        raise QuestionError(
            f"问题太长（{len(text)} 字），请缩短到 {MAX_QUESTION_CHARS} 字以内。"
            f"The question has {len(text)} characters; the limit is {MAX_QUESTION_CHARS}."
        )
    return text


def _scope(index: ArticleIndex, doc_ids: Sequence[str], regions: Sequence[str]) -> tuple[str, ...]:
    """The documents that the caller's filters leave, in the index's order; () means all."""
    for doc_id in doc_ids:
        index.document(doc_id)
    of_regions = {doc_id for region in regions for doc_id in _of_region(region, index.documents)}
    wanted = set(doc_ids) & of_regions if doc_ids and regions else set(doc_ids) | of_regions
    if (doc_ids or regions) and not wanted:
        raise UnknownDocument(
            "没有文件同时符合所选的文件和地区，请放宽其一。"
            "The document and region filters leave no document. Loosen one of them"
        )
    return tuple(document.id for document in index.documents if document.id in wanted)


def _of_region(region: str, documents: Sequence[Document]) -> set[str]:
    """Ids of the documents of a region, named in either language. Raises UnknownDocument."""
    own = {d.id for d in documents if short_name(region).lower() in {short_name(d.region), d.region_en.lower()} - {""}}
    if not own:
        held = "、".join(dict.fromkeys(d.region for d in documents if d.region))
        raise UnknownDocument(f"没有 {region} 的文件。No document of region {region!r} in the index. Held: {held}")
    return own


def _askable(history: Sequence[str]) -> Iterator[str]:
    """The latest earlier questions, cleaned; what could not be asked and small talk are passed over."""
    for earlier in history[-MAX_HISTORY:]:
        with suppress(QuestionError):
            asked = plain(clean(earlier))
            if smalltalk.intent_of(asked) == "question":
                yield smalltalk.without_greeting(asked)
