"""The written answer: a chat model words what the articles say, and every statement is proved before it is shown."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import Protocol

from index.errors import AnswererError, ModelError
from index.store import ArticleIndex
from qa.draft import Draft, parse
from qa.followup import Rewrite, resolve
from qa.meaning import TokenMeaning
from qa.prompt import MAX_ARTICLES, Chat, Message, Passage, in_english, messages
from qa.refusal import refusal_text
from qa.retriever import Retriever
from qa.rewrite import ChatRewrite
from qa.schema import Answer, Citation, Language, Proof, Quote, Statement
from qa.settings import AnswererName, Settings
from qa.verify import Prover, is_exact

log = logging.getLogger(__name__)

FAILED: dict[Language, str] = {
    "zh": "语言模型没有写出回答，以下是原文摘录。",
    "en": "The language model wrote no answer; this is what the documents say in their own words.",
}
OTHER_LANGUAGE: dict[Language, str] = {
    "zh": "语言模型没有用中文作答，以下是原文摘录。",
    "en": "The language model did not answer in English; this is what the documents say in their own words.",
}


class Answerer(Protocol):
    """Words an answer: from the proved extractive one to the one that is given."""

    name: AnswererName
    rewrite: Rewrite  # makes follow-ups stand alone

    def answer(self, extractive: Answer) -> Answer:
        """The answer, proved; the extractive one, with a note that says why, where none could be written."""
        ...


class Extractive:
    """The documents' own words: nothing to write."""

    name: AnswererName = "extractive"
    rewrite = staticmethod(resolve)

    def answer(self, extractive: Answer) -> Answer:
        return extractive


class Written:
    """What a chat model makes of the articles found, held to them statement by statement."""

    def __init__(self, name: AnswererName, chat: Chat, retriever: Retriever, rewrite: Rewrite = resolve) -> None:
        self.name = name
        self.rewrite = rewrite
        self._chat = chat
        self._index: ArticleIndex = retriever.index
        self._meaning = TokenMeaning(retriever)
        self._prover = Prover(retriever.index, self._meaning)

    def answer(self, extractive: Answer) -> Answer:
        """A question that was refused is not put to the model."""
        if extractive.status == "not_found":
            return extractive
        passages = self._passages(extractive)
        try:
            draft = self._draft(extractive, passages)
        except AnswererError as error:
            log.warning("%s; the extractive answer stands in", error)
            return replace(extractive, note=FAILED[extractive.language])
        if draft.language != extractive.language and draft.statements:
            return replace(extractive, note=OTHER_LANGUAGE[extractive.language])
        return self._proved(extractive, draft, passages)

    def _passages(self, extractive: Answer) -> list[Passage]:
        """The articles that the extractive answer cites, then the next ones found in the documents asked about."""
        scope = extractive.query.doc_ids
        found = [i for i in extractive.retrieved if not scope or self._index.article(i).doc_id in scope]
        ids = list(dict.fromkeys([*(citation.article_id for citation in extractive.citations), *found]))[:MAX_ARTICLES]
        articles = [self._index.article(article_id) for article_id in ids]
        return [Passage(n, article, self._index.document(article.doc_id)) for n, article in enumerate(articles, 1)]

    def _draft(self, extractive: Answer, passages: Sequence[Passage]) -> Draft:
        """What the model wrote; asked once more where it answers an English question in Chinese."""
        talk = messages(extractive.query, passages)
        written = "".join(self._chat(talk))
        draft = parse(written)
        if draft.statements and draft.language == "zh" and extractive.language == "en":
            draft = parse("".join(self._chat(in_english(talk, written))))
        if not draft.statements and not draft.refused:
            raise AnswererError("The chat model wrote nothing")
        return draft

    def _proved(self, extractive: Answer, draft: Draft, passages: Sequence[Passage]) -> Answer:
        """The statements that stand, citations numbered anew; not_found where none does."""
        ids = {passage.n: passage.article.id for passage in passages}
        kept: list[tuple[str, tuple[str, ...]]] = []
        invented = 0
        for text, numbers in draft.statements:
            invented += sum(n not in ids for n in numbers)
            cited = [ids[n] for n in numbers if n in ids]
            verdict = self._prover.prove(text, extractive.language, cited, list(ids.values()))
            if verdict.article_ids:
                kept.append((text, verdict.article_ids))
            else:
                log.info("Removed: %s (%s)", text, "; ".join(verdict.faults))
        proof = Proof(len(draft.statements), len(kept), len(draft.statements) - len(kept), invented)
        answer = replace(extractive, answerer=self.name, proof=proof, short=(), assertive=True)
        if not kept and extractive.query.addresses:  # an article that is asked for by its number answers
            return replace(extractive, proof=proof, note=FAILED[extractive.language])
        if not kept:
            refusal = refusal_text(extractive.query, self._index)
            return replace(answer, status="not_found", text=refusal, statements=(), citations=())
        return self._composed(answer, kept)

    def _composed(self, answer: Answer, kept: Sequence[tuple[str, tuple[str, ...]]]) -> Answer:
        numbers = {i: n for n, i in enumerate(dict.fromkeys(i for _, ids in kept for i in ids), 1)}
        statements = tuple(Statement(text, tuple(sorted(numbers[i] for i in ids))) for text, ids in kept)
        said = {i: [text for text, ids in kept if i in ids] for i in numbers}
        citations = tuple(self._citation(numbers[i], i, said[i], answer.language) for i in numbers)
        assert all(is_exact(citation, self._index) for citation in citations)
        lines = [f"{s.text} {''.join(f'[{n}]' for n in s.citations)}" for s in statements]
        return replace(answer, text="\n".join(lines), statements=statements, citations=citations)

    def _citation(self, n: int, article_id: str, said: Sequence[str], language: Language) -> Citation:
        """The article with the sentences that the statements rest on."""
        article = self._index.article(article_id)
        rows = sorted({row for text in said for row in self._meaning.nearest(text, language, article_id)})
        own = [self._index.sentences[row] for row in rows]
        quotes = tuple(Quote(s.start, s.end, s.text) for s in own) or (Quote(0, len(article.text), article.text),)
        return Citation(n, article.id, article.doc_id, article.title, article.label, quotes)


class Unavailable:
    """A chat model that did not load: it says why whenever it is asked."""

    def __init__(self, reason: str) -> None:
        self._reason = reason

    def __call__(self, messages: Sequence[Message]) -> Iterator[str]:
        raise AnswererError(self._reason)


def load_answerer(settings: Settings, retriever: Retriever) -> Answerer:
    """The answerer that the settings name. A model that does not load is logged, and extractive answers stand in."""
    if settings.answerer == "extractive":
        return Extractive()
    try:
        chat = _chat(settings)
    except ModelError as error:
        log.warning("%s", error)
        chat = Unavailable(str(error))
    return Written(settings.answerer, chat, retriever, ChatRewrite(chat) if settings.llm_rewrite else resolve)


def _chat(settings: Settings) -> Chat:
    if settings.answerer == "openai":
        from qa.llm_openai import OpenAIChat

        return OpenAIChat.load(settings)
    from qa.llm_transformers import TransformersChat

    return TransformersChat.load(settings)
