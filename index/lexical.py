"""Chinese words and BM25 over them."""

from __future__ import annotations

import functools
import logging
import re
import unicodedata
from collections.abc import Iterable, Sequence
from pathlib import Path

import bm25s
import jieba
import numpy as np

jieba.setLogLevel(logging.WARNING)
logging.getLogger("bm25s").setLevel(logging.WARNING)

HAN = "\u3400-\u9fff\U00020000-\U0003ffff〇"
WORD = re.compile(rf"[{HAN}a-z0-9]+(?:[.%][0-9]+)?%?")
ABSENT = "\x00"  # what an empty text is indexed as; occurs in no question
MIN_JIEBA_FREQUENCY = 20_000  # keeps a glossary term whole without swallowing longer words


def normalize(text: str) -> str:
    """NFKC, lower case: full-width digits and letters compare equal to half-width ones."""
    return unicodedata.normalize("NFKC", text).lower()


@functools.cache
def _dictionary() -> tuple[dict[str, int], int]:
    """jieba's frequencies and their sum, from the file it installs: its own cache lies where anyone may write."""
    return jieba.dt.gen_pfdict(jieba.dt.get_dict_file())


class Segmenter:
    """Cuts Chinese text into words with jieba's dictionary and the glossary's terms.

    Search mode: a long word also yields the words inside it (人民代表大会 -> 人民, 代表, 大会, 人民代表大会).
    """

    def __init__(self, terms: Iterable[str] = ()) -> None:
        self._jieba = jieba.Tokenizer()
        frequencies, self._jieba.total = _dictionary()
        self._jieba.FREQ, self._jieba.initialized = dict(frequencies), True
        for term in sorted({normalize(term) for term in terms}):
            self._jieba.add_word(term, MIN_JIEBA_FREQUENCY)

    def words(self, text: str) -> list[str]:
        """Words of `text` in reading order, normalized, punctuation left out."""
        return [word for word in self._jieba.cut_for_search(normalize(text)) if WORD.fullmatch(word)]

    def pieces(self, text: str) -> list[str]:
        """`text` cut into words and single characters: joined, they are `text` again."""
        return list(self._jieba.cut(text))

    def is_word(self, word: str) -> bool:
        """Whether jieba's dictionary has it, or the glossary."""
        return self._jieba.FREQ.get(word, 0) > 0


class Bm25:
    """BM25 (Lucene's variant; Robertson & Zaragoza 2009) over lists of words."""

    def __init__(self, engine: bm25s.BM25) -> None:
        self._engine = engine
        frequency = np.diff(engine.scores["indptr"])
        self._idf = np.log1p((len(self) - frequency + 0.5) / (frequency + 0.5)).astype(np.float32)

    @classmethod
    def build(cls, texts: Sequence[Sequence[str]]) -> Bm25:
        engine = bm25s.BM25(method="lucene", backend="numpy")
        engine.index([list(words) or [ABSENT] for words in texts], show_progress=False)
        return cls(engine)

    @classmethod
    def load(cls, folder: Path) -> Bm25:
        return cls(bm25s.BM25.load(folder, show_progress=False))

    def save(self, folder: Path) -> None:
        self._engine.save(folder, show_progress=False)

    def __len__(self) -> int:
        return int(self._engine.scores["num_docs"])

    def scores(self, words: Sequence[str]) -> np.ndarray:
        """Score of every text for a query's words: (n,) float32, 0 where no word occurs."""
        known = self._engine.get_tokens_ids(list(words))
        if not known:
            return np.zeros(len(self), dtype=np.float32)
        return self._engine.get_scores_from_ids(known)

    def idf(self, word: str) -> float:
        """Inverse document frequency; a word that occurs nowhere gets the highest."""
        row = self._engine.vocab_dict.get(word)
        return float(np.log1p((len(self) + 0.5) / 0.5)) if row is None else float(self._idf[row])

    def holds(self, word: str) -> bool:
        return word in self._engine.vocab_dict

    def frequencies(self) -> dict[str, int]:
        """{word: number of texts that hold it}."""
        counts = np.diff(self._engine.scores["indptr"])
        return {word: int(counts[row]) for word, row in self._engine.vocab_dict.items() if row < len(counts)}
