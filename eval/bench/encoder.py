"""`python -m eval.bench.encoder`: the default encoder against sentence-transformers in fp32, on the same texts in the
same run."""

from __future__ import annotations

import sys
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np

from index.bundled import bundled_folder
from index.cli import DONE, Parser, run
from index.encoder import Encoder, load_encoder
from index.settings import BUNDLED_MODEL, IndexSettings, settings_of
from index.store import load_index

ROUNDS = 3
QUERIES = 100
WARM_UP = 3


def main(argv: Sequence[str] | None = None) -> int:
    """0 done, 2 bad input (one line on stderr)."""
    Parser(prog="python -m eval.bench.encoder", description=__doc__).parse_args(argv)
    return run(_measure)


def _measure() -> int:
    settings = settings_of(IndexSettings, embedding_model=BUNDLED_MODEL)
    index = load_index(settings.index_dir, BUNDLED_MODEL)
    texts = [sentence.text for sentence in index.sentences] + [article.text for article in index.articles]
    full = _sentence_transformer(settings)
    fast = load_encoder(settings)
    tokens = sum(len(own) for own in fast.encode(texts, "passage").token_ids)
    contenders: dict[str, Callable[[], object]] = {
        "SentenceTransformer.encode fp32": lambda: full.encode_document(texts),
        f"index.encoder {fast.precision}": lambda: fast.encode(texts, "passage"),
    }
    seconds: dict[str, list[float]] = {name: [] for name in contenders}
    for _ in range(1 + ROUNDS):  # in turns, so that what else the machine does falls on both
        for name, encode in contenders.items():
            seconds[name].append(_seconds(encode))
    rates = {name: tokens / float(np.median(own[1:])) for name, own in seconds.items()}  # the first round warms up
    for name, rate in rates.items():
        print(f"{name:34} {rate:10,.0f} tokens/s, median of {ROUNDS}")
    slow, quick = rates.values()
    print(f"{'ratio':34} {quick / slow:10.1f}")
    print(f"{'cosine to fp32':34} {_cosines(full, fast, texts)}")
    print(f"{'one query, p50':34} {_query_ms(fast, texts):10.1f} ms")
    return DONE


def _sentence_transformer(settings: IndexSettings) -> Any:
    from sentence_transformers import SentenceTransformer

    return SentenceTransformer(bundled_folder(Path(settings.cache_dir)), device="cpu")


def _seconds(work: Callable[[], object]) -> float:
    start = time.perf_counter()
    work()
    return time.perf_counter() - start


def _cosines(full: Any, fast: Encoder, texts: list[str]) -> str:
    cosines = (np.asarray(full.encode_document(texts)) * fast.encode(texts, "passage").vectors).sum(axis=1)
    return f"{cosines.mean():10.4f} mean, {cosines.min():.4f} least"


def _query_ms(fast: Encoder, texts: list[str]) -> float:
    queries = [text[:24] for text in texts[: QUERIES + WARM_UP]]
    seconds = [_seconds(lambda query=query: fast.encode([query], "query")) for query in queries]
    return float(np.median(seconds[WARM_UP:])) * 1000


if __name__ == "__main__":
    sys.exit(main())
