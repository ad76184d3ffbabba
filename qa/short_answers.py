"""Evidence -> the few words that answer, in bold before it: which sentences give them, when they may stand. Pure."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from index.schema import Span
from qa.expected import expected
from qa.saying import CLAUSE, shared, words_asked, words_said
from qa.schema import Citation, Evidence, Query, ShortAnswer
from qa.short import WHO, YES_NO, short_span

ENUMERATED = re.compile(r"(?:^|[，。；：])[一二三四五六七八九]是")
SHORT_SHARE = 0.5  # of the words asked with that the fullest sentence says, for one that gives a short answer
# Of one document: what settles a yes or no, and the run of a list, must say such a share of the words asked with, or
# they are of something else; and a question that asks for several figures is not answered by one. On dev, of the short
# answers of one document 38 in 52 then hold a gold fact, without these two 43 in 71.
SETTLING_SHARE = 0.22
LONGEST_FIGURE = 12  # characters; what is longer is a clause
PARTED = re.compile(r"各(?:有|是|占|设|配)|分别|(?:多少|几).*(?:多少|几)|\beach\b|\brespectively\b", re.IGNORECASE)
# Confidence from which they stand in bold. Where several documents give one, 13 of 14 answers on dev hold a gold fact
# from the lower one on, and the other names the right people.
BOLD_FROM = 0.7
BOLD_FROM_SEVERAL = 0.5


def bold(short: tuple[ShortAnswer, ...], confidence: float) -> tuple[ShortAnswer, ...]:
    """Those that may stand before the evidence: what several documents each give needs less confidence."""
    several = len({one.citation for one in short}) > 1
    return short if confidence >= (BOLD_FROM_SEVERAL if several else BOLD_FROM) else ()


def short_answers(
    query: Query, chosen: Sequence[Evidence], citations: Sequence[Citation], asked: Sequence[str]
) -> tuple[ShortAnswer, ...]:
    """The words that answer, from the best sentence of each document that has some, in the order of the citations; of
    documents beside the best one, where they say about as much of what is asked. Of an article with several sentences
    that tell who alike, all."""
    if query.addresses or sum(bool(ENUMERATED.search(found.quote.text)) for found in chosen) > 1:
        return ()
    cited = {citation.article_id: citation for citation in citations}
    found: dict[str, list[tuple[Evidence, Span]]] = {}
    for strict in (True, False):
        for evidence in _telling(query, chosen, cited, asked):
            citation = cited[evidence.article_id]
            span = short_span(query.text, evidence.quote.text, asked, strict)
            own = found.get(citation.doc_id, [])
            if span and all(_tells_alike(query, (evidence, span), other, asked) for other in own):
                found[citation.doc_id] = [*own, (evidence, span)]
    if len(query.doc_ids) > 1 and len(found) < len(query.doc_ids):
        return ()  # half a comparison misleads
    if len(found) == 1 and not any(_is_about(query, *told, asked) for own in found.values() for told in own):
        return ()
    short = [_short(cited[evidence.article_id], evidence, span) for own in found.values() for evidence, span in own]
    return tuple(sorted(short, key=lambda one: (one.citation, one.start)))


def _is_about(query: Query, evidence: Evidence, span: Span, asked: Sequence[str]) -> bool:
    """Whether a clause or a list is of what is asked, and one figure answers all that is."""
    words = evidence.quote.text[span.start : span.end]
    kinds = expected(query.text)
    if YES_NO.search(query.text) or (kinds and kinds[-1] == "list" and span.end - span.start > LONGEST_FIGURE):
        wanted = words_asked(query.text, asked)
        return words_said(wanted, words) >= SETTLING_SHARE * len(wanted)
    return not PARTED.search(query.text)


def _tells_alike(query: Query, one: tuple[Evidence, Span], other: tuple[Evidence, Span], asked: Sequence[str]) -> bool:
    """Whether both, of one article, tell who, and say the same of what they do: to name half of them would mislead."""
    if not WHO.search(query.text) or YES_NO.search(query.text) or one[0].article_id != other[0].article_id:
        return False
    return one[0] != other[0] and len({_said_after(query, *told, asked) for told in (one, other)}) == 1


def _said_after(query: Query, evidence: Evidence, span: Span, asked: Sequence[str]) -> int:
    """How much of the question the clause says behind the words that answer."""
    rest = evidence.quote.text[span.end :]
    return shared(query.text, CLAUSE.match(rest)[0] if CLAUSE.match(rest) else rest, asked)


def _short(citation: Citation, evidence: Evidence, span: Span) -> ShortAnswer:
    start = evidence.quote.start + span.start
    words = evidence.quote.text[span.start : span.end]
    return ShortAnswer(citation.n, start, start + len(words), words)


def _telling(
    query: Query, chosen: Sequence[Evidence], cited: Mapping[str, Citation], asked: Sequence[str]
) -> list[Evidence]:
    """The sentences that may give a short answer, best first; who does what, the one that says most of the what."""
    said = {evidence: shared(query.text, evidence.quote.text, asked) for evidence in chosen}
    first = cited[chosen[0].article_id].doc_id
    near = [
        evidence
        for evidence in chosen
        if query.compared
        or cited[evidence.article_id].doc_id == first
        or said[evidence] >= SHORT_SHARE * max(said.values())
    ]
    return sorted(near, key=lambda evidence: -said[evidence]) if WHO.search(query.text) else near
