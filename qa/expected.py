"""What kind of thing a question asks for, and which sentences hold one. Pure.

The expected answer type narrows where an answer can stand (Li & Roth, COLING 2002): a date, a number, an enumeration.
"""

from __future__ import annotations

import re

ASKS = {
    "date": re.compile(
        r"什么时候|何时|哪(?:一)?年|哪年哪月|几月|哪天|日期|时间是|\bwhen\b|\bwhat (?:date|year|day)\b|\bdate\b", re.I
    ),
    "number": re.compile(
        r"多少|几(?:个|名|人|次|项|家|天|年|种|位|成|分之)|多久|比例|占比|期限|频率|第几|多大|多长|"
        r"\bhow (?:many|much|often|long|large)\b|\bpercent|\bproportion|\bnumber of\b|\bshare\b",
        re.I,
    ),
    "list": re.compile(
        r"哪些|哪几|几(?:招|方面|条|点|项|步)|分别|包括什么|有什么(?:好处|做法|措施|要求|形式|内容)|步骤|流程|"
        r"\bwhich\b|\bwhat (?:are|kinds|forms|steps|measures)\b|\blist\b",
        re.I,
    ),
}
NUMERAL = r"(?:[0-9０-９]+|[一二三四五六七八九十百半两]+)"
HOLDS = {
    "date": re.compile(r"[0-9０-９]{4}年|[0-9０-９]{1,2}月[0-9０-９]{1,2}日"),
    "number": re.compile(
        rf"[0-9０-９]|{NUMERAL}(?:个|名|次|年|届|月|天|日|分之|以上|以下|至|人|项|遍)|每年|每届|每月|定期|全部"
    ),
    "list": re.compile(r"[一二三四五六]是|(?:[^，。；]{2,}、){2,}|第[一二三四五]，"),
}


def expected(question: str) -> tuple[str, ...]:
    """The kinds of thing (`date`, `number`, `list`) that the question asks for."""
    return tuple(kind for kind, pattern in ASKS.items() if pattern.search(question))


def holds(kinds: tuple[str, ...], sentence: str) -> int:
    """How many of the expected kinds a sentence holds."""
    return sum(bool(HOLDS[kind].search(sentence)) for kind in kinds)
