"""What a statement claims that can be checked to the letter: numbers, negation, modality, quotes, names. Pure."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from math import prod

from index.numerals import parse_number

# --- numbers

_CN = "零〇○一二三四五六七八九十百千万两"
_UNIT = (
    "个月|个工作日|工作日|小时|分钟|周年|年度|季度|年|月|日|号|天|周|届|次|回|遍|名|人|位|个|件|条|款|项|章|节|篇|份|元|岁|级|类|种|"
    "家|处|户|倍|成|厅|代|期|批|轮|步|方面|部门|政府"
)
_SCALE = "万亿|[百千]?[万亿]|千(?![克瓦米])"
_SCALES = {"百": 100, "千": 1000, "万": 10**4, "亿": 10**8}
NUMBER_ZH = re.compile(
    rf"(?<![\d/])(?P<over>[1-9]\d?)[/⁄](?P<under>[1-9]\d?)(?![\d/⁄])|"
    rf"每(?P<every>[{_CN}]*|\d*)个?(?P<period>季度|季|年度|年|月|周|星期|天|日|届)|"
    rf"百分之(?P<cent>[{_CN}]+|\d+(?:\.\d+)?)|(?P<below>[{_CN}]+|\d+)分之(?P<above>[{_CN}]+|\d+)|"
    rf"(?P<half>半)(?=数|年|月|天|个|届|以上)|过(?P<most>半)|"
    rf"(?P<digits>\d[\d,]*(?:\.\d+)?)\s*(?P<percent>%)?"
    rf"(?P<scale>{_SCALE}|(?=[-~—至到]\d[\d,.]*(?P<shared>{_SCALE})))?(?P<unit>{_UNIT})?|"  # 5-20万元: 5万 to 20万
    rf"(?P<ordinal>第)?(?P<han>[{_CN}]+)(?P<han_scale>亿)?(?P<han_unit>{_UNIT}|(?<=[万亿]))|第(?P<bare>[{_CN}]+)"
)
SAME_UNIT = {
    **{"个月": "月", "个工作日": "工作日", "天": "日", "周年": "年", "年度": "年"},
    **{"回": "次", "遍": "次", "名": "人", "位": "人", "个": ""},
}
IDIOMS = re.compile(
    "一府两院|一府一委两院|四大班子|三中、四中全会|一方面|一系列|一般|一律|一定|统一|一些|一致|一切|唯一|进一步|一并|一起|一经|一旦|"
    "万一|十分(?!之)|一线|一体|一把手|一票否决|千方百计|百花齐放|一心一意|五年规划|两个维护|四个意识|十七届|四自"
)
UNCLAIMED_ONE = {"", "种", "项", "条", "家", "处", "步", "代", "级", "期", "批", "方面", "部门", "政府"}
ENGLISH_NUMBERS = {
    word: value
    for value, words in enumerate(
        "zero|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen|"
        "fourteen|fifteen|sixteen|seventeen|eighteen|nineteen|twenty".split("|")
    )
    for word in words.split()
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
ENGLISH_SCALES = {"hundred": 100, "thousand": 10**3, "million": 10**6, "billion": 10**9}
ORDINALS = {
    word: value
    for value, word in enumerate(
        "first second third fourth fifth sixth seventh eighth ninth tenth eleventh twelfth thirteenth fourteenth "
        "fifteenth sixteenth seventeenth eighteenth nineteenth twentieth".split(),
        1,
    )
} | {word.removesuffix("y") + "ieth": n for word, n in ENGLISH_NUMBERS.items() if n > 20}
TIMES = {"once": 1, "twice": 2, "thrice": 3}
_VALUES = ENGLISH_NUMBERS | ENGLISH_SCALES | ORDINALS
PARTS = {word: n for word, n in ORDINALS.items() if 2 < n <= 10} | {"quarter": 4}
MONTHS = "january february march april may june july august september october november december".split()
_WORDS = "|".join([*ENGLISH_NUMBERS, *ENGLISH_SCALES, *ORDINALS])
_PARTS, _MONTHS = "|".join(PARTS), "|".join(MONTHS)
NUMBER_EN = re.compile(
    r"(?<![\d/])(?P<over>[1-9]\d?)[/⁄](?P<under>[1-9]\d?)(?![\d/⁄])|"
    rf"(?<![a-z-])(?P<count>{'|'.join(ENGLISH_NUMBERS)})[ -](?P<parts>{_PARTS})s\b|"
    rf"(?<![a-z-])(?:one[ -](?!quarter\b(?! of))|a (?=[a-z]+ of\b))(?P<part>{_PARTS})\b|"
    rf"(?P<run>\d[\d,]*(?:\.\d+)?(?:[ -](?:{'|'.join(ENGLISH_SCALES)})\b)*|"
    rf"(?<![a-z-])(?:{_WORDS})\b(?:(?:[ -]|(?<=hundred) and |(?<=thousand) and )(?:{_WORDS})\b)*)"
    r"(?P<nth>(?<=\d)(?:st|nd|rd|th)\b)?|"
    rf"\b(?P<month>{_MONTHS})\b|\b(?P<half>half|halfway)\b|\b(?P<times>{'|'.join(TIMES)})\b"
)
_SHARED_SCALE = re.compile(rf"(?: (?:to|and|or) | ?[-–~—] ?)\d[\d,.]* ({'|'.join(ENGLISH_SCALES)})\b")
_PERCENT = re.compile(r"[ -]?(?:%|percent|per cent)")
_NO_MEASURE = re.compile(
    r"-(?!year|month|week|day|hour|minute|term|member|person|people|level|time|yuan|per)[a-z]"
)  # two-way
_ONCE = re.compile(
    r"\W*$|[,.;]| (?:(?:a|per|each|every|in|during|within) (?:[a-z]+ )?(?:year|quarter|month|week|day|term|session)|"
    r"(?:annual|year|quarter|month|week|dai)ly)"
)
_NAMED = re.compile(
    r"(?:\b(?:articles?|items?|sections?|paragraphs?|chapters?|parts?|clauses?|points?|rules?|no\.)|\()\s*\(?$|"
    rf"\b(?:{_MONTHS}) $"
)


@dataclass(frozen=True, slots=True)
class Number:
    """A value with its unit, "" where none is printed; what names rather than counts is `ordinal`: 第…, a date, 5号."""

    value: Fraction
    unit: str = ""
    ordinal: bool = False

    def agrees(self, other: Number) -> bool:
        """The same value, of the same unit where both have one."""
        return self.value == other.value and (self.unit == other.unit or not self.unit or not other.unit)


def normal(text: str) -> str:
    """NFKC without white space: what is compared."""
    return re.sub(r"\s+", "", unicodedata.normalize("NFKC", text))


def numbers_zh(text: str) -> list[tuple[Number, tuple[int, int]]]:
    """Every number of a normal Chinese text with its span, Chinese and arabic numerals alike."""
    hidden = IDIOMS.sub(lambda idiom: "□" * len(idiom[0]), text)
    return [(found, m.span()) for m in NUMBER_ZH.finditer(hidden) if (found := _number(m)) is not None]


def numerals(text: str) -> list[Number]:
    """Every numeral of a text, with no unit: 一、（六） holds 1 and 6."""
    return [Number(_value(printed)) for printed in re.findall(rf"\d+|[{_CN}]+", text) if printed != "万"]


def _number(m: re.Match[str]) -> Number | None:
    if m["period"]:
        return Number(_value(m["every"] or "1"), "每" + m["period"].removesuffix("度"))
    if m["cent"]:
        return Number(Fraction(_value(m["cent"])) / 100)
    if m["over"]:
        return Number(Fraction(int(m["over"]), int(m["under"])))
    if m["below"]:
        below = _value(m["below"])
        return Number(_value(m["above"]) / below) if below else None
    if m["half"] or m["most"]:
        return Number(Fraction(1, 2))
    printed = m["digits"] or m["han"] or m["bare"]
    if printed == "万":
        return None  # 万元 in a heading; a sum has a digit before it
    value = _value(printed) * prod(_SCALES[c] for c in m["scale"] or m["shared"] or m["han_scale"] or "")
    unit = m["unit"] or m["han_unit"] or ""
    day = unit == "号" and m.string[: m.start()].endswith("月")  # 5月6号, but 5号文件
    unit = "日" if day else SAME_UNIT.get(unit, unit)
    if m["percent"]:
        return Number(value / 100)
    if value == 1 and not m["ordinal"] and not m["digits"] and unit in UNCLAIMED_ONE:
        return None  # 一个, 一项: an article rather than a count
    return Number(value, unit, bool(m["ordinal"] or m["bare"]) or _names(m, value))


def _names(m: re.Match[str], value: Fraction) -> bool:
    """第5条, 2024年, 〔2024〕, 5月6日, and 5号 of a document; not 3年, 5个月, 6日内."""
    unit, before = m["unit"] or m["han_unit"] or "", m.string[: m.start()]
    if before.endswith("第") or unit in ("月", "号") or (unit == "日" and before.endswith("月")):
        return True
    return unit in ("年", "") and 1900 < value < 2100


def _value(printed: str) -> Fraction:
    plain = printed.replace(",", "")
    return Fraction(plain) if plain[0].isdecimal() else Fraction(parse_number(plain))  # ٣ and ３ as well as 3


def numbers_en(text: str) -> list[Number]:
    """Every number of an English text: digits, words, ordinals, months; `one` and `may` claim none."""
    words = text.lower()
    return [number for m in NUMBER_EN.finditer(words) for number in _english_numbers(m, words[m.end() :])]


def _english_numbers(m: re.Match[str], rest: str) -> Iterator[Number]:
    if m["over"]:
        yield Number(Fraction(int(m["over"]), int(m["under"])))
    elif m["count"] or m["part"]:
        yield Number(Fraction(ENGLISH_NUMBERS[m["count"] or "one"], PARTS[m["parts"] or m["part"]]))
    elif m["half"]:
        yield Number(Fraction(1, 2))
    elif m["month"]:
        if m["month"] != "may" or re.match(r" \d", rest):
            yield Number(Fraction(MONTHS.index(m["month"]) + 1), "月", True)
    elif m["times"]:
        if m["times"] != "once" or _ONCE.match(rest):  # not: once a deputy is elected
            yield Number(Fraction(TIMES[m["times"]]))
    elif not (m["run"][0].isalpha() and _NO_MEASURE.match(rest)):
        yield from _run(m, rest)


def _run(m: re.Match[str], rest: str) -> Iterator[Number]:
    """What numerals in a row say: twenty-five, 5 million, two hundred and third; five ten-day leaves are two."""
    before, percent = m.string[: m.start()], bool(_PERCENT.match(rest))
    shared = _SHARED_SCALE.match(rest)
    scale = ENGLISH_SCALES[shared[1]] if shared and m["run"][-1].isdecimal() else 1  # 5 to 20 million
    for value, words in _values(re.findall(r"\d[\d,.]*|[a-z]+", m["run"].replace(" and ", " "))):
        if len(words) == 1 and not percent and _claims_none(words[0], before, rest):
            continue
        ordinal = words[-1] in ORDINALS
        year = len(m["run"]) == 4 and m["run"].startswith(("19", "20"))
        named = year or ordinal or m["nth"] or _NAMED.search(before) or re.match(rf" (?:{_MONTHS})\b", rest)
        yield Number(value * scale / (100 if percent else 1), ordinal=bool(named))


def _values(words: Sequence[str]) -> Iterator[tuple[Fraction, list[str]]]:
    whole, part, last = Fraction(0), Fraction(0), ""
    own: list[str] = []
    for word in words:
        scale = ENGLISH_SCALES.get(word, 0)
        value = Fraction(word.replace(",", "").rstrip(".")) if word[0].isdecimal() else Fraction(_VALUES[word])
        joins = last in ENGLISH_SCALES or (last.endswith("ty") and value < 10)
        if last and not scale and not joins:
            yield whole + part, own
            whole, part, own = Fraction(0), Fraction(0), []
        if scale == 100:
            part = (part or 1) * scale
        elif scale:
            whole, part = whole + (part or 1) * scale, Fraction(0)
        else:
            part += value
        last = word
        own.append(word)
    yield whole + part, own


def _claims_none(word: str, before: str, rest: str) -> bool:
    """`one` deputy, the `first`; the order of what is said: Third, …; the `second` half."""
    if word == "second":
        return not before.endswith("the ") or rest.startswith(" half")
    return word in ("zero", "one", "first") or (word in ORDINALS and rest.startswith((",", ":")))


PERIODS = {"year": "年", "quarter": "季", "month": "月", "week": "周|星期", "day": "日|天", "term": "届|任期"}
_PERIOD_EN = re.compile(r"\b(?:every|each|a|per|once|twice) (year|quarter|month|week|day|term)\b", re.I)
_ADVERBS = {"annual": "year", "yearly": "year", "quarterly": "quarter", "monthly": "month", "weekly": "week"}


def periods_en(text: str) -> list[str]:
    """How often, keys of PERIODS: every year, quarterly."""
    words = re.findall("[a-z]+", text.lower())
    found = [period.lower() for period in _PERIOD_EN.findall(text)]
    return found + [period for adverb, period in _ADVERBS.items() if any(word.startswith(adverb) for word in words)]


# --- negation and modality

PROHIBITED, NEGATED, PERMITTED, OBLIGED = "prohibited", "negated", "permitted", "obliged"
_LEXICAL_NEGATION = re.compile(
    "不断|不仅|不但|不只|不光|不同|不少|不论|不管|无论|不良|不正之风|不足|不满|不定期|不时|不限于|不久|无疑|非常|无职务|未来|不得不|"
    "毫不|不折不扣|不懈|无所谓|不称职|不可缺|不可分|不可或缺|无私|不法|不当|不力|不便|不解|非党|非公|不干|干不干|好不好|能不能|是不是|"
    "有没有|是否|不一样|不等|不竭|不动摇|不走过场|无序|不适|不宜|未成年|非法"
)
NEGATIVE_WORD = re.compile(  # of those, what English says with not or no
    "不满|不少于|不足|不限于|不称职|不可缺|不可分|不一样|不便|不宜"
)
_MODAL_ZH = {
    PROHIBITED: re.compile("不得|不准|禁止|严禁|不许|不可|不能|不应|不允许|不予|杜绝|防止|避免"),
    NEGATED: re.compile("不|未|没有|没|并非|无(?!论|疑)|勿|而非"),
    PERMITTED: re.compile("可以|可(?![能靠行见持观是信操比])|允许|准许|有权"),
    OBLIGED: re.compile(
        "应当|应该|应(?![用对急邀])|必须|必需|须(?!知)|务必|(?<![重主首摘简纪])要(?![求点素闻件领么旨职紧])|需要|需(?!求)|坚持|确保"
    ),
}
_MODAL_EN = {
    PROHIBITED: re.compile(
        r"\b(?:must|shall|may|can|should) ?not\b|\bcannot\b|\bcan't\b|\bprohibit\w*|\bforbid\w*|\bforbidden\b|"
        r"\bnot (?:be )?(?:allowed|permitted)\b|\bban(?:s|ned)?\b|\b(?:avoid|prevent)\w*",
        re.I,
    ),
    NEGATED: re.compile(
        r"\bnot\b(?! only\b)|n't\b|\bno\b|\bnever\b|\bwithout\b|\bnone\b|\bneither\b|\bnor\b|\bunless\b", re.I
    ),
    PERMITTED: re.compile(r"\bmay\b(?! \d)|\b(?:are|is|be) (?:allowed|permitted|entitled)\b|\boptional(?:ly)?\b", re.I),
    OBLIGED: re.compile(
        r"\bmust\b|\bshall\b|\bshould\b|\brequired?\b|\b(?:has|have) to\b|\bobliged\b|\bmandatory\b", re.I
    ),
}


def modals(text: str, english: bool = False) -> frozenset[str]:
    """Which of prohibited, negated, permitted and obliged a text says; a prohibition is not also the rest."""
    patterns, found = _MODAL_EN if english else _MODAL_ZH, set()
    rest = text if english else _LEXICAL_NEGATION.sub("□", text)
    for kind in (PROHIBITED, NEGATED, PERMITTED, OBLIGED):
        if patterns[kind].search(rest):
            found.add(kind)
            rest = patterns[kind].sub("□", rest)
    return frozenset(found)


def negatives(text: str) -> int:
    """How often a Chinese text negates or prohibits."""
    rest, prohibited = _MODAL_ZH[PROHIBITED].subn("□", _LEXICAL_NEGATION.sub("□", text))
    return prohibited + len(_MODAL_ZH[NEGATED].findall(rest))


# --- quoted strings and markup

QUOTED = re.compile(r"“([^”]{2,})”|「([^」]{2,})」|《([^》]{2,})》|\"([^\"]{2,})\"")
MARKUP = re.compile(r"<[^>]*>|https?:|www\.|!?\[[^\]]*\]\(|javascript:|&(?:lt|gt|amp|#\d+);", re.I)


def quoted(text: str) -> list[str]:
    """What stands between quotation marks or 《》."""
    return [next(group for group in found if group) for found in QUOTED.findall(text)]


# --- names

ROLE = (
    "副书记|书记|副主任|主任|副主席|主席|秘书长|市长|县长|镇长|省长|区长|院长|检察长|常委|委员长|委员|代表团|代表|"
    "党委|党组|党支部|人民政府|政府|人民法院|法院|人民检察院|检察院|监察委|纪委|政协|人大常委会|人大|常委会|组织部|宣传部|"
    "财政局|财政部门|财政|审计机关|审计|主席团|专门委员会|专委会|工作委员会|办公室|选举单位|选民|选区|公安|司法行政|司法|民主党派|工会|"
    "共青团|妇联|街道|乡镇|工人|农民|知识分子|妇女|群众|公民|企业|学校"
)
_ROLE = re.compile(ROLE)


def names_zh(text: str, places: Sequence[str] = ()) -> list[tuple[str, tuple[int, int]]]:
    """Bodies, offices and places that a normal Chinese text names, with their spans."""
    found = [(m[0], m.span()) for m in _ROLE.finditer(text)]
    for place in places:
        found += [(place, m.span()) for m in re.finditer(re.escape(place), text)]
    return sorted(found, key=lambda one: one[1])
