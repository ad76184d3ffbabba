"""A question, and those before it, to a Query: language, documents and places named, addresses, follow-ups. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress

from index.address import find_addresses, matches
from index.errors import QuestionError, UnknownDocument
from index.places import short_name
from index.schema import Document
from index.store import ArticleIndex
from qa.schema import Language, Missing, Query

MAX_QUESTION_CHARS = 2000
MAX_HISTORY = 50  # earlier questions that a follow-up can reach back over
MIN_TITLE_CHARS = 4  # a shorter run of a title is no mention of the document

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
FOLLOW_UP_ZH = re.compile(r"^(?:那么?|还有|另外)|它|他们|她们|这个|这些|该|上述|其中|类似|同样|一样|也|呢[，,？?]|呢$")
FOLLOW_UP_EN = re.compile(
    r"^(?:and|so|but|what about|how about|what if|then)\b|\b(?:there|it|its|they|them|that|this|same|too|also)\b", re.I
)
MAX_FOLLOW_UP_CHARS = 20
MAX_FOLLOW_UP_WORDS = 9
FILLER_ZH = re.compile(r"^(?:那么?|还有|另外)[，,]?|的?呢[？?]?$|[？?]$")
FILLER_EN = re.compile(r"^(?:and|so|but|then|what about|how about|what if)\b[\s,]*|\?$", re.I)
NAMED_TITLE = re.compile(r"《([^》]+)》")
LAW_ASKED = re.compile(  # a question about what a law or document itself says: it is the subject
    r"^(?:请问)?(?:按照?|根据|依照|依据)?(?:《([^》]*(?:法|条例|办法|规定|细则|准则))》|"
    r"((?!依法|立法|司法)[\u4e00-\u9fff]{2,12}(?:法|条例))|([\u4e00-\u9fff]{1,4}〔[0-9]{4}〕[0-9]+号(?:文件?)?))"
    r"(?:里|中|上|规定|要求|对|,|第)"  # after NFKC: its comma is the ASCII one
)
LAW_BEFORE_ADDRESS = re.compile(  # not 合肥的规定, 本法: those name none
    r"(?:请问)?(?:按照?|根据|依照|依据)?"
    r"([\u4e00-\u9fff]{1,16}?(?:(?<![的该本个述])(?:条例|办法|规定|细则)|(?<![的该本个述办])法))》?$"
)


def analyse(
    question: str,
    index: ArticleIndex,
    history: Sequence[str] = (),
    doc_ids: Sequence[str] = (),
    regions: Sequence[str] = (),
) -> Query:
    """What to search for, and where. Raises QuestionError (empty, too long) or UnknownDocument (a filter not held)."""
    asked = clean(question)
    language = language_of(asked)
    scope = _scope(index, doc_ids, regions)
    text = _resolve(asked, list(_askable(history)), index)
    held = named_documents(text, index.documents)
    unheld = unheld_places(text, index) if not held else ()
    inside = tuple(doc_id for doc_id in held if not scope or doc_id in scope)
    if held and not inside:
        unheld = tuple(_region(index.document(doc_id), language) or doc_id for doc_id in held)
    searched = inside or scope
    found, missing, laws = _addresses(text, index, searched)
    laws = laws or tuple(law for law in unheld_law(text, index.documents) if not index.titles.ending(law))
    return Query(
        question=question,
        text=text,
        language=language,
        doc_ids=searched,
        regions=tuple(dict.fromkeys(r for i in inside if (r := index.document(i).region))),
        addresses=found,
        unheld=unheld + laws,
        missing=missing,
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


def language_of(text: str) -> Language:
    """`zh` when Chinese characters outnumber Latin words, or where there is neither."""
    return "en" if len(LATIN_WORD.findall(text)) > len(HAN.findall(text)) else "zh"


def _scope(index: ArticleIndex, doc_ids: Sequence[str], regions: Sequence[str]) -> tuple[str, ...]:
    """The documents that the caller's filters leave, in the index's order; () means all."""
    for doc_id in doc_ids:
        index.document(doc_id)
    of_regions = {doc_id for region in regions for doc_id in _of_region(region, index.documents)}
    wanted = set(doc_ids) & of_regions if doc_ids and regions else set(doc_ids) | of_regions
    if (doc_ids or regions) and not wanted:
        raise UnknownDocument("The document and region filters leave no document. Loosen one of them")
    return tuple(document.id for document in index.documents if document.id in wanted)


def _of_region(region: str, documents: Sequence[Document]) -> set[str]:
    """Ids of the documents of a region, named in either language. Raises UnknownDocument."""
    own = {d.id for d in documents if short_name(region).lower() in {short_name(d.region), d.region_en.lower()} - {""}}
    if not own:
        held = "、".join(dict.fromkeys(d.region for d in documents if d.region))
        raise UnknownDocument(f"No document of region {region!r} in the index. Held: {held}")
    return own


def _region(document: Document, language: Language) -> str:
    return (document.region_en if language == "en" else "") or document.region


def _names(document: Document) -> tuple[set[str], set[str]]:
    """(Chinese names, English names) that stand for a document in a question."""
    chinese = {short_name(document.region), document.region, short_name(document.province)} - {""}
    return chinese, {document.region_en.lower()} - {""}


def named_documents(text: str, documents: Iterable[Document]) -> tuple[str, ...]:
    """Ids of the documents that a text names, by region, province or title."""
    titles = [title for title in NAMED_TITLE.findall(text) if len(title) >= MIN_TITLE_CHARS]
    lowered = text.lower()
    found = []
    for document in documents:
        chinese, english = _names(document)
        named = any(name in text for name in chinese)
        named = named or any(re.search(rf"\b{re.escape(name)}\b", lowered) for name in english)
        if named or any(title in document.title or document.title in title for title in titles):
            found.append(document.id)
    return tuple(found)


def unheld_places(text: str, index: ArticleIndex) -> tuple[str, ...]:
    """Places named in a text that no document of the index mentions."""
    words = set(index.segmenter.words(text))
    lowered = text.lower()
    found: dict[str, None] = {}
    for place in index.places:
        name = place.chinese
        in_chinese = name in words or any(name + suffix in text for suffix in ("市", "省", "区", "自治区"))
        in_english = re.search(rf"\b{re.escape(place.english.lower())}\b", lowered)
        if (in_chinese or in_english) and not any(name in document.text for document in index.documents):
            found[name if in_chinese else place.english] = None
    return tuple(found)


def unheld_law(text: str, documents: Iterable[Document]) -> tuple[str, ...]:
    """The law, regulation or document number that a question is about, when no document held is it."""
    asked = LAW_ASKED.search(unicodedata.normalize("NFKC", text))
    if not asked:
        return ()
    name = next(group for group in asked.groups() if group)
    if named_documents(text[asked.end() :], documents):
        return ()  # what a held document makes of that law
    return () if any(name in d.title or name.startswith(d.document_number or "\0") for d in documents) else (name,)


def _askable(history: Sequence[str]) -> Iterator[str]:
    """The latest earlier questions, cleaned; what could not be asked is passed over."""
    for earlier in history[-MAX_HISTORY:]:
        with suppress(QuestionError):
            yield clean(earlier)


def _resolve(text: str, history: Sequence[str], index: ArticleIndex) -> str:
    """A follow-up with what it leaves out filled in from the question before it."""
    if not history or not _is_follow_up(text):
        return text
    before = _resolve(history[-1], history[:-1], index)
    if named_documents(text, index.documents) or unheld_places(text, index):
        before = _without_places(before, index.documents)
    if find_addresses(text):
        before = _without_addresses(before)
    filler = FILLER_EN if language_of(text) == "en" else FILLER_ZH
    return f"{before} {filler.sub('', filler.sub('', text)).strip()}".strip()


def _without_places(text: str, documents: Sequence[Document]) -> str:
    """合肥市委的意见 -> 市委的意见; only whole names go."""
    for document in documents:
        chinese, english = _names(document)
        for name in sorted(chinese | english, key=len, reverse=True):
            text = re.sub(rf"{re.escape(name)}(?![委人政])的?", "", text, flags=re.I)
    return " ".join(text.split())


def _without_addresses(text: str) -> str:
    for address in reversed(find_addresses(text)):
        text = text[: address.span.start] + text[address.span.end :]
    return text


def _is_follow_up(text: str) -> bool:
    if language_of(text) == "en":
        return len(text.split()) <= MAX_FOLLOW_UP_WORDS and bool(FOLLOW_UP_EN.search(text))
    return len(text) <= MAX_FOLLOW_UP_CHARS and bool(FOLLOW_UP_ZH.search(text))


def _addresses(
    text: str, index: ArticleIndex, doc_ids: Sequence[str]
) -> tuple[tuple[str, ...], tuple[Missing, ...], tuple[str, ...]]:
    """(article ids addressed, addresses that do not exist, laws addressed that are not held)."""
    found: dict[str, None] = {}
    missing, laws = [], []
    scope = [document for document in index.documents if not doc_ids or document.id in doc_ids]
    in_scope = {document.id for document in scope}
    for address in find_addresses(text):
        printed = text[address.span.start : address.span.end]
        before = text[: address.span.start]
        law = LAW_BEFORE_ADDRESS.search(before)
        titled = [document for document in index.titles.ending(before) if document.id in in_scope]
        meant = titled[:1] or [document for document in scope if not law or law[1] in document.title]
        if law and not meant:
            laws.append(law[1])
            continue
        own = [a.id for document in meant for a in index.articles_of_document[document.id] if matches(address, a)]
        found |= dict.fromkeys(own)
        if not own:
            missing.append(Missing(printed, tuple(document.id for document in meant)))
    return tuple(found), tuple(missing), tuple(laws)
