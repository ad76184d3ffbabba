"""The short answer: the few words of a sentence that a question asks for, verbatim. Pure; no model.

`short_span` is the seam: a trained reader may take its place. A kind of thing that has a form (a sum, a share, a date,
how often …) is found by its form; who, by what stands before the verb asked about; a yes or no, as the clause that
settles it, condition included; a list, as the run of its items; anything else, as the words that the question leaves
open: of those that the question does not say itself, the run between those that it does.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from index.schema import Span
from qa.asking import ASKING_FORMS
from qa.expected import expected
from qa.saying import around, bigrams, clauses_of, trimmed, words_asked, words_said
from qa.short_forms import FORMS, of_form

YES_NO = re.compile(
    r"吗[？?]?$|是否|是不是|能不能|可不可以|有没有|要不要|会不会|算不算|该不该|行不行|可否|能否|"
    r"^(?:is|are|was|were|do|does|did|can|could|may|must|should|will|would|has|have)\b",
    re.IGNORECASE,
)
WHO = re.compile(r"(?<![向对跟给被把和与])谁(?!的)|哪些人|什么人|哪位(?:领导|同志|代表|干部)?|\bwho\b", re.IGNORECASE)
ITEMS = re.compile(r"(?:(?<=[，。；：])|^)[^，。；：、]{1,30}(?:、[^，。；：、]{1,36})+")
QUOTED = re.compile(r"《[^》]{2,40}》(?:[、和与及](?:《[^》]{2,40}》))*")
WHICH = re.compile(r"哪[几些两]")
MODAL = re.compile(r"不(?!同|断|少|仅|管)|可以|可(?=设|由|适当|配|保留|根据|按)|应当?|必须|尽量|探索|一般|要|允许")
BEFORE_VERB = re.compile(r"(?:应当?|要|可以?|必须|须|都|也|均|并|分别|亲自)+$")
BY = re.compile(r"(?:应当?|须|必须)?由?")  # 应由…到会: the words that answer follow it
MIN_RUN, MAX_RUN = 2, 40
MAX_SETTLING = 60


def short_span(question: str, sentence: str, words: Sequence[str] = (), strict: bool = False) -> Span | None:
    """Where in `sentence` the short answer to `question` stands; None where no few words answer it.

    `words` are the question's content words in Chinese, for a question that is in English. `strict` takes only the best
    form of a kind (a date in figures, not 及时).
    """
    asked = words_asked(question, words)
    kinds = [kind for kind in expected(question) if not (kind == "count" and WHICH.search(question))]
    for kind in kinds:
        found = of_form(FORMS.get(kind, ())[: 1 if strict else None], question, asked, sentence)
        if found or (strict and kind in FORMS):
            return found
    if YES_NO.search(question):
        return settling_clause(asked, sentence)
    if WHO.search(question):
        return _subject(question, words, sentence)
    if "list" in kinds:
        return _items(asked, sentence)
    return None


def settling_clause(asked: Sequence[str], sentence: str) -> Span | None:
    """The clause that says most of what is asked, one with a modal word before one without; with the condition (…的，)
    before it, and what qualifies it after it (也可以…, 一般不得…)."""
    clauses = [clause for clause in clauses_of(sentence) if clause.end > clause.start]
    if not clauses:
        return None

    def weight(clause: Span) -> tuple[float, int]:
        text = sentence[clause.start : clause.end]
        return words_said(asked, text) + 1.5 * bool(MODAL.search(text)), -clause.start

    best = clauses.index(max(clauses, key=weight))
    first = best - 1 if best and sentence[clauses[best - 1].start : clauses[best - 1].end].endswith("的") else best
    reach = [c for c in clauses[best + 1 :] if c.end - clauses[first].start <= MAX_SETTLING]
    qualifying = [c.end for c in reach if MODAL.search(sentence[c.start : c.end])]
    return Span(clauses[first].start, max(qualifying, default=clauses[best].end))


def _subject(question: str, words: Sequence[str], sentence: str) -> Span | None:
    """What stands before the verb that the question asks about; a condition (…的，) before it included."""
    first = words[:1] if question.lower().startswith("who ") else ()  # in English, the verb follows who
    verbs = first if words else _after_who(question)
    asked = list(words) or bigrams(ASKING_FORMS.sub(" ", question))
    clauses = clauses_of(sentence)
    for verb in (verb for verb in verbs if verb in sentence):
        holding = [c for c in clauses if verb in sentence[c.start : c.end]]
        best = max(holding, key=lambda c: words_said(asked, sentence[c.start : c.end]), default=None)
        if best is None:
            continue
        at = sentence.index(verb, best.start)
        before = clauses.index(best) - 1
        conditioned = before >= 0 and sentence[clauses[before].start : clauses[before].end].endswith("的")
        start = clauses[before].start if conditioned or (before >= 0 and at == best.start) else best.start
        start = start if conditioned else BY.match(sentence, start).end()
        span = trimmed(sentence, Span(start, start + len(BEFORE_VERB.sub("", sentence[start:at]))))
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
    best = max(found, key=lambda span: (words_said(asked, around(sentence, span, 15)), span.end - span.start))
    return trimmed(sentence, best)


def clause_of(question: str, sentence: str) -> Span:
    """The clause that says most of what is asked; the whole sentence where it has none."""
    return settling_clause(bigrams(ASKING_FORMS.sub(" ", question)), sentence) or Span(0, len(sentence))
