"""What a chat model wrote -> statements with the numbers they cite. Pure.

Models cite as [1], [1, 2], 【1】 or ［1］, before or after the full stop, put bullets and bold where none were asked
for, and refuse in words of their own.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from qa.followup import language_of
from qa.schema import Language

MARK = re.compile(
    r"\s*[\[【［〔]\s*(?:条文|article\s*)?(\d{1,3}(?:\s*[,，、;；\]】］\[【［-]+\s*\d{1,3})*)\s*[\]】］〕]", re.I
)
BULLET = re.compile(r"^\s*(?:[-*•·]|#{1,6}|\d{1,2}[.)、．](?!\d)|（?[一二三四五六七八九十]+[)）、])\s*")
DECORATION = re.compile(r"\*\*|__|`")
THINKING = re.compile(r"\A(?:(?!<think>).)*</think>|<think>.*?(?:</think>|\Z)", re.S)
END = re.compile(r"(?<=[。！？!?])(?!\s*[”’」』）)])|(?<=[a-z0-9)\]”\"\u4e00-\u9fff])(?<!\bNo)\.(?=\s|$)(?!\s*[a-z])")
REFUSED = re.compile(
    "(?:条文|文件|资料|材料|规定|内容|上述|以上).{0,12}?(?:没有|未|无法|不能).{0,8}?(?:回答|提及|提到|说明|涉及|规定|提供|找到)|"
    "(?:无法|不能)(?:从|根据|依据).{0,12}(?:回答|得出|确定)|"
    r"\b(?:articles?|documents?|provisions?|text|information|materials?|it)\b.{0,40}"
    r"\b(?:do(?:es)? not|did not|don't|doesn't|cannot|can't) (?:\w+ )?(?:answer|say|mention|specify|provide|contain)",
    re.I,
)
CASE = re.compile(
    r"^的|的[，,]|^(?:if|where|when|unless|once)\b|^(?:如|若|凡)", re.I
)  # …没有规定的，…: a provision for it
MAX_REFUSAL_CHARS = 120
MAX_LEAD_CHARS = 6  # before the articles that a refusal names: The, 所提供的


@dataclass(frozen=True, slots=True)
class Draft:
    """What the model said, piece by piece: (text without marks, numbers cited)."""

    statements: tuple[tuple[str, tuple[int, ...]], ...]
    refused: bool
    language: Language


def parse(written: str) -> Draft:
    """The statements of a reply in order; a mark belongs to the words before it. What says that the articles do not
    answer is none: a reply that says nothing else is refused. What is said again counts once."""
    text = DECORATION.sub("", THINKING.sub("", written)).strip()
    found: list[tuple[str, tuple[int, ...]]] = []
    refused = False
    for line in text.splitlines():
        for piece in _pieces(BULLET.sub("", line)):
            words, numbers = " ".join(MARK.sub("", piece).split()), _numbers(piece)
            if _refuses(words, bool(numbers)):
                refused = True
            elif any(c.isalnum() for c in words):
                if words not in dict(found):  # small models say a sentence over and over
                    found.append((words, numbers))
            elif found and numbers:
                found[-1] = (found[-1][0], tuple(dict.fromkeys(found[-1][1] + numbers)))
    return Draft(tuple(found), refused and not found, language_of(MARK.sub("", text)))


def _refuses(words: str, marked: bool) -> bool:
    """Whether the words say that the articles do not answer; beside a mark only where they say nothing else, since
    provisions too tell what papers do not contain."""
    found = REFUSED.search(words)
    if found is None or len(words) > MAX_REFUSAL_CHARS:
        return False
    lead, rest = words[: found.start()], words[found.end() :]
    if CASE.search(lead) or CASE.search(rest):
        return False
    return not marked or (found.start() <= MAX_LEAD_CHARS and not re.search("[，,]", rest))


def _numbers(piece: str) -> tuple[int, ...]:
    return tuple(dict.fromkeys(int(n) for mark in MARK.findall(piece) for n in re.findall(r"\d+", mark)))


def _pieces(line: str) -> list[str]:
    """The line cut after each sentence and the marks that follow it."""
    cuts, at = [0], 0
    while found := END.search(line, at):
        end = max(found.end(), found.start())
        while mark := MARK.match(line, end):
            end = mark.end()
        cuts.append(end)
        at = max(end, found.end() + (found.end() == found.start() == at))
        if at >= len(line):
            break
    return [line[a:b] for a, b in zip(cuts, [*cuts[1:], len(line)], strict=True) if line[a:b].strip()]
