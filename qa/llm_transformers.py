"""A chat model that runs in this process: any causal model of transformers, by hub name, folder or GGUF file."""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from index.errors import AnswererError, ModelError
from qa.prompt import Message
from qa.settings import Settings

MEND = "Set TIAOWEN_LLM_MODEL to a folder, a GGUF file, or a hub name fetched once with HF_HUB_OFFLINE=0"


class TransformersChat:
    """Streams greedy replies, one question at a time: two would only share the same cores."""

    def __init__(self, model: Any, tokenizer: Any, max_tokens: int, timeout_s: float) -> None:
        self._model, self._tokenizer = model, tokenizer
        self._max_tokens, self._timeout_s = max_tokens, timeout_s
        self._free = threading.Lock()

    @classmethod
    def load(cls, settings: Settings) -> TransformersChat:
        """Raises ModelError where the model is missing, damaged or no chat model."""
        import torch  # here, so that a command that writes nothing starts at once
        from transformers import AutoModelForCausalLM, AutoTokenizer

        folder, options = _where(settings.llm_model)
        try:
            tokenizer = AutoTokenizer.from_pretrained(folder, **options)
            dtype = torch.bfloat16 if options else "auto"  # a GGUF file is unpacked; as float32 it is twice as large
            model = AutoModelForCausalLM.from_pretrained(folder, dtype=dtype, **options, **_unpacked(options))
        except Exception as error:  # a damaged file raises whatever its reader does
            reason = (str(error).splitlines() or [type(error).__name__])[0]
            raise ModelError(f"Chat model {settings.llm_model} does not load: {reason} {MEND}") from error
        if tokenizer.chat_template is None:
            raise ModelError(f"{settings.llm_model} has no chat template, so it is no chat model. {MEND}")
        model.to("cuda" if torch.cuda.is_available() else "cpu").eval()
        return cls(model, tokenizer, settings.llm_max_tokens, settings.llm_timeout_s)

    def __call__(self, messages: Sequence[Message]) -> Iterator[str]:
        """The reply piece by piece; closing the iterator stops the model. Raises AnswererError when time runs out."""
        deadline = time.monotonic() + self._timeout_s
        if not self._free.acquire(timeout=self._timeout_s):
            raise AnswererError(f"The chat model was busy for {self._timeout_s:g} s")
        stop, thread = threading.Event(), None
        try:
            streamer, thread = self._start(messages, stop)
            while True:
                try:
                    streamer.timeout = max(deadline - time.monotonic(), 0.001)
                    yield next(streamer)
                except StopIteration:
                    break
                except queue.Empty:
                    raise AnswererError(f"The chat model took longer than {self._timeout_s:g} s") from None
        finally:
            stop.set()
            if thread is not None:
                thread.join()
            self._free.release()
        if thread.error is not None:
            raise AnswererError(f"The chat model failed: {thread.error}") from thread.error

    def _start(self, messages: Sequence[Message], stop: threading.Event) -> tuple[Any, _Generating]:
        """Raises AnswererError where the messages do not fit the template or the machine."""
        from transformers import StoppingCriteriaList, TextIteratorStreamer

        try:
            asked = self._prompt(messages).to(self._model.device)
            streamer = TextIteratorStreamer(self._tokenizer, skip_prompt=True, skip_special_tokens=True)
            thread = _Generating(
                self._model,
                streamer,
                {
                    **asked,
                    "streamer": streamer,
                    "max_new_tokens": self._max_tokens,
                    "do_sample": False,
                    "stopping_criteria": StoppingCriteriaList([lambda *_, **__: stop.is_set()]),
                },
            )
            thread.start()
        except Exception as error:  # a template raises what its author wrote, a device what its driver does
            raise AnswererError(f"The chat model failed: {error}") from error
        return streamer, thread

    def _prompt(self, messages: Sequence[Message]) -> Any:
        """Token ids and mask; where the template refuses a system role, as Gemma's does, its text opens the first
        question."""
        from jinja2 import TemplateError

        make = partial(
            self._tokenizer.apply_chat_template, add_generation_prompt=True, return_tensors="pt", return_dict=True
        )
        try:
            return make(list(messages))
        except TemplateError:
            if [message["role"] for message in messages[:2]] != ["system", "user"]:
                raise
            system, first, *rest = messages
            return make([{**first, "content": f"{system['content']}\n\n{first['content']}"}, *rest])


class _Generating(threading.Thread):
    """Runs `generate` and keeps what it raised; the streamer always ends."""

    def __init__(self, model: Any, streamer: Any, options: dict[str, Any]) -> None:
        super().__init__(daemon=True)
        self._model, self._streamer, self._options = model, streamer, options
        self.error: Exception | None = None

    def run(self) -> None:
        try:
            self._model.generate(**self._options)
        except Exception as error:  # reported by the thread that reads
            self.error = error
            self._streamer.on_finalized_text("", stream_end=True)


def _where(name: str) -> tuple[str, dict[str, str]]:
    """(folder or hub name, {"gguf_file": …} for a GGUF file)."""
    path = Path(name).expanduser()
    if path.suffix == ".gguf":
        return str(path.parent), {"gguf_file": path.name}
    return (str(path) if path.is_dir() else name), {}


def _unpacked(options: dict[str, str]) -> dict[str, Any]:
    """Packed GGUF weights need kernels that only a hub has; unpacked ones run anywhere."""
    from transformers import GgufConfig

    return {"quantization_config": GgufConfig(dequantize=True)} if options else {}
