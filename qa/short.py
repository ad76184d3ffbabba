"""The short answer: the few words of a sentence that a question asks for, verbatim. Pure; no model.

`short_span` is the seam: a trained reader may take its place. A kind of thing that has a form (a sum, a share, a date,
how often …) is found by its form; who, by what stands before the verb asked about; a yes or no, as the clause that
settles it, condition included; a list, as the run of its items; anything else, as the words that the question leaves
open: of those that the question does not say itself, the run between those that it does.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from itertools import pairwise

from index.schema import Span
from qa.expected import expected

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
YES_NO = re.compile(
    r"吗[？?]?$|是否|是不是|能不能|可不可以|有没有|要不要|会不会|算不算|该不该|行不行|可否|能否|"
    r"^(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have)\b",
    re.IGNORECASE,
)
WHO = re.compile(r"(?<![向对跟给被把和与])谁(?!的)|哪些人|什么人|哪位(?:领导|同志|代表|干部)?|\bwho\b", re.IGNORECASE)
ITEMS = re.compile(r"(?:(?<=[，。；：])|^)[^，。；：、]{1,30}(?:、[^，。；：、]{1,36})+")
QUOTED = re.compile(r"《[^》]{2,40}》(?:[、和与及](?:《[^》]{2,40}》))*")
WHICH = re.compile(r"哪[几些两]")
COUNTED = re.compile(r"(?:多少|几)(?:个|名|位|人|家|项|件|张|次)?([\u4e00-\u9fff]{2})")
CLAUSE = re.compile(r"[^，。；：！？,;!?]+[，。；：！？,;!?]?")
MODAL = re.compile(r"不(?!同|断|少|仅|管)|可以|可(?=设|由|适当|配|保留|根据|按)|应当?|必须|尽量|探索|一般|要|允许")
BEFORE_VERB = re.compile(r"(?:应当?|要|可以?|必须|须|都|也|均|并|分别|亲自)+$")
BY = re.compile(r"(?:应当?|须|必须)?由?")  # 应由…到会: the words that answer follow it
ASKING = re.compile(
    r"什么时候|什么|哪(?:些|个|几|种|里|儿|位|一)?|多少|几(?:个|次|名)?|多久|多长|谁|怎么样?|怎样|如何|为何|是否|吗|呢|请问|[？?]"
)
PERIODS = {"年": r"年|\byear|\bannual", "届": r"届|\bterm", "月": r"月|\bmonth", "季": r"季|\bquarter"}
EVERY = re.compile(r"每[^，]{0,3}?([年届月季])")
MIN_RUN, MAX_RUN = 2, 40
MAX_SETTLING = 60
WORTH_CUTTING = 0.8  # of a sentence, the share that may be left for a cut to be made


def short_span(question: str, sentence: str, words: Sequence[str] = (), strict: bool = False) -> Span | None:
    """Where in `sentence` the short answer to `question` stands; None where no few words answer it.

    `words` are the question's content words in Chinese, for a question that is in English. `strict` takes only the best
    form of a kind (a date in figures, not 及时).
    """
    asked = _asked(question, words)
    kinds = [kind for kind in expected(question) if not (kind == "count" and WHICH.search(question))]
    for kind in kinds:
        found = _of_form(FORMS.get(kind, ())[: 1 if strict else None], question, asked, sentence)
        if found or (strict and kind in FORMS):
            return found
    if YES_NO.search(question):
        return _settling_clause(asked, sentence)
    if WHO.search(question):
        return _subject(question, words, sentence)
    if "list" in kinds:
        return _items(asked, sentence)
    return None


def _asked(question: str, words: Sequence[str]) -> list[str]:
    return [word for word in words if len(word) > 1] or _bigrams(ASKING.sub(" ", question))


def _bigrams(text: str) -> list[str]:
    folded = unicodedata.normalize("NFKC", text)
    return list(dict.fromkeys(a + b for a, b in pairwise(folded) if a.isalnum() and b.isalnum()))


def _said(asked: Sequence[str], text: str) -> int:
    """How many of the words asked with the text says."""
    folded = unicodedata.normalize("NFKC", text)
    return sum(word in folded for word in asked)


def _of_form(forms: Sequence[str], question: str, asked: Sequence[str], sentence: str) -> Span | None:
    """The match that stands nearest to what is asked: before the thing counted, in the clause, about it; forms in
    turn."""
    counted = COUNTED.search(question)
    noun = counted[1] if counted else "\0"

    def nearness(span: Span) -> tuple[bool, int, int, int]:
        clause = next((c for c in _clauses(sentence) if c.start <= span.start < c.end), span)
        in_clause, before = sentence[clause.start : clause.end], sentence[max(0, span.start - 6) : span.start]
        counts = noun in sentence[span.end : span.end + 6]
        return counts, _said(asked, in_clause), _said(asked, before), _said(asked, _around(sentence, span, 15))

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


def _around(sentence: str, span: Span, width: int) -> str:
    return sentence[max(0, span.start - width) : span.end + width]


def _clauses(sentence: str) -> list[Span]:
    return [_trimmed(sentence, Span(*match.span())) for match in CLAUSE.finditer(sentence)]


def _trimmed(sentence: str, span: Span) -> Span:
    """Without marks and white space at its ends."""
    start, end = span.start, span.end
    while start < end and not (sentence[start].isalnum() or sentence[start] in "“《〈（"):
        start += 1
    while end > start and not (sentence[end - 1].isalnum() or sentence[end - 1] in "”》〉）%％"):
        end -= 1
    return Span(start, end)


def _settling_clause(asked: Sequence[str], sentence: str) -> Span | None:
    """The clause that says most of what is asked, one with a modal word before one without; with the condition (…的，)
    before it, and what qualifies it after it (也可以…, 一般不得…)."""
    clauses = [clause for clause in _clauses(sentence) if clause.end > clause.start]
    if not clauses:
        return None

    def weight(clause: Span) -> tuple[float, int]:
        text = sentence[clause.start : clause.end]
        return _said(asked, text) + 1.5 * bool(MODAL.search(text)), -clause.start

    best = clauses.index(max(clauses, key=weight))
    first = best - 1 if best and sentence[clauses[best - 1].start : clauses[best - 1].end].endswith("的") else best
    reach = [c for c in clauses[best + 1 :] if c.end - clauses[first].start <= MAX_SETTLING]
    qualifying = [c.end for c in reach if MODAL.search(sentence[c.start : c.end])]
    return Span(clauses[first].start, max(qualifying, default=clauses[best].end))


def _subject(question: str, words: Sequence[str], sentence: str) -> Span | None:
    """What stands before the verb that the question asks about; a condition (…的，) before it included."""
    first = words[:1] if question.lower().startswith("who ") else ()  # in English, the verb follows who
    verbs = first if words else _after_who(question)
    asked = list(words) or _bigrams(ASKING.sub(" ", question))
    clauses = _clauses(sentence)
    for verb in (verb for verb in verbs if verb in sentence):
        holding = [c for c in clauses if verb in sentence[c.start : c.end]]
        best = max(holding, key=lambda c: _said(asked, sentence[c.start : c.end]), default=None)
        if best is None:
            continue
        at = sentence.index(verb, best.start)
        before = clauses.index(best) - 1
        conditioned = before >= 0 and sentence[clauses[before].start : clauses[before].end].endswith("的")
        start = clauses[before].start if conditioned or (before >= 0 and at == best.start) else best.start
        start = start if conditioned else BY.match(sentence, start).end()
        span = _trimmed(sentence, Span(start, start + len(BEFORE_VERB.sub("", sentence[start:at]))))
        half = sentence[span.start : span.end].endswith("的") and at != best.start
        if MIN_RUN <= span.end - span.start <= MAX_RUN and not half:
            return span
    return None


def _after_who(question: str) -> list[str]:
    """The two characters that follow the word that asks who, and what may stand between."""
    match = WHO.search(question)
    rest = question[match.end() :] if match else ""
    after = re.match(r"(?:可以|应当?|要|能|才|来|去|会|该|都|亲自|负责)*([\u4e00-\u9fff]{2})", rest)
    return [after[1]] if after else []


def _items(asked: Sequence[str], sentence: str) -> Span | None:
    """The run of items, or of titles in 《》, nearest to what is asked."""
    found = [Span(*match.span()) for match in (*QUOTED.finditer(sentence), *ITEMS.finditer(sentence))]
    if not found:
        return None
    best = max(found, key=lambda span: (_said(asked, _around(sentence, span, 15)), span.end - span.start))
    return _trimmed(sentence, best)


def excerpt(question: str, sentence: str, words: Sequence[str] = ()) -> Span:
    """The clauses from the first to the last that says what is asked, or holds the short answer; those between stay.

    A short rest is not worth a cut, and a list is never cut.
    """
    whole = Span(0, len(sentence))
    if "list" in expected(question):
        return whole
    asked = _asked(question, words)
    clauses = [Span(*match.span()) for match in CLAUSE.finditer(sentence)]
    said = [_said(asked, sentence[clause.start : clause.end]) for clause in clauses]
    least = max(said, default=0) / 3
    if not least:
        return whole
    near = [clause for clause, count in zip(clauses, said, strict=True) if count >= least]
    short = short_span(question, sentence, words)
    start = min([near[0].start, *([c.start for c in clauses if short and c.start <= short.start < c.end])])
    end = max([near[-1].end, *([c.end for c in clauses if short and c.start < short.end <= c.end])])
    end = next((c.end for c in clauses if c.start >= end), end)  # what follows from it
    return Span(start, end) if end - start <= WORTH_CUTTING * len(sentence) else whole


def shared(question: str, sentence: str, words: Sequence[str] = ()) -> int:
    """How much of the question a sentence says: characters of its words (of pairs of its characters, asking words left
    out) that stand there."""
    folded = unicodedata.normalize("NFKC", sentence)
    return sum(len(word) for word in _asked(question, words) if word in folded)


def clause_of(question: str, sentence: str) -> Span:
    """The clause that says most of what is asked; the whole sentence where it has none."""
    return _settling_clause(_bigrams(ASKING.sub(" ", question)), sentence) or Span(0, len(sentence))
