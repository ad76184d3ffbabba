"""A long sentence cut at clause marks around what bears on the question. Pure."""

from __future__ import annotations

from collections.abc import Sequence

from index.schema import Span
from qa.expected import expected
from qa.saying import CLAUSE, words_asked, words_said
from qa.short import short_span

WORTH_CUTTING = 0.8  # of a sentence, the share that may be left for a cut to be made


def excerpt(question: str, sentence: str, words: Sequence[str] = ()) -> Span:
    """The clauses from the first to the last that says what is asked, or holds the short answer; those between stay.

    A short rest is not worth a cut, and a list is never cut.
    """
    whole = Span(0, len(sentence))
    if "list" in expected(question):
        return whole
    asked = words_asked(question, words)
    clauses = [Span(*match.span()) for match in CLAUSE.finditer(sentence)]
    said = [words_said(asked, sentence[clause.start : clause.end]) for clause in clauses]
    least = max(said, default=0) / 3
    if not least:
        return whole
    near = [clause for clause, count in zip(clauses, said, strict=True) if count >= least]
    short = short_span(question, sentence, words)
    start = min([near[0].start, *([c.start for c in clauses if short and c.start <= short.start < c.end])])
    end = max([near[-1].end, *([c.end for c in clauses if short and c.start < short.end <= c.end])])
    end = next((c.end for c in clauses if c.start >= end), end)  # what follows from it
    return Span(start, end) if end - start <= WORTH_CUTTING * len(sentence) else whole
