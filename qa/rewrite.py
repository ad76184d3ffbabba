"""A follow-up to a question that stands alone, by the chat model where one is set; by rules where it fails."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence

from index.errors import AnswererError
from index.store import ArticleIndex
from qa.claims import normal
from qa.followup import is_follow_up, language_of, resolve
from qa.naming import named_documents, unheld_places
from qa.numbers import numbers_zh
from qa.numbers_en import numbers_en
from qa.prompt import Chat, Message, data

log = logging.getLogger(__name__)

MAX_CHARS = 200
READ = 4  # earlier questions that the model is shown
RULES = {
    "zh": "把最后一个问题改写成不看前文也能懂的一个问题。只写改写后的问题，不要回答，不要添加前文没有的内容。",
    "en": "Rewrite the last question so that it can be understood without the earlier ones. Write only the rewritten "
    "question in English; do not answer it; add nothing that the earlier questions do not say.",
}
EXAMPLES = {
    "zh": (("甲市的办公会议由谁主持？", "那乙市呢？"), "乙市的办公会议由谁主持？"),
    "en": (("Who chairs the executive meeting in Jia?", "And in Yi?"), "Who chairs the executive meeting in Yi?"),
}


class ChatRewrite:
    """`qa.followup.Rewrite` by a chat model. Only what the rules take for a follow-up is put to it."""

    def __init__(self, chat: Chat) -> None:
        self._chat = chat

    def __call__(self, text: str, history: Sequence[str], index: ArticleIndex) -> str:
        if not history or not is_follow_up(text, index):
            return text
        try:
            written = "".join(self._chat(messages(text, history))).strip()
        except AnswererError as error:
            log.warning("%s; the follow-up is resolved by rules", error)
            return resolve(text, history, index)
        return written if is_faithful(written, text, history, index) else resolve(text, history, index)


def messages(text: str, history: Sequence[str]) -> list[Message]:
    """The rule, one worked example, and the questions as data."""
    language = language_of(text)
    asked, rewritten = EXAMPLES[language]
    return [
        {"role": "system", "content": RULES[language]},
        {"role": "user", "content": _listed(asked)},
        {"role": "assistant", "content": rewritten},
        {"role": "user", "content": _listed([*history[-READ:], text])},
    ]


def _listed(questions: Sequence[str]) -> str:
    return "\n".join(f"{n}. {data(question)}" for n, question in enumerate(questions, 1))


def is_faithful(written: str, text: str, history: Sequence[str], index: ArticleIndex) -> bool:
    """Whether a rewritten question is one short line in the language asked in, and names no place, document or number
    that nobody asked about, but all of those in the follow-up itself."""
    if not written or "\n" in written or len(written) > MAX_CHARS or language_of(written) != language_of(text):
        return False
    said = "\n".join([*history, text])
    named = set(_named(written, index))
    return named <= set(_named(said, index)) and set(_named(text, index)) <= named


def _named(text: str, index: ArticleIndex) -> Iterator[object]:
    yield from named_documents(text, index.documents)
    yield from unheld_places(text, index)
    yield from (number.value for number, _ in numbers_zh(normal(text)))
    yield from (number.value for number in numbers_en(text) if language_of(text) == "en")
