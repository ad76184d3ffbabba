"""`/metrics` for Prometheus: requests and answers, counted and timed. No question, no address, no key among them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

from fastapi import APIRouter, Response
from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, generate_latest
from prometheus_client.exposition import CONTENT_TYPE_LATEST
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from qa.schema import Answer
from qa.web.conversation import Engine
from qa.web.errors import problems

BUCKETS_S = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30, 120)
OTHER = "other"  # pages, files, and whatever no route of ours is: an address is no label
METHODS = {"GET", "POST", "HEAD", "OPTIONS"}


class Metrics:
    """The counters of one application."""

    def __init__(self, engine: Engine) -> None:
        self.registry = CollectorRegistry()
        own = {"registry": self.registry}
        self.requests = Counter("tiaowen_requests", "HTTP requests", ["method", "route", "status"], **own)
        self.seconds = Histogram(
            "tiaowen_request_seconds", "Time until a response began", ["route"], buckets=BUCKETS_S, **own
        )
        self.answers = Counter("tiaowen_answers", "Answers given", ["status", "language", "answerer"], **own)
        self.answer_seconds = Histogram(
            "tiaowen_answer_seconds", "Time an answer took", ["answerer"], buckets=BUCKETS_S, **own
        )
        self.feedback = Counter("tiaowen_feedback", "Opinions on answers", ["verdict"], **own)
        Gauge("tiaowen_documents", "Documents held", **own).set(len(engine.documents))
        Gauge("tiaowen_articles", "Articles held", **own).set(len(engine.articles))

    def answered(self, answer: Answer, seconds: float) -> None:
        """Count one complete answer."""
        self.answers.labels(answer.status, answer.language, answer.answerer).inc()
        self.answer_seconds.labels(answer.answerer).observe(seconds)


class MeasuredEngine:
    """The engine, every answer of which is counted, whoever asks."""

    def __init__(self, engine: Engine, metrics: Metrics) -> None:
        self._engine, self._metrics = engine, metrics

    def __getattr__(self, name: str) -> Any:
        return getattr(self._engine, name)

    def ask(self, question: str, **asked: Any) -> Answer:
        started = time.perf_counter()
        answer = self._engine.ask(question, **asked)
        self._metrics.answered(answer, time.perf_counter() - started)
        return answer

    def stream(self, question: str, **asked: Any) -> Iterator[Answer]:
        started, answer = time.perf_counter(), None
        for answer in self._engine.stream(question, **asked):
            yield answer
        if answer is not None:
            self._metrics.answered(answer, time.perf_counter() - started)


class CountRequests:
    """ASGI middleware: every request by route, never by address."""

    def __init__(self, app: ASGIApp, metrics: Metrics) -> None:
        self.app, self.metrics = app, metrics

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        started = time.perf_counter()

        async def counted(message: Message) -> None:
            if message["type"] == "http.response.start":
                route = getattr(scope.get("route"), "path", None) or OTHER
                method = scope["method"] if scope["method"] in METHODS else OTHER
                self.metrics.requests.labels(method, route, message["status"]).inc()
                self.metrics.seconds.labels(route).observe(time.perf_counter() - started)
            await send(message)

        await self.app(scope, receive, counted)


def metrics_router(metrics: Metrics) -> APIRouter:
    """The route that Prometheus scrapes."""
    router = APIRouter()
    text = {"content": {"text/plain": {"schema": {"type": "string"}}}, "description": "Prometheus's text format"}

    @router.get("/metrics", response_class=Response, responses={200: text, **problems()})
    def scraped() -> Response:
        """Counters and timings since the start."""
        return Response(generate_latest(metrics.registry), media_type=CONTENT_TYPE_LATEST)

    return router
