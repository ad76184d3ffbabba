"""Numbers that an English text claims: digits, words, fractions, ordinals, months. Pure."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from qa.numbers import Number

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
