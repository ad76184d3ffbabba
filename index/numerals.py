"""Numerals as Chinese documents print them: 十四, 一百零三, 二〇二四, １４. Pure."""

from __future__ import annotations

import unicodedata

DIGITS = {c: n for n, c in enumerate("零一二三四五六七八九")} | {c: int(c) for c in "0123456789"}
DIGITS |= {"〇": 0, "○": 0, "两": 2}
UNITS = {"十": 10, "百": 100, "千": 1000, "万": 10000}
NUMERAL = "[0-9０-９零〇○一二三四五六七八九十百千万两]+"


def parse_number(printed: str) -> int:
    """The value of a printed numeral: 一百零三, 二〇二四, 两百, １４, 14. Raises ValueError for anything else."""
    plain = unicodedata.normalize("NFKC", printed).strip()
    if plain.isascii() and plain.isdigit():
        return int(plain)
    if not plain or any(c not in DIGITS and c not in UNITS for c in plain):
        raise ValueError(f"not a numeral: {printed!r}")
    if not any(c in UNITS for c in plain):
        return int("".join(str(DIGITS[c]) for c in plain))
    total, section, digit = 0, 0, 0
    for c in plain:
        if c in DIGITS:
            digit = digit * 10 + DIGITS[c]
        elif c == "万":
            total, section, digit = (section + digit) * UNITS[c], 0, 0
        else:
            section, digit = section + (digit or 1) * UNITS[c], 0
    return total + section + digit


def format_chinese(number: int) -> str:
    """The numeral a statute prints for 0 <= number <= 99999: 14 -> 十四, 103 -> 一百零三, 110 -> 一百一十."""
    if not 0 <= number <= 99999:
        raise ValueError(f"outside 0..99999: {number}")
    printed, zeros = "", False
    for unit, sign in ((10000, "万"), (1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // unit % 10
        if digit:
            printed += ("零" if zeros and printed else "") + "零一二三四五六七八九"[digit] + sign
        zeros = digit == 0
    return (printed.removeprefix("一") if 10 <= number < 20 else printed) or "零"


def path_number(numeral: str, zhi: str | None = None) -> str:
    """The path component of a printed number: 十二 -> "12", 12-1 -> "12-1", 十二 with 之一 -> "12-1"."""
    main, _, sub = numeral.partition("-")
    sub = sub or (str(parse_number(zhi)) if zhi else "")
    return f"{parse_number(main)}-{sub}" if sub else str(parse_number(main))
