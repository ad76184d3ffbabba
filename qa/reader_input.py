"""A question and a passage as the one sequence of tokens that the reader reads. Pure."""

from __future__ import annotations

from typing import Any

QUESTION_PROMPT, PASSAGE_PROMPT = "query: ", "passage: "  # as the model was pre-trained with
MAX_QUESTION_TOKENS, MAX_PASSAGE_TOKENS = 48, 230  # with their special tokens; together within the model's 512
SEPARATOR = 2  # </s>


def pair_ids(tokenizer: Any, question: str, passage: str) -> list[int]:
    """<s> query: question </s> </s> passage: passage </s>, each cut at its length."""
    asked = tokenizer.encode(QUESTION_PROMPT + question).ids[:MAX_QUESTION_TOKENS]
    read = tokenizer.encode(PASSAGE_PROMPT + passage).ids[1:][:MAX_PASSAGE_TOKENS]
    return [*asked, SEPARATOR, *read]
