"""Quotes -> the answer as a person reads it: the short answer first, then the evidence by document. Pure."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from index.gloss import terms_in
from index.places import short_name
from index.schema import Document
from index.store import ArticleIndex
from qa.schema import Answer, Citation, Query, Quote, ShortAnswer

MAX_KEY_TERMS = 8
SAME_WORDING = 0.7  # Dice of two sentences from which on a reader takes them for one provision
CUT = "……"
FIGURES = re.compile(r"[0-9０-９]+|不得|不|可以?|应当?|必须|[一二三四五六七八九十两]+(?=[次名个年月日届分])")
IN_CHINESE = "The documents are in Chinese; these are their own words."
MAYBE_ZH, MAYBE_EN = "相关规定可能是：", "These provisions may be relevant. " + IN_CHINESE


def answer_text(
    query: Query,
    citations: Sequence[Citation],
    index: ArticleIndex,
    shown: int | None = None,
    short: Sequence[ShortAnswer] = (),
    assertive: bool = True,
) -> str:
    """The answer, up to the first `shown` citations where a number is given; key terms only once it is complete.
    What is not `assertive` says that it may be so."""
    english = query.language == "en"
    lines = [_lead(query, short, citations, index)] if assertive and short else []
    if english:
        lines += ["", IN_CHINESE if assertive else MAYBE_EN]
    elif not assertive:
        lines += [MAYBE_ZH]
    alike = _alike(citations)
    for group in alike:
        lines += _shared(query, group, index)
    told = {(citation.n, quote.start) for group in alike for citation, quote in group}
    for citation in citations[:shown]:
        quotes = [quote for quote in citation.quotes if (citation.n, quote.start) not in told]
        if quotes:
            lines += ["", _source(query, citation, index)]
            lines += [f"“{_shown(quote, citation, index)}” [{citation.n}]" for quote in quotes]
    if english and shown is None:
        lines += _key_terms(citations, index)
    return "\n".join(lines).strip()


def growing(answer: Answer, index: ArticleIndex) -> Iterator[Answer]:
    """An extractive answer as it stands after each of its citations but the last."""
    for shown in range(1, len(answer.citations)):
        part = answer.citations[:shown]
        numbers = {citation.n for citation in part}
        yield replace(
            answer,
            text=answer_text(answer.query, answer.citations, index, shown, answer.short, answer.assertive),
            short=tuple(one for one in answer.short if one.citation in numbers),
            statements=tuple(s for s in answer.statements if set(s.citations) <= numbers),
            citations=part,
        )


def _lead(query: Query, short: Sequence[ShortAnswer], citations: Sequence[Citation], index: ArticleIndex) -> str:
    """**the words** [n]; where several documents answer, each after its name."""
    documents = {citation.n: index.document(citation.doc_id) for citation in citations}
    words = [(documents[one.citation], f"**{' '.join(one.text.split())}** [{one.citation}]") for one in short]
    comma, colon, semicolon = (", ", ": ", "; ") if query.language == "en" else ("，", "：", "；")
    of_document = {d.id: comma.join(said for owner, said in words if owner.id == d.id) for d, _ in words}
    if len(of_document) == 1:
        return next(iter(of_document.values()))
    names = {d.id: _name(query, d) for d, _ in words}
    return semicolon.join(f"{names[i]}{colon}{said}" for i, said in of_document.items())


def _name(query: Query, document: Document) -> str:
    english = query.language == "en" and document.region_en
    return english or short_name(document.region) or document.title


def _alike(citations: Sequence[Citation]) -> list[list[tuple[Citation, Quote]]]:
    """Quotes of different documents in nearly the same words and with the same figures and modal words, together."""
    groups: list[list[tuple[Citation, Quote]]] = []
    for citation in citations:
        for quote in citation.quotes:
            for group in groups:
                others = {other.doc_id for other, _ in group}
                if citation.doc_id not in others and _is_same(group[0][1].text, quote.text):
                    group.append((citation, quote))
                    break
            else:
                groups.append([(citation, quote)])
    return [group for group in groups if len(group) > 1]


def _is_same(one: str, other: str) -> bool:
    figures = Counter(FIGURES.findall(one)) == Counter(FIGURES.findall(other))
    return figures and likeness(one, other) >= SAME_WORDING


def likeness(one: str, other: str) -> float:
    """Dice coefficient of two texts' pairs of characters, marks left out: 1 for the same wording, 0 for none shared."""
    a, b = (Counter(pairwise(c for c in text if c.isalnum())) for text in (one, other))
    return 2 * (a & b).total() / max(a.total() + b.total(), 1)


def _shared(query: Query, group: Sequence[tuple[Citation, Quote]], index: ArticleIndex) -> list[str]:
    """One provision of several documents: who has it, the words of the first, where each stands."""
    names = [_name(query, index.document(citation.doc_id)) for citation, _ in group]
    marks = "".join(f"[{citation.n}]" for citation, _ in group)
    first, quote = group[0]
    exact = len({other.text for _, other in group}) == 1
    if query.language == "en":
        head = f"{', '.join(names)} say {'the same' if exact else 'nearly the same'}:"
    else:
        head = f"{'、'.join(names)}均规定{'' if exact else '（文字略有出入）'}："
    sources = [f"{_source(query, citation, index)} [{citation.n}]" for citation, _ in group]
    return ["", head, f"“{_shown(quote, first, index)}” {marks}", *sources]


def _shown(quote: Quote, citation: Citation, index: ArticleIndex) -> str:
    """The quote on one line, with …… where it was cut out of its sentence."""
    own = [index.sentences[row] for row in index.sentence_rows[citation.article_id]]
    before = "" if any(s.start == quote.start for s in own) else CUT
    after = "" if any(s.end == quote.end for s in own) else CUT
    return f"{before}{' '.join(quote.text.split())}{after}"


def _source(query: Query, citation: Citation, index: ArticleIndex) -> str:
    document = index.document(citation.doc_id)
    if query.language == "en":
        region = f"{document.region_en or short_name(document.region)}: " if document.region else ""
        return f"{region}{document.title_en or document.title}, {citation.label}"
    return f"{document.region + ' · ' if document.region else ''}《{document.title}》{citation.label}"


def _key_terms(citations: Sequence[Citation], index: ArticleIndex) -> list[str]:
    """One line of the glossary's terms in the quotes, in reading order."""
    text = "\n".join(quote.text for citation in citations for quote in citation.quotes)
    terms = terms_in(text, index.terms)[:MAX_KEY_TERMS]
    return ["", "Key terms: " + "; ".join(f"{term.chinese} = {term.english[0]}" for term in terms)] if terms else []
