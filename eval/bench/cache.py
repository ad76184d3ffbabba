"""What a benchmark embedded, kept in the user's cache folder: a run that was stopped goes on where it was.

Texts are kept by the hash of their content under that of their encoder, indexes by that of their corpus.
"""

from __future__ import annotations

import hashlib
import json
import shutil
import tempfile
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from index.assemble import assemble
from index.corpus import Corpus
from index.encoder import Encoded, Encoder, Kind
from index.errors import TiaowenError
from index.folders import locked
from index.manifest import FORMAT, corpus_hash, write_manifest
from index.store import ArticleIndex

PROBE = "人民代表大会 committee 2024"  # what an encoder makes of this tells it from any other
MIN_KEPT_TEXTS = 64  # fewer are embedded sooner than looked up
SHARD, MAKING = "shard-", ".making-"
ARRAYS = ("hashes", "vectors", "starts", "tokens", "token_ids")


def fingerprint(encoder: Encoder) -> str:
    """Hex digest of the encoder's name and of what it makes of one text, to three decimals."""
    vector = encoder.encode([PROBE], "passage").vectors[0]
    printed = " ".join(f"{value:.3f}" for value in vector)
    return hashlib.sha256(f"{encoder.name} {printed}".encode()).hexdigest()[:16]


class Shard:
    """What one call made: the arrays of Encoded, one text after another; the big ones stay on disk."""

    def __init__(self, folder: Path) -> None:
        self.hashes, self.vectors, self.starts = (np.load(folder / f"{name}.npy") for name in ARRAYS[:3])
        self._tokens, self._ids = (np.load(folder / f"{name}.npy", mmap_mode="r") for name in ARRAYS[3:])

    def row(self, row: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """(vector, tokens, token ids) of one text."""
        own = slice(self.starts[row], self.starts[row + 1])
        return self.vectors[row], self._tokens[own], self._ids[own]


class CachedEncoder:
    """An Encoder that keeps what it made in `folder`, and reads it from there the next time."""

    def __init__(self, encoder: Encoder, folder: Path) -> None:
        self._encoder = encoder
        self.name, self.dim, self.precision = encoder.name, encoder.dim, encoder.precision
        self.folder = folder / f"texts-{fingerprint(encoder)}"
        self.folder.mkdir(parents=True, exist_ok=True)
        self._found: dict[bytes, tuple[Shard, int]] = {}
        for path in sorted(self.folder.glob(f"{SHARD}*")):
            self._take(Shard(path))

    def _take(self, shard: Shard) -> None:
        self._found |= {key.tobytes(): (shard, row) for row, key in enumerate(shard.hashes)}

    def lacks(self, text: str, kind: Kind) -> bool:
        """Whether `text` would have to be embedded."""
        return _hash(text, kind) not in self._found

    def encode(self, texts: Sequence[str], kind: Kind, progress: bool = False) -> Encoded:
        if len(texts) < MIN_KEPT_TEXTS:
            return self._encoder.encode(texts, kind, progress)
        missing = list(dict.fromkeys(text for text in texts if self.lacks(text, kind)))
        if missing:
            made = self._encoder.encode(missing, kind, progress)
            self._take(self._keep([_hash(text, kind) for text in missing], made))
        rows = [shard.row(row) for shard, row in (self._found[_hash(text, kind)] for text in texts)]
        vectors, tokens, token_ids = zip(*rows, strict=True)
        return Encoded(np.stack(vectors), tokens, token_ids)

    def pieces(self, token_ids: np.ndarray) -> list[str]:
        return self._encoder.pieces(token_ids)

    def _keep(self, hashes: Sequence[bytes], made: Encoded) -> Shard:
        """All or nothing: written beside, then renamed."""
        making = Path(tempfile.mkdtemp(prefix=MAKING, dir=self.folder))
        arrays = (
            np.frombuffer(b"".join(hashes), np.uint8).reshape(len(hashes), -1),
            made.vectors,
            np.cumsum([0, *(len(own) for own in made.token_ids)]),
            np.concatenate(made.tokens),
            np.concatenate(made.token_ids),
        )
        for name, array in zip(ARRAYS, arrays, strict=True):
            np.save(making / f"{name}.npy", array, allow_pickle=False)
        folder = making.with_name(SHARD + making.name.removeprefix(MAKING))
        making.rename(folder)
        return Shard(folder)


def _hash(text: str, kind: Kind) -> bytes:
    return hashlib.sha256(f"{kind}\x1e{text}".encode()).digest()[:16]


def kept_index(corpus: Corpus, encoder: CachedEncoder, name: str, progress: bool = True) -> ArticleIndex:
    """The index of a corpus, made by the product's own `assemble` and kept beside the encoder's texts."""
    made_of = [FORMAT, corpus_hash(corpus.articles), len(corpus.sentences), encoder.folder.name]
    besides = [repr(replace(document, text="")) for document in corpus.documents]
    besides.append(repr(corpus.terms + corpus.synonyms))
    key = hashlib.sha256(json.dumps([made_of, besides]).encode()).hexdigest()[:16]
    folder = encoder.folder.with_name(f"{name}-{key}")
    with locked(encoder.folder.parent):
        try:
            return ArticleIndex.load(folder, encoder.name)
        except TiaowenError:  # none yet, or one half written
            shutil.rmtree(folder, ignore_errors=True)
        index = assemble(corpus, None, encoder, progress)
        folder.mkdir(parents=True)
        index.save(folder)
        write_manifest(folder, index.manifest)
        return ArticleIndex.load(folder, encoder.name)
