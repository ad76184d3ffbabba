"""What to ask after an answer: the same of other documents held, and the articles next to the one cited.

Nothing is suggested that the engine does not answer: every candidate is asked before it is shown.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from index.errors import TiaowenError
from index.places import short_name
from index.schema import Article, Document
from qa.schema import Answer
from qa.web.conversation import Engine, Turn, held
from qa.web.scope import filters

MAX_ABOUT_CHARS = 30  # of the words that an article opens with
SHOWN_DOCUMENTS = 2
SHOWN_NEIGHBOURS = 2
OPENING_ENDS = re.compile(r"[。；：\n]")
TRIES = 4  # candidates asked of each kind


@dataclass(frozen=True, slots=True)
class FollowUp:
    """A question to ask next; `about` is how the article it addresses opens, "" where it addresses none."""

    question: str
    about: str = ""


def follow_ups(engine: Engine, turn: Turn) -> tuple[FollowUp, ...]:
    """Questions to ask after `turn`, each of which is answered; () after a turn without an answer."""
    if turn.answer is None or not turn.answer.citations:
        return ()
    elsewhere = (_of_document(engine, turn, document) for document in islice(_others(engine, turn), TRIES))
    beside = (_of_article(engine, turn, article) for article in islice(_neighbours(engine, turn.answer), TRIES))
    found = [*islice(filter(None, elsewhere), SHOWN_DOCUMENTS), *islice(filter(None, beside), SHOWN_NEIGHBOURS)]
    return tuple({next_.question: next_ for next_ in found if next_.question != turn.question}.values())


def _others(engine: Engine, turn: Turn) -> Iterator[Document]:
    """Documents that the answer does not cite: those with an article near the question first."""
    answer = turn.answer
    if answer.query.addresses:  # what one article says is no topic to ask others about
        return
    cited = {citation.doc_id for citation in answer.citations}
    near = [article.doc_id for hit in answer.explanation.hits if (article := held(hit.article_id, engine))]
    order = {doc_id: rank for rank, doc_id in reversed(list(enumerate(near)))}
    others = [document for document in engine.documents if document.id not in cited]
    yield from sorted(others, key=lambda document: order.get(document.id, len(near)))


def _of_document(engine: Engine, turn: Turn, document: Document) -> FollowUp | None:
    """The question asked of another document; None where that document does not answer it."""
    english = turn.answer.language == "en"
    name = _name(document, english)
    question = f"What about {name}?" if english else f"那{name}呢？"
    answer = _asked(engine, turn, question, (*turn.history, turn.question))
    cited = {citation.doc_id for citation in answer.citations} if answer else set()
    return FollowUp(question) if document.id in cited else None


def _neighbours(engine: Engine, answer: Answer) -> Iterator[Article]:
    """The articles after and before each cited one, the first cited first; preambles, cited ones and what is no
    longer held left out."""
    articles = list(engine.articles)
    row = {article.id: i for i, article in enumerate(articles)}
    cited = {citation.article_id for citation in answer.citations}
    for citation in answer.citations:
        if (at := row.get(citation.article_id)) is None:
            continue
        for beside in (at + 1, at - 1):
            if 0 <= beside < len(articles):
                article = articles[beside]
                own = article.doc_id == citation.doc_id and not article.id.endswith(":0")
                if own and article.id not in cited:
                    yield article


def _of_article(engine: Engine, turn: Turn, article: Article) -> FollowUp | None:
    """A question that addresses the article; None where none is understood so."""
    english = turn.answer.language == "en"
    document = next(document for document in engine.documents if document.id == article.doc_id)
    name, number = _name(document, english), article.id.rsplit(".", 1)[-1].rsplit(":", 1)[-1]
    forms = (
        (f"What does {name} {article.label} say?", f"What does article {number} of {name} say?")
        if english
        else (f"{name}{article.label}规定了什么？", f"{name}第{number}条规定了什么？")
    )
    for question in forms:
        answer = _asked(engine, turn, question, (*turn.history, turn.question))
        if answer and answer.query.addresses == (article.id,):
            return FollowUp(question, _opening(article))
    return None


def _opening(article: Article) -> str:
    """The article's first words after its number."""
    text = article.text.strip().removeprefix(article.label).removeprefix(article.label.split("、")[-1]).lstrip("　 ")
    first = OPENING_ENDS.split(text, maxsplit=1)[0]
    return first if len(first) <= MAX_ABOUT_CHARS else first[:MAX_ABOUT_CHARS] + "…"


def _asked(engine: Engine, turn: Turn, question: str, history: tuple[str, ...]) -> Answer | None:
    """The engine's answer within the turn's scope; None where it refuses."""
    try:
        answer = engine.ask(question, history=history, answerer="extractive", **filters(turn.scope, engine.documents))
    except TiaowenError:
        return None
    return answer if answer.status == "answered" else None


def _name(document: Document, english: bool) -> str:
    """How a question names the document: by its region, else by its title."""
    region = document.region_en if english else short_name(document.region)
    return region or f"《{document.title}》"
