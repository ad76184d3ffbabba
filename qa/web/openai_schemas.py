"""What the OpenAI-compatible API takes and gives, after OpenAI's API reference: chat completions and models."""

from __future__ import annotations

import re
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, StrictBool

from index.errors import QuestionError
from qa.question import MAX_HISTORY, MAX_QUESTION_CHARS
from qa.web.schemas import ASKABLE, LETTER, MAX_ID_CHARS, SENDABLE, AnswerJson, CitationJson, Scoped

MODEL = "tiaowen"
MAX_MESSAGES = 200
Asked = Annotated[str, Field(max_length=MAX_QUESTION_CHARS), SENDABLE]


class Part(BaseModel):
    """A piece of a message; only text is read."""

    type: Annotated[str, Field(max_length=50)]
    text: Asked = ""


class UserMessage(BaseModel):
    """A question, or an earlier one."""

    role: Literal["user"]
    content: Asked | Annotated[list[Part], Field(max_length=50)]

    @property
    def text(self) -> str:
        if isinstance(self.content, str):
            return self.content
        return "\n".join(part.text for part in self.content if part.type == "text")


class OtherMessage(BaseModel):
    """What the assistant said, and instructions: not read."""

    role: Literal["system", "developer", "assistant", "tool", "function"]


AnyMessage = Annotated[UserMessage | OtherMessage, Field(discriminator="role")]
ONE_QUESTION = {
    "contains": {
        "type": "object",
        "properties": {"role": {"const": "user"}, "content": {"type": "string", **ASKABLE}},
        "required": ["role", "content"],
    }
}


class ChatCompletion(Scoped):
    """The body of `POST /v1/chat/completions`. What a language model would need (temperature …) is taken and unused."""

    model_config = ConfigDict(extra="allow")

    model: Annotated[str, Field(max_length=MAX_ID_CHARS, description=f"`{MODEL}`")] = MODEL
    messages: Annotated[list[AnyMessage], Field(min_length=1, max_length=MAX_MESSAGES, json_schema_extra=ONE_QUESTION)]
    stream: StrictBool = False

    def question(self) -> tuple[str, list[str]]:
        """(the last question, those before it). Raises QuestionError when no user's message asks anything."""
        texts = [message.text for message in self.messages if isinstance(message, UserMessage)]
        asked = [text for text in texts if re.search(LETTER, text)]
        if not asked:
            raise QuestionError("`messages` holds no question: a message of the role user. messages 中没有用户的问题。")
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
