"""What the OpenAI-compatible API takes and gives, after OpenAI's API reference: chat completions and models."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from index.errors import QuestionError
from qa.question import MAX_HISTORY
from qa.web.schemas import AnswerJson, CitationJson, Scoped

MODEL = "tiaowen"
MAX_MESSAGES = 200
MAX_MESSAGE_CHARS = 100_000  # an answer of ours in the conversation is long; a question is held to the engine's limit


class Part(BaseModel):
    """A piece of a message; only text is read."""

    type: Annotated[str, Field(max_length=50)]
    text: Annotated[str, Field(max_length=MAX_MESSAGE_CHARS)] = ""


class Message(BaseModel):
    """One message of the conversation."""

    role: Literal["system", "developer", "user", "assistant", "tool", "function"]
    content: (
        Annotated[str, Field(max_length=MAX_MESSAGE_CHARS)] | Annotated[list[Part], Field(max_length=50)] | None
    ) = None

    @property
    def text(self) -> str:
        if isinstance(self.content, list):
            return "\n".join(part.text for part in self.content if part.type == "text")
        return self.content or ""


class ChatCompletion(Scoped):
    """The body of `POST /v1/chat/completions`. What a language model would need (temperature …) is taken and unused."""

    model_config = ConfigDict(extra="allow")

    model: Annotated[str, Field(max_length=200, description=f"`{MODEL}`")] = MODEL
    messages: Annotated[list[Message], Field(min_length=1, max_length=MAX_MESSAGES)]
    stream: bool = False

    def question(self) -> tuple[str, list[str]]:
        """(question, earlier questions). Raises QuestionError when the last message is not a user's."""
        asked = [message.text for message in self.messages if message.role == "user"]
        if not asked or self.messages[-1].role != "user":
            raise QuestionError(
                "The last of `messages` must be a user's: the question. 最后一条 messages 应为用户的问题。"
            )
        return asked[-1], asked[:-1][-MAX_HISTORY:]


class AssistantMessage(BaseModel):
    """The answer's text with its [n] marks, and what they point at."""

    role: Literal["assistant"] = "assistant"
    content: str
    refusal: None = None
    citations: list[CitationJson]


class Choice(BaseModel):
    index: Literal[0] = 0
    message: AssistantMessage
    finish_reason: Literal["stop"] = "stop"
    logprobs: None = None


class Completion(BaseModel):
    """A chat completion, as OpenAI's clients read it."""

    id: str
    object: Literal["chat.completion"] = "chat.completion"
    created: int
    model: str = MODEL
    choices: list[Choice]
    tiaowen: AnswerJson


class Model(BaseModel):
    id: str = MODEL
    object: Literal["model"] = "model"
    created: int
    owned_by: str = MODEL


class Models(BaseModel):
    object: Literal["list"] = "list"
    data: list[Model]
