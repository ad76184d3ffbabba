"""The documents, regions, years, places and laws that a question names. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Sequence

from index.counties import County, counties_in
from index.places import PROVINCE_ENGLISH, english_name, short_name
from index.schema import Document
from index.store import ArticleIndex
from qa.schema import Language

MIN_TITLE_CHARS = 4  # a shorter run of a title is no mention of the document
MIN_ISSUER_CHARS = 4

NAMED_TITLE = re.compile(r"《([^》]+)》")
DOCUMENT_NUMBER = re.compile(r"([\u4e00-\u9fff]{1,6})[〔\[［(（【]([0-9]{4})[〕\]］)）】]\s*(?:第)?([0-9]+)号")
BRACKETED = re.compile(r"[〔\[［(（【]([0-9]{4})[〕\]］)）】]")
YEAR = re.compile(r"(?<![0-9])((?:19|20)[0-9]{2})(?![0-9])")
_PAPER = r"(?:文件|意见|规定|办法|条例|决定|通知|讲话|发言|材料|规则|细则)"
DATE = re.compile(r"([0-9]{4})年([0-9]{1,2})月([0-9]{1,2})日")
YEAR_OF_DOCUMENT = re.compile(
    rf"(?<![0-9])((?:19|20)[0-9]{{2}})年(?:[0-9]{{1,2}}月(?:[0-9]{{1,2}}日)?)?"
    rf"(?:(?:发布|印发|出台|制定|颁布|下发|通过|公布)的?|的|[那这]份)?[\u4e00-\u9fff]{{0,4}}?{_PAPER}|"
    r"\b((?:19|20)[0-9]{2})\s+(?:opinions?|documents?|regulations?|rules?|measures|speech|decisions?)\b|"
    r"\b(?:opinions?|documents?|regulations?|rules?|measures|speech|decisions?)\s+"
    r"(?:(?:issued|published|adopted|dated|made)\s+)?(?:in|from|of)\s+((?:19|20)[0-9]{2})\b",
    re.IGNORECASE,
)
_NO_LAW = "看说做想方写用学没无非违合立司执普守依"  # before 法 it makes another word than the name of a law
LAW_ASKED = re.compile(  # a question about what a law or document itself says: it is the subject
    r"^(?:请问)?(?:按照?|根据|依照|依据)?(?:《([^》]*(?:法|条例|办法|规定|细则|准则))》|"
    rf"((?!依法|立法(?!法)|司法)[\u4e00-\u9fff]{{1,12}}(?:(?<![{_NO_LAW}])法典?|条例))|"
    r"([\u4e00-\u9fff]{1,4}〔[0-9]{4}〕[0-9]+号(?:文件?)?))"
    r"(?:里|中|上|规定|要求|对|,|第)"  # after NFKC: its comma is the ASCII one
)

_WORDS_EN = r"(?:(?:of|on|and|the|for) )*"
LAW_ASKED_EN = re.compile(
    r"\b(?i:articles? [0-9]+ of|under|according to|what (?:does|do|is in)) the "
    rf"((?:[A-Z][\w’'-]*,? {_WORDS_EN})*(?:Law|Act|Regulations?)\b(?: {_WORDS_EN}[A-Z][\w’'-]*)*)"
)


def region_name(document: Document, language: Language) -> str:
    return (document.region_en if language == "en" else "") or document.region


def date_en(document: Document) -> str:
    """2007-09-17 where the date is printed with year, month and day, else as printed."""
    printed = unicodedata.normalize("NFKC", document.date)
    found = DATE.search(printed)
    return "-".join((found[1], found[2].zfill(2), found[3].zfill(2))) if found else printed


def names_of(document: Document) -> tuple[set[str], set[str]]:
    """(Chinese names, English names) of the place that stands for a document in a question."""
    province = short_name(document.province)
    chinese = {short_name(document.region), document.region, province} - {""}
    return chinese, {document.region_en.lower(), PROVINCE_ENGLISH.get(province, "").lower()} - {""}


def named_documents(text: str, documents: Iterable[Document]) -> tuple[str, ...]:
    """Ids of the documents that a text names, by region, province, issuer, title or document number."""
    titles = [title for title in NAMED_TITLE.findall(text) if len(title) >= MIN_TITLE_CHARS]
    numbers = {_number(*match.groups()) for match in DOCUMENT_NUMBER.finditer(unicodedata.normalize("NFKC", text))}
    lowered = text.lower()
    return tuple(d.id for d in documents if _is_named(d, text, lowered, titles, numbers))


def _is_named(document: Document, text: str, lowered: str, titles: Sequence[str], numbers: set[str]) -> bool:
    chinese, english = names_of(document)
    if any(name in text for name in chinese):
        return True
    if any(re.search(english_name(name), lowered) for name in english):
        return True
    if any(_is_title(title, document.title) for title in titles):
        return True
    whole = {document.title, document.issuer, document.issuer.removeprefix("中共")}
    whole = {name for name in whole if len(name) >= MIN_ISSUER_CHARS} | {document.title_en.lower()} - {""}
    if any(name in lowered for name in whole):
        return True
    number = numbers and DOCUMENT_NUMBER.search(unicodedata.normalize("NFKC", document.document_number))
    return bool(number and _number(*number.groups()) in numbers)


def _is_title(said: str, title: str) -> bool:
    """Whether 《said》 is the title, a part of it, or it with words left out (《关于加强人大工作的意见》)."""
    if said in title or title in said:
        return True
    characters = iter(title)
    return len(said) >= len(title) / 2 and all(c in characters for c in said)


def _number(letters: str, year: str, count: str) -> str:
    return f"{letters}〔{year}〕{count}号"


def years_of(document: Document) -> set[int]:
    """Years of a document's date and number; none where neither is known."""
    printed = unicodedata.normalize("NFKC", f"{document.date} {document.document_number}")
    return {int(year) for year in YEAR.findall(printed)}


def of_years(
    text: str, documents: Sequence[Document], named: Sequence[str]
) -> tuple[tuple[str, ...] | None, tuple[int, ...]]:
    """(ids of the documents of the years that a text asks for, None where it asks for none; years that none is of).

    A document without a date is of no year, but where it is named no year rules it out.
    """
    years = [int(next(filter(None, match.groups()))) for match in YEAR_OF_DOCUMENT.finditer(text)]
    if not years:
        return None, ()
    known = {document.id: years_of(document) for document in documents if not named or document.id in named}
    found = [i for i, own in known.items() if own & set(years) or (i in named and not own)]
    unheld = [year for year in years if not any(year in known[i] or not known[i] for i in found)]
    return tuple(found), tuple(dict.fromkeys(unheld))


def unheld_places(text: str, index: ArticleIndex) -> tuple[str, ...]:
    """Places named in a text, as it names them, that no document of the index mentions."""
    words = set(index.segmenter.words(text))
    lowered = text.lower()
    held = {name for document in index.documents for own in names_of(document) for name in own}
    found: dict[str, None] = {}
    for place in index.places:
        name = place.chinese
        in_chinese = name in text and (name in words or any(name + s in text for s in ("市", "省", "区", "自治区")))
        english = place.english.lower()
        in_english = english in lowered and re.search(english_name(english), lowered)
        if (in_chinese or in_english) and not (
            {name, english} & held or any(name in document.text for document in index.documents)
        ):
            found[name if in_chinese else place.english] = None
    narrower = [name for name, county in counties_in(text, words).items() if not _is_printed(county, index)]
    return (*(name for name in found if not any(n.startswith(name) for n in narrower)), *narrower)


def _is_printed(county: County, index: ArticleIndex) -> bool:
    """Whether a document mentions the county, or is of a place that is called so."""
    name = short_name(county.chinese)
    return any(
        name in document.text or name in document.region or county.english == document.region_en
        for document in index.documents
    )


def city_documents(name: str, index: ArticleIndex) -> tuple[Document, ...]:
    """The documents of the city that a county, district or county-level city of this name belongs to."""
    county = next(iter(counties_in(f"{name} county", (name, short_name(name))).values()), None)
    cities = {short_name(city) for city in county.within} if county else set()
    return tuple(document for document in index.documents if short_name(document.region) in cities)


def unheld_law(text: str, index: ArticleIndex) -> tuple[str, ...]:
    """The law, regulation or document number that a question is about, when no document held is it."""
    asked = LAW_ASKED.search(BRACKETED.sub(r"〔\1〕", unicodedata.normalize("NFKC", text))) or LAW_ASKED_EN.search(text)
    if not asked:
        return ()
    name = next(group for group in asked.groups() if group)
    if index.titles.ending(name) or named_documents(text[asked.end() :], index.documents):
        return ()  # it is held, or what a held document makes of that law is asked
    return () if any(_is_called(name, document) for document in index.documents) else (name,)


def _is_called(name: str, document: Document) -> bool:
    in_title = name in document.title or name.lower() in document.title_en.lower()
    return in_title or name.startswith(document.document_number or "\0")
