"""Tiaowen: a question in, a cited answer out. The one place where the stages meet."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from functools import partial
from typing import Any

from index.encoder import Encoder, load_encoder
from index.errors import AnswererNotSetUp
from index.gloss import Term
from index.model import check_encoder
from index.schema import Article, Document
from index.store import ArticleIndex, load_index
from qa import comparison, compose, confidence, reader_weights, smalltalk, trust
from qa.clock import Clock
from qa.confidence import ConfidenceModel
from qa.followup import Rewrite
from qa.generate import Answerer, Extractive, load_answerer
from qa.question import analyse
from qa.reader import load_reader
from qa.reading import UNREAD, Reader, Reading, rank_and_read, reordered
from qa.refusal import refusal_text
from qa.retriever import Retriever
from qa.schema import Answer, EncodedQuery, Evidence, Explanation, Hit, Language, Query
from qa.settings import Settings
from qa.verify import verify
from qa.wording import growing

log = logging.getLogger(__name__)

ANSWERER = "extractive"
WARM_UP = "人民代表大會"  # asked once at load, so that the first question waits for no dictionary and no model
MIN_RETRIEVED = 10
EXPLAINED = 10  # articles an explanation lists
RETRIEVED = 100  # article ids an answer lists: recall@100 is scored on them


class Tiaowen:
    """Answers questions from one index. Build it with `Tiaowen.load(settings)`; it is safe to share."""

    def __init__(
        self,
        index: ArticleIndex,
        encoder: Encoder,
        models: Mapping[Language, ConfidenceModel],
        answerer_of: Callable[[Retriever], Answerer] = lambda _: Extractive(),
        reader: Reader = UNREAD,
    ) -> None:
        self.index = index
        self.retriever = Retriever(index, encoder)
        self.models = models
        self.reader = reader
        self.answerer = answerer_of(self.retriever)

    @classmethod
    def load(cls, settings: Settings, models: Mapping[Language, ConfidenceModel] | None = None) -> Tiaowen:
        """Load index and encoder, and the fitted models unless others are given.

        Raises TiaowenError naming the command that mends it.
        """
        index = load_index(settings.index_dir, settings.embedding_model)
        fitted = confidence.load_models() if models is None else models
        if models is None:
            served = index.manifest["model"]["name"], reader_weights.digest()
            misfits = confidence.misfit(*served), trust.misfit(*served, confidence.digest(fitted))
            for misfit in filter(None, misfits):
                log.warning(misfit)
        encoder = load_encoder(settings)
        check_encoder(index.manifest["model"], encoder)
        loaded = cls(index, encoder, fitted, partial(load_answerer, settings), load_reader(settings))
        loaded.retriever.encode(analyse(WARM_UP, index))
        return loaded

    @property
    def documents(self) -> tuple[Document, ...]:
        return self.index.documents

    @property
    def articles(self) -> tuple[Article, ...]:
        return self.index.articles

    @property
    def terms(self) -> tuple[Term, ...]:
        """The corpus's glossary."""
        return self.index.terms

    @property
    def manifest(self) -> dict[str, Any]:
        return self.index.manifest

    def article(self, article_id: str) -> Article:
        """Raises UnknownDocument."""
        return self.index.article(article_id)

    def ask(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        doc_ids: Sequence[str] = (),
        regions: Sequence[str] = (),
        answerer: str | None = None,
    ) -> Answer:
        """One answer. `history` holds the earlier questions of the conversation, oldest first; `answerer` may ask for
        the extractive answer where another is set.

        Raises QuestionError for a question that is empty or too long, or an answerer that is not set up;
        UnknownDocument for a filter not held.
        """
        chosen = self._answerer(answerer)
        return self._worded(chosen, self._extractive(question, history, doc_ids, regions, chosen.rewrite))

    def _answerer(self, name: str | None) -> Answerer:
        if name in (None, self.answerer.name):
            return self.answerer
        if name == "extractive":
            return Extractive()
        raise AnswererNotSetUp(
            f"这里没有设置回答方式 {name}。The answerer {name} is not set up here; set TIAOWEN_ANSWERER={name}, "
            f"or ask for: {', '.join(dict.fromkeys(('extractive', self.answerer.name)))}"
        )

    def _worded(self, answerer: Answerer, extractive: Answer) -> Answer:
        """The extractive answer as the answerer puts it, and how long that took; a refusal stays one."""
        if answerer.name == ANSWERER or extractive.status == "not_found":
            return extractive
        clock = Clock()
        answer = answerer.answer(extractive)
        if answer.status == "answered" and answer.answerer != ANSWERER:
            answer = replace(answer, text="\n".join([answer.text, *self._notes(answer.query, answer.silent)]))
        clock.lap("write")
        timings = extractive.timings_ms | clock.laps_ms()
        return replace(answer, timings_ms=timings | {"total": extractive.timings_ms["total"] + timings["write"]})

    def _extractive(
        self,
        question: str,
        history: Sequence[str],
        doc_ids: Sequence[str],
        regions: Sequence[str],
        rewrite: Rewrite,
    ) -> Answer:
        clock = Clock()
        query = analyse(question, self.index, history, doc_ids, regions, rewrite)
        clock.lap("analyse")
        if query.intent != "question":
            return self._small_talk(query, clock)
        encoded = self.retriever.encode(query)
        hits = self.retriever.retrieve(query, encoded)
        clock.lap("retrieve")
        evidence, reading = rank_and_read(query, encoded, hits, self.index, self.reader)
        silent: tuple[str, ...] = ()
        if query.compared and not query.is_decided:
            evidence, silent = comparison.by_document(query, encoded, self.retriever, self.models, self.reader)
        sure, signals = self._confidence(query, encoded, hits, reading)
        hits = reordered(hits, reading)
        clock.lap("rerank")
        model = self.models[query.language]
        refused = Answer(
            question=question,
            language=query.language,
            status="not_found",
            confidence=sure,
            answerer=ANSWERER,
            text=refusal_text(query, self.index),
            statements=(),
            citations=(),
            retrieved=self._retrieved(query, encoded, hits, filtered=bool(doc_ids or regions)),
            query=query,
            timings_ms={},
            explanation=Explanation(tuple(hits[:EXPLAINED]), signals, model.threshold),
        )
        answer = self._composed(refused, evidence, silent, model.sure) if sure >= model.threshold else refused
        clock.lap("answer")
        return replace(answer, timings_ms=clock.laps_ms())

    def _composed(self, refused: Answer, evidence: Sequence[Evidence], silent: tuple[str, ...], sure: float) -> Answer:
        """The answer made of the evidence; the refusal where a quote does not stand. From `sure` on it is assertive."""
        query, assertive = refused.query, refused.confidence >= sure
        chosen = compose.select(query, evidence, self.index)
        text, statements, citations, short = compose.compose(query, chosen, self.index, assertive, refused.confidence)
        answered = replace(
            refused,
            status="answered",
            text="\n".join([text, *self._notes(query, silent)]),
            statements=statements,
            citations=citations,
            silent=silent,
            short=short,
            assertive=assertive,
        )
        return verify(answered, self.index) or refused

    def stream(
        self,
        question: str,
        *,
        history: Sequence[str] = (),
        doc_ids: Sequence[str] = (),
        regions: Sequence[str] = (),
        answerer: str | None = None,
    ) -> Iterator[Answer]:
        """The extractive answer growing statement by statement, then whole; where a chat model is set, what it wrote
        replaces it once it is proved. The last one is complete. Raises as `ask`."""
        chosen = self._answerer(answerer)
        answer = self._extractive(question, history, doc_ids, regions, chosen.rewrite)
        yield from growing(answer, self.index)
        yield answer
        worded = self._worded(chosen, answer)
        if worded is not answer:
            yield worded

    def _notes(self, query: Query, silent: Sequence[str]) -> list[str]:
        """The lines below an answer, a blank one before them."""
        notes = comparison.notes(query, silent, self.index)
        return ["", *notes] if notes else []

    def _small_talk(self, query: Query, clock: Clock) -> Answer:
        """Nothing is searched, so nothing is found or cited: `query.intent` says why."""
        text = smalltalk.reply(query, self.index)
        clock.lap("answer")
        return Answer(
            query.question, query.language, "not_found", 0.0, ANSWERER, text, (), (), (), query, clock.laps_ms()
        )

    def _retrieved(self, query: Query, encoded: EncodedQuery, hits: Sequence[Hit], filtered: bool) -> tuple[str, ...]:
        """Article ids best first; where the document that a question names is short, those of others after its own."""
        found = [hit.article_id for hit in hits]
        if len(found) < MIN_RETRIEVED and query.doc_ids and not filtered:
            anywhere = self.retriever.retrieve(replace(query, doc_ids=()), encoded)
            found = list(dict.fromkeys([*found, *(hit.article_id for hit in anywhere)]))
        return tuple(found[:RETRIEVED])

    def _confidence(
        self, query: Query, encoded: EncodedQuery, hits: Sequence[Hit], reading: Reading
    ) -> tuple[float, Mapping[str, float]]:
        """0 for what is known not to be held, 1 for an address that exists, else the model's probability; and the
        signals that it was read from."""
        if query.is_unheld:
            return 0.0, {}
        if query.addresses:
            return 1.0, {}
        signals = confidence.signals(query, encoded, hits, self.index, reading)
        return self.models[query.language].probability(signals), signals
