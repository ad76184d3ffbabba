"""The forms of things asked for (a sum, a share, a date, how often …), and where in a sentence one stands. Pure."""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.schema import Span
from qa.saying import around, clauses_of, words_said

_DIGIT = r"[0-9０-９]"
_N = rf"(?:{_DIGIT}+(?:[.,．，]{_DIGIT}+)*|[一二三四五六七八九十百千万亿半两〇零]+)"
_RANGE = rf"{_N}(?:[－—~～至到\-]{_N})?"
_UNIT = (
    r"(?:多|余)?(?:万|亿)?(?:平方)?"
    r"(?:个|名|人|位|项|家|件|张|篇|字|类|种|届|岁|次|座|公里|千米|米|公顷|吨|元|所|部|集|场|级|A级)"
)
_BOUND = r"(?:至少|最多|不得?超过|不能超过|达到|超过|不少于|约|近|大约)?"
# kind: the form of what answers it, best first
FORMS: dict[str, tuple[str, ...]] = {
    "money": (rf"{_BOUND}{_N}(?:多|余)?(?:万|亿)?(?:美|港|日|欧)?元(?:/[人月年天])?",),
    "phone": (rf"{_DIGIT}[0-9０-９\-－]{{6,}}",),
    "web address": (r"(?:https?://|www\.)[\w./\-]+",),
    "age": (rf"{_BOUND}{_N}(?:周)?岁(?:以[上下])?",),
    "name": (),
    "mark": (rf"{_N}分(?!之)",),
    "share": (
        rf"{_BOUND}{_RANGE}[%％](?:以[上下])?",
        rf"{_BOUND}{_N}分之{_N}(?:以[上下])?",
        r"(?:半数|过半)(?:以上)?|100[%％]",
    ),
    "count": (rf"{_BOUND}{_RANGE}{_UNIT}(?:（[^（）]{{1,4}}）)?",),
    "frequency": (
        rf"每(?:{_N}个?)?(?:年|届|季度|半年|月)[^，。；：]{{0,10}}?{_RANGE}(?:次|回|遍)",
        rf"每(?:{_N})?(?:年|届|季度|月)[^，。；：]{{1,20}}(?=[，。；：])|定期",
    ),
    "duration": (
        rf"(?:任满)?{_N}(?:个)?(?:工作日|月|年|天|日|小时|分钟|周|届)(?:之?内|以[上下])?",
        r"任期内|任满一届|第一时间|及时",
    ),
    "date": (
        rf"(?:公元前?)?{_DIGIT}{{2,4}}年(?:{_DIGIT}{{1,2}}月)?(?:{_DIGIT}{{1,2}}日)?|{_N}年{_N}月(?:{_N}日)?",
        r"[^，。；、：]{1,18}(?:之前|之后|以前|以后|研究前|换届后第一年|换届时)",
        r"年终|第一时间|第一年|事先|及时|目前|今年",
    ),
}
COUNTED = re.compile(r"(?:多少|几)(?:个|名|位|人|家|项|件|张|次)?([\u4e00-\u9fff]{2})")
PERIODS = {"年": r"年|\byear|\bannual", "届": r"届|\bterm", "月": r"月|\bmonth", "季": r"季|\bquarter"}
EVERY = re.compile(r"每[^，]{0,3}?([年届月季])")


def of_form(forms: Sequence[str], question: str, asked: Sequence[str], sentence: str) -> Span | None:
    """The match that stands nearest to what is asked: before the thing counted, in the clause, about it; forms in
    turn."""
    counted = COUNTED.search(question)
    noun = counted[1] if counted else "\0"

    def nearness(span: Span) -> tuple[bool, int, int, int]:
        clause = next((c for c in clauses_of(sentence) if c.start <= span.start < c.end), span)
        in_clause, before = sentence[clause.start : clause.end], sentence[max(0, span.start - 6) : span.start]
        counts = noun in sentence[span.end : span.end + 6]
        return (
            counts,
            words_said(asked, in_clause),
            words_said(asked, before),
            words_said(asked, around(sentence, span, 15)),
        )

    periods = [period for period, named in PERIODS.items() if re.search(named, question, re.IGNORECASE)]
    for form in forms:
        found = [Span(*match.span()) for match in re.finditer(form, sentence) if _is_of(periods, match[0])]
        nearest = [span for span in found if nearness(span) == max(map(nearness, found))]
        if found:
            return nearest[0] if len(nearest) == 1 or len(found) == 2 else None  # of many alike, none is the answer
    return None


def _is_of(periods: Sequence[str], said: str) -> bool:
    """Whether how often is said of a period that is asked about, where one is: 每届一次 is nothing a year."""
    every = EVERY.match(said)
    return bool(said.strip()) and not (every and periods and every[1] not in periods)
