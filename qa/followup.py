"""A follow-up (那合肥呢？ And in Guangzhou? 它由谁主持？) to a question that stands alone, by rules. Pure.

This is the one seam for rewriting: `analyse` takes any `Rewrite`, `resolve` is the one that needs no model.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence

from index.address import Address, address_pieces, find_addresses, matches
from index.gloss import english_stems
from index.store import ArticleIndex
from qa.comparison import COMPARES
from qa.naming import LAW_ASKED, YEAR, YEAR_OF_DOCUMENT, named_documents
from qa.place_names import JOINTS, mentions, place_runs, without_places

# (the question, those before it from the oldest, the index) -> the question as it would be asked alone
Rewrite = Callable[[str, Sequence[str], ArticleIndex], str]

HAN = re.compile(r"[\u3400-\u9fff]")
LATIN_WORD = re.compile(r"[A-Za-z]{2,}")
MAX_CHARS = 20  # a longer question says what it is about
MAX_WORDS = 9
_PAPER_ZH = r"(?:意见|文件|材料|规定|办法|发言)"
OPENING_ZH = re.compile(r"^(?:那(?!些|个|份|条|里|种|天|年)(?:么)?|还有|另外|至于|换成|再说)")
POINTING_ZH = re.compile(
    r"(?<!其)它|他们|她们|这(?:个|些|里|样|种|条|项|是|会|要|么)|那(?:个|些|里|种|条|项)|^这|"
    r"该(?=市|县|镇|区|省|地|条|款|项|制度|机构|单位|委员会|会议|人员|代表)|上述|其中|前者|后者|对此"
)
POINTING_AT_PAPER_ZH = re.compile(rf"(?:这|那|该|上述)[份个篇项]?{_PAPER_ZH}")
LIKENING_ZH = re.compile(r"也|同样|一样|类似|呢[，,]")
CLOSING_ZH = re.compile(r"呢[？?]?$")
OPENING_EN = re.compile(r"^(?:and|so|but|or|then|what about|how about|what if|also)\b", re.IGNORECASE)
POINTING_EN = re.compile(
    r"\b(?:it|its|they|them|their|he|she|same|too|also|either|as well|ones)\b|"
    r"(?<!\bis )(?<!\bare )(?<!\bwas )(?<!\bwere )(?<!\bbe )\bthere\b(?! (?:is|are|was|were)\b)|"
    r"\b(?:does|do|did|is|are|was|has|about|in|of|for|on|under|with|from|by|to|than)\s+(?:that|this|those|these)\b|"
    r"^(?:that|this|those|these)\b",
    re.IGNORECASE,
)
FILLER_ZH = re.compile(r"^(?:那么?|还有|另外|至于|换成|再说)[，,]?|的?呢[？?]?$|[？?]$")
FILLER_EN = re.compile(r"^(?:and|so|but|or|then|also|what about|how about|what if)\b[\s,]*|\?$", re.IGNORECASE)
ASKS_ZH = re.compile(
    r"(?:在)?什么时候|何时|多久(?:一次)?|多长时间|多少[个名次元人]?|几[个名次天位条年]|哪(?:些|几)?[个位里年天种]?|谁|"
    r"怎么样?|怎样|如何|为什么|为何|是不是|是否|有没有|能不能|什么|吗|[？?]"
)
ASKS_EN = re.compile(r"\b(?:who|whom|whose|what|when|where|which|why|how(?: often| many| much| long)?)\b|\?", re.I)
GENERIC_ZH = re.compile(r"怎么样?|怎样|如何|什么|吗|[？?]")  # asks what the question before it asked
GENERIC_EN = re.compile(r"\bwhat\b|\bhow\b(?! (?:often|many|much|long))|\?", re.IGNORECASE)
SAYING_ZH = re.compile(
    r"规定|要求|[写讲说定做]|的|[是有在对得了着]|情况|方面|内容|都|又|会|要|应当?|可以|具体|一次|呢|吧|啊|[，。、！\s]"
)
SAYING_EN = frozenset("often many much long say say said mean rule requir articl item document citi case".split())
ANOTHER_YEAR = re.compile(
    r"(?:the\s+)?(?:one\s+)?(?:(?:of|in|from)\s+)?((?:19|20)[0-9]{2})"
    rf"(?:年(?:[印颁]?发|发布|出台)?的?{_PAPER_ZH}?|\s+\w+)?",
    re.IGNORECASE,
)
ANOTHER_LAW = re.compile(r"《?([\u4e00-\u9fff]{1,12}(?:法典?|条例))》?")
ITS_ZH = re.compile(r"^(?:它|其|该条|这条|那条)")
AROUND_PART_EN = re.compile(r"\b(?:what|does|do|say|says|about|the|its|of|it)\b", re.IGNORECASE)
EDGES_EN = re.compile(r"^\s*(?:of|in)\s+|[\s,]+$")
BRACKETED_NUMBER = re.compile(r"[（(]\s*[一二三四五六七八九十]+\s*[）)]")


def language_of(text: str) -> str:
    """`zh` when Chinese characters outnumber Latin words, or where there is neither."""
    return "en" if len(LATIN_WORD.findall(text)) > len(HAN.findall(text)) else "zh"


def resolve(text: str, history: Sequence[str], index: ArticleIndex) -> str:
    """A follow-up with what it leaves out filled in from the question before it; another question as it is."""
    if not history or not is_follow_up(text, index):
        return text
    before = resolve(history[-1], history[:-1], index)
    if another := _of_another(text, before):
        return another
    places = mentions(text, index)
    if (
        places
        and not find_addresses(text)
        and _says_nothing(text, index, GENERIC_EN if language_of(text) == "en" else GENERIC_ZH)
    ):
        return _with_places(before, places, index)
    if _likens_to_one(text, places):
        named = [before[start:end] for start, end in place_runs(before, index)]
        if _says_nothing(COMPARES.sub("", text), index, GENERIC_EN if language_of(text) == "en" else GENERIC_ZH):
            return _with_places(before, [*named, *places], index)
        return f"{before} {text}"
    if part := _lone_part(text):
        return _with_part(before, part, index)
    filler, asks = (FILLER_EN, ASKS_EN) if language_of(text) == "en" else (FILLER_ZH, ASKS_ZH)
    rest = filler.sub("", filler.sub("", text)).strip()
    if places or named_documents(text, index.documents):
        before = without_places(before, index)
    if find_addresses(text):
        before = _without_addresses(before)
    if asks.search(rest):  # it asks for something else than the question before it
        before = asks.sub(" ", before)
    return " ".join(f"{before} {rest}".split())


def _of_another(text: str, before: str) -> str:
    """2023年的文件讲什么 and 那2007年的呢 -> 2007年的文件讲什么; a law for a law alike; else ""."""
    filler = FILLER_EN if language_of(text) == "en" else FILLER_ZH
    rest = filler.sub("", filler.sub("", text)).strip()
    year, law = ANOTHER_YEAR.fullmatch(rest), ANOTHER_LAW.fullmatch(rest)
    if year and (asked := YEAR_OF_DOCUMENT.search(before)):
        return before[: asked.start()] + YEAR.sub(year[1], asked[0]) + before[asked.end() :]
    if law and (asked := LAW_ASKED.search(before)):
        start, end = _law_span(asked)
        return before[:start] + law[1] + before[end:]
    return ""


def _law_span(asked: re.Match[str]) -> tuple[int, int]:
    """Where the name of the law stands that LAW_ASKED found."""
    return next(asked.span(group) for group in (1, 2, 3) if asked[group])


def _likens_to_one(text: str, places: Sequence[str]) -> bool:
    """Whether a follow-up likens what was asked before to one place: 和广州比呢, Compare it with Guangzhou."""
    return len(places) == 1 and bool(COMPARES.search(text))


def _lone_part(text: str) -> str:
    """那第二款呢？ 它的第二款讲什么？ And the second paragraph? -> the part; "" where something else is asked."""
    if language_of(text) == "en":
        rest = AROUND_PART_EN.sub(" ", FILLER_EN.sub("", FILLER_EN.sub("", text)))
    else:
        rest = ITS_ZH.sub("", SAYING_ZH.sub("", ASKS_ZH.sub("", FILLER_ZH.sub("", FILLER_ZH.sub("", text)))))
    rest = rest.strip()
    found = address_pieces(rest)
    is_part = len(found) == 1 and found[0].article is None and found[0].section is None
    return rest if is_part and (found[0].span.start, found[0].span.end) == (0, len(rest)) else ""


def _with_part(before: str, part: str, index: ArticleIndex) -> str:
    """第8条第一款讲什么？ -> 第8条第二款讲什么？; at the end where the question named no address, or where
    the section that it named has no such item (四、（十四）, then （一）)."""
    named = find_addresses(before)
    if not named:
        return f"{before} {part}"
    last = named[-1]
    printed = before[last.span.start : last.span.end]
    text = before[: last.span.start] + _other_part(printed, part) + before[last.span.end :]
    if last.section is None or _is_there(text, index):
        return text
    return f"{_without_addresses(before)} {part}"


def _other_part(printed: str, part: str) -> str:
    """An address as printed, with another part: 一、（二） and （三） -> 一、（三）."""
    brackets = list(BRACKETED_NUMBER.finditer(printed))
    if brackets and BRACKETED_NUMBER.fullmatch(part):
        return printed[: brackets[-1].start()] + part + printed[brackets[-1].end() :]
    (wanted,) = address_pieces(part)
    for piece in reversed(address_pieces(printed)):
        if _is_replaced(piece, wanted):
            printed = printed[: piece.span.start] + printed[piece.span.end :]
    return f"{EDGES_EN.sub('', printed)}, {part}" if part.isascii() else printed + part


def _is_replaced(piece: Address, wanted: Address) -> bool:
    """Another paragraph takes the place of paragraph and item, another item that of the item."""
    if piece.article or piece.section:
        return False
    return piece.item is not None or wanted.item is None


def _is_there(text: str, index: ArticleIndex) -> bool:
    """Whether the last address of a text is an article of the documents that it names."""
    doc_ids = named_documents(text, index.documents)
    address = find_addresses(text)[-1]
    return any(matches(address, a) for a in index.articles if not doc_ids or a.doc_id in doc_ids)


def is_follow_up(text: str, index: ArticleIndex) -> bool:
    """Whether a question is short and points back, likens, or says nothing of its own but a place or a number."""
    if language_of(text) == "en":
        if len(text.split()) > MAX_WORDS:
            return False
        pointing = OPENING_EN.search(text) or POINTING_EN.search(text) or _lone_part(text)
        return bool(pointing) or _says_nothing(text, index, ASKS_EN)
    if len(text) > MAX_CHARS:
        return False
    named = len(named_documents(text, index.documents))
    if OPENING_ZH.search(text) or CLOSING_ZH.search(text) or _lone_part(text):
        return True
    if LIKENING_ZH.search(text):
        return named < 2  # 温州和合肥的要求一样吗 likens two that it names
    if POINTING_AT_PAPER_ZH.search(text):
        return not named
    return bool(POINTING_ZH.search(text)) or _says_nothing(text, index, ASKS_ZH)


def _says_nothing(text: str, index: ArticleIndex, asks: re.Pattern[str]) -> bool:
    """Whether a text holds but places, or addresses, words that ask and words like 规定: 广州是怎么写的？ 第9条？

    An address in a place that is named (温州第14条) is a question of its own.
    """
    if find_addresses(text) and mentions(text, index):
        return False
    bare = asks.sub(" ", _bare(text, index))
    if language_of(text) == "en":
        return not set(english_stems(OPENING_EN.sub("", bare))) - SAYING_EN
    bare = re.sub(JOINTS, "", FILLER_ZH.sub("", bare.strip()))
    return not SAYING_ZH.sub("", bare).strip("市省县镇区")


def _bare(text: str, index: ArticleIndex) -> str:
    """The text without addresses and names of places."""
    text = _without_addresses(text)
    for name in sorted(mentions(text, index), key=len, reverse=True):
        text = re.sub(re.escape(name), "", text, flags=re.IGNORECASE)
    return text


def _with_places(before: str, places: Sequence[str], index: ArticleIndex) -> str:
    """温州和广州的规定 -> 合肥的规定; in place of a law where one was asked about; else at the end."""
    english = language_of(before) == "en"
    named = (" and " if english else "、").join(places)
    runs = place_runs(before, index)
    if not runs and (asked := LAW_ASKED.search(before)):
        start, end = _law_span(asked)
        return before[:start].removesuffix("《") + named + _without_addresses(before[end:].removeprefix("》"))
    if not runs:
        return f"{before} {'in ' if english else ''}{named}"
    for start, end in reversed(runs[1:]):
        before = before[:start] + before[end:]
    start, end = runs[0]
    return before[:start] + named + before[end:]


def _without_addresses(text: str) -> str:
    for address in reversed(find_addresses(text)):
        text = text[: address.span.start] + text[address.span.end :]
    return text
