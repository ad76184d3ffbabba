"""The OpenAI-compatible API: `/v1/chat/completions` and `/v1/models`. Any client of OpenAI's asks the documents.

The last user message is the question, those before it are the history; system and assistant messages are not read.
The whole answer rides along as `tiaowen`.
"""

from __future__ import annotations

import json
import time
import uuid
from collections.abc import Iterator
from itertools import chain
from typing import Any

from fastapi import APIRouter
from fastapi.responses import JSONResponse, Response, StreamingResponse
from starlette.exceptions import HTTPException

from qa.schema import Answer
from qa.settings import AnswererName
from qa.web.api import EVENT_STREAM, STREAMED
from qa.web.conversation import Engine
from qa.web.errors import OPENAI, OpenAIProblem, line_of, problem_body, problems, status_of
from qa.web.openai_schemas import MODEL, ChatCompletion, Completion, Model, Models


def openai_router(engine: Engine, answerer: AnswererName = "extractive") -> APIRouter:
    """The routes, answering from `engine`, where `answerer` words the answers."""
    router = APIRouter()
    loaded_at = int(time.time())
    responses = {
        200: {"model": Completion, **STREAMED},
        **problems(400, 404, 413, 422, model=OpenAIProblem),
    }

    @router.post("/v1/chat/completions", response_model=None, responses=responses)
    def chat_completions(body: ChatCompletion) -> Response:
        """An answer as a chat completion; growing, one chunk each, with `stream`."""
        _known(body.model)
        question, history = body.question()
        asked = {"history": history, "doc_ids": body.doc_ids, "regions": body.regions}
        if not body.stream:
            return JSONResponse(completion(engine.ask(question, **asked)))
        growing = engine.stream(question, **asked)
        first = next(growing)  # what cannot be asked is refused before a stream begins
        return StreamingResponse(chunks(first, growing, answerer == "extractive"), media_type=EVENT_STREAM)

    @router.get("/v1/models", responses=problems(model=OpenAIProblem))
    def models() -> Models:
        """The one model there is."""
        return Models(data=[Model(created=loaded_at)])

    @router.get("/v1/models/{model}", responses=problems(404, model=OpenAIProblem))
    def model(model: str) -> Model:
        """The same, by its name."""
        _known(model)
        return Model(created=loaded_at)

    return router


def _known(model: str) -> None:
    if model != MODEL:
        raise HTTPException(404, f"There is no model {model!r} here; use {MODEL!r}")


def completion(answer: Answer) -> dict[str, Any]:
    """The answer as a chat completion."""
    whole = answer.to_dict()
    message = {"role": "assistant", "content": answer.text, "refusal": None, "citations": whole["citations"]}
    choice = {"index": 0, "message": message, "finish_reason": "stop", "logprobs": None}
    return {**_head("chat.completion"), "choices": [choice], "tiaowen": whole}


def _head(kind: str) -> dict[str, Any]:
    return {"id": f"chatcmpl-{uuid.uuid4().hex}", "object": kind, "created": int(time.time()), "model": MODEL}


def chunks(first: Answer, growing: Iterator[Answer], grows: bool = True) -> Iterator[str]:
    """Server-sent chunks: what each growing answer adds, then the end with the citations, then [DONE].

    What a chat model writes replaces the answer before it, marks and all, and a client cannot take back what it was
    sent: where the answer does not only grow (`grows`), the last one alone is sent.
    """
    head, sent, answer = _head("chat.completion.chunk"), "", first
    yield _chunk(head, {"role": "assistant", "content": ""})
    try:
        for answer in chain((first,), growing):
            if grows and answer.text.startswith(sent) and answer.text != sent:
                yield _chunk(head, {"content": answer.text[len(sent) :]})
                sent = answer.text
    except Exception as error:
        yield _data(problem_body(OPENAI, status_of(error), line_of(error)))
        return
    if sent != answer.text:  # the end does not continue what was shown: it is said whole
        yield _chunk(head, {"content": f"\n\n{answer.text}" if sent else answer.text})
    whole = answer.to_dict()
    yield _chunk(head, {"citations": whole["citations"]}, finish_reason="stop", tiaowen=whole)
    yield "data: [DONE]\n\n"


def _chunk(head: dict[str, Any], delta: dict[str, Any], finish_reason: str | None = None, **more: Any) -> str:
    choice = {"index": 0, "delta": delta, "finish_reason": finish_reason, "logprobs": None}
    return _data({**head, "choices": [choice], **more})


def _data(value: dict[str, Any]) -> str:
    return f"data: {json.dumps(value, ensure_ascii=False)}\n\n"
