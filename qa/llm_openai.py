"""A chat model behind any OpenAI-compatible server: vLLM, Ollama, llama.cpp, DashScope, …"""

from __future__ import annotations

import time
from collections.abc import Iterator, Sequence
from typing import Any

from index.errors import AnswererError
from qa.prompt import Message
from qa.settings import Settings

NO_KEY = "none"  # servers of one's own ask for none, the client insists on one


MAY_PASS = (408, 409, 429)  # and every 5xx: what the official client asks for again
PAUSE_S, LONGEST_PAUSE_S = 0.5, 8.0  # before it is asked again; each pause is twice the last


class OpenAIChat:
    """Streams greedy replies through the official client. `timeout_s` is one deadline over the reply and all retries.

    The client's own retries have the whole time-out each and sleep past it, so they are off: here what may pass is
    asked for again while there is time, and silence until the deadline is a time-out.
    """

    def __init__(self, url: str, model: str, api_key: str, max_tokens: int, timeout_s: float, retries: int) -> None:
        import openai  # here, so that a command that writes nothing starts at once

        self._client = openai.OpenAI(base_url=url, api_key=api_key or NO_KEY, max_retries=0)
        self._failed, self._timed_out = openai.OpenAIError, openai.APITimeoutError
        self._pauses_s = [min(PAUSE_S * 2**n, LONGEST_PAUSE_S) for n in range(retries)]
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
            with self._opened(messages, deadline) as chunks:
                for chunk in chunks:
                    if time.monotonic() > deadline:
                        raise AnswererError(self._too_long())
                    if chunk.choices and (delta := chunk.choices[0].delta) and delta.content:
                        yield delta.content
        except self._timed_out as error:
            raise AnswererError(self._too_long()) from error
        except AnswererError:
            raise
        except Exception as error:  # a stream that is not the protocol's raises what the client's parser does
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise AnswererError(f"The chat server at {self._url} failed: {reason}") from error

    def _opened(self, messages: Sequence[Message], deadline: float) -> Any:
        """The stream of chunks, once the server begins to reply; the client's error of the last attempt."""
        for pause_s in self._pauses_s:
            try:
                return self._asked(messages, deadline)
            except self._timed_out:
                raise
            except self._failed as error:
                pause_s = max(pause_s, _retry_after_s(error))
                if not _may_pass(error) or time.monotonic() + pause_s >= deadline:
                    raise
                time.sleep(pause_s)
        return self._asked(messages, deadline)

    def _asked(self, messages: Sequence[Message], deadline: float) -> Any:
        return self._client.chat.completions.create(
            model=self._model,
            messages=list(messages),
            max_tokens=self._max_tokens,
            temperature=0,
            stream=True,
            timeout=max(deadline - time.monotonic(), 0.001),
        )

    def _too_long(self) -> str:
        return f"The chat server at {self._url} took longer than {self._timeout_s:g} s"


def _may_pass(error: Exception) -> bool:
    status = getattr(error, "status_code", None)  # a connection that broke has none
    return status is None or status >= 500 or status in MAY_PASS


def _retry_after_s(error: Exception) -> float:
    """The seconds that the server asks to wait, 0 where it asks for none."""
    told = error.response.headers.get("retry-after", "") if hasattr(error, "response") else ""
    return float(told) if told.isdecimal() else 0.0
