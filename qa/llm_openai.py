"""A chat model behind any OpenAI-compatible server: vLLM, Ollama, llama.cpp, DashScope, …"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence

from index.errors import AnswererError
from qa.prompt import Message
from qa.settings import Settings

NO_KEY = "none"  # servers of one's own ask for none, the client insists on one


class OpenAIChat:
    """Streams greedy replies through the official client, which retries what may pass."""

    def __init__(self, url: str, model: str, api_key: str, max_tokens: int, timeout_s: float, retries: int) -> None:
        import openai  # here, so that a command that writes nothing starts at once

        self._client = openai.OpenAI(base_url=url, api_key=api_key or NO_KEY, timeout=timeout_s, max_retries=retries)
        self._failed, self._timed_out = openai.OpenAIError, openai.APITimeoutError
        self._url, self._model, self._max_tokens, self._timeout_s = url, model, max_tokens, timeout_s

    @classmethod
    def load(cls, settings: Settings) -> OpenAIChat:
        return cls(
            settings.llm_url,
            settings.llm_model,
            settings.llm_api_key.get_secret_value(),
            settings.llm_max_tokens,
            settings.llm_timeout_s,
            settings.llm_retries,
        )

    def __call__(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply piece by piece; closing the iterator hangs up. Raises AnswererError, also when time runs out."""
        deadline = time.monotonic() + self._timeout_s
        try:
            with self._client.chat.completions.create(
                model=self._model,
                messages=list(messages),
                max_tokens=self._max_tokens,
                temperature=0,
                stream=True,
            ) as chunks:
                for chunk in chunks:
                    if time.monotonic() > deadline:
                        raise AnswererError(self._too_long())
                    if chunk.choices and (piece := chunk.choices[0].delta.content):
                        yield piece
        except self._timed_out as error:
            raise AnswererError(self._too_long()) from error
        except self._failed as error:
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise AnswererError(f"The chat server at {self._url} failed: {reason}") from error

    def _too_long(self) -> str:
        return f"The chat server at {self._url} took longer than {self._timeout_s:g} s"
