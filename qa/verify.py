"""Where a citation is checked: every statement held against the articles it cites.

Verbatim statements stand or fall by the letter (`verify`). Others are proved (`prove`): nothing in them may contradict
the cited articles (`qa.contradictions`), and their meaning, by the encoder, must be there. Pure, but for the meaning.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from index.errors import UnknownDocument
from index.store import ArticleIndex
from qa.contradictions import Lexicon, contradictions, source_of
from qa.schema import Answer, Citation, Language, Statement

# Measured: of true statements made from the corpus under 3% lie below; beside another article, over 90%. English ones
# are compared through a dictionary and score lower.
MIN_MEANING: dict[Language, float] = {"zh": 0.62, "en": 0.4}

Meaning = Callable[[str, Language, str], float]  # (statement, its language, article id): how much of it is there, ≤ 1


def is_exact(citation: Citation, index: ArticleIndex) -> bool:
    """Whether the article exists and every quote equals the slice of its text, not empty, that it claims to be."""
    try:
        text = index.article(citation.article_id).text
    except UnknownDocument:
        return False
    return bool(citation.quotes) and all(
        0 <= quote.start < quote.end <= len(text) and text[quote.start : quote.end] == quote.text
        for quote in citation.quotes
    )


def is_supported(statement: Statement, citations: dict[int, Citation]) -> bool:
    """Whether a verbatim statement stands in a quote of every article it cites."""
    cited = [citations.get(n) for n in statement.citations]
    return bool(cited and statement.text.strip()) and all(
        citation is not None and any(statement.text in quote.text for quote in citation.quotes) for citation in cited
    )


def verify(answer: Answer, index: ArticleIndex) -> Answer | None:
    """The answer with every statement marked supported, or None when one is not: an extractive answer that its
    articles do not hold up word for word is not given."""
    exact = {citation.n: citation for citation in answer.citations if is_exact(citation, index)}
    statements = tuple(replace(s, supported=is_supported(s, exact)) for s in answer.statements)
    if len(exact) != len(answer.citations) or not statements or not all(s.supported for s in statements):
        return None
    return replace(answer, statements=statements)


@dataclass(frozen=True, slots=True)
class Verdict:
    """The articles that prove a statement, () where none do, and then what is wrong with it."""

    article_ids: tuple[str, ...] = ()
    faults: tuple[str, ...] = ()


@dataclass(frozen=True)
class Prover:
    """Holds statements against articles of one index."""

    index: ArticleIndex
    meaning: Meaning

    def prove(self, text: str, language: Language, cited: Sequence[str], others: Sequence[str] = ()) -> Verdict:
        """The cited articles where they hold the statement up, each of them alone where one is enough; else that of the
        others which does and is nearest in meaning: models forget citations and mix them up."""
        faults = self._faults(text, language, cited) if cited else ("no citation",)
        if not faults:
            alone = [one for one in cited if len(cited) > 1 and not self._faults(text, language, [one])]
            return Verdict(tuple(alone or cited))
        untried = [other for other in others if other not in cited]
        for other in sorted(untried, key=lambda one: -self.meaning(text, language, one)):
            if not self._faults(text, language, [other]):
                return Verdict((other,))
        return Verdict((), faults)

    def _faults(self, text: str, language: Language, article_ids: Sequence[str]) -> tuple[str, ...]:
        """What the articles, read together, do not bear out."""
        lexicon = Lexicon(self.index.places, self.index.terms)
        sources = [source_of(article_id, self.index) for article_id in article_ids]
        if found := contradictions(text, language, sources, lexicon):
            return found
        meant = max(self.meaning(text, language, article_id) for article_id in article_ids)
        return () if meant >= MIN_MEANING[language] else (f"meaning {meant:.2f}",)
