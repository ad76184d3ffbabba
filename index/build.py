"""Corpus folder -> index folder: re-embeds what changed, verifies what it wrote, then swaps it in.

`index_dir/CURRENT` names the build that serves. It is replaced in one atomic step after the new folder was
written, flushed to disk and read back, so a build that fails or loses power leaves the old index serving.
"""

from __future__ import annotations

import contextlib
import logging
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path

from index import store
from index.assemble import assemble
from index.corpus import Corpus, load_corpus
from index.encoder import Encoder, load_encoder
from index.errors import IndexMissing, TiaowenError
from index.folders import flush, locked, sync
from index.gloss import GLOSSARY_FILE
from index.manifest import write_manifest
from index.model import is_as_set
from index.settings import IndexSettings
from index.store import BUILD_PREFIX, CURRENT, ArticleIndex
from index.synonyms import SYNONYMS_FILE

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class Changes:
    """Article ids by what a build does to them.

    besides: documents whose metadata differs, and tables of the corpus that do.
    """

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]
    besides: tuple[str, ...] = ()

    def __str__(self) -> str:
        counts = [f"{len(getattr(self, name))} {name}" for name in ("added", "changed", "removed", "unchanged")]
        return ", ".join(counts) + (f"; also changed: {' '.join(self.besides)}" if self.besides else "")


def diff(corpus: Corpus, old: ArticleIndex | None) -> Changes:
    """What a build would add, change and remove, by content hash."""
    before = {article.id: article.content_hash for article in old.articles} if old else {}
    after = {article.id: article.content_hash for article in corpus.articles}
    return Changes(
        added=tuple(i for i in after if i not in before),
        changed=tuple(i for i in after if i in before and before[i] != after[i]),
        removed=tuple(i for i in before if i not in after),
        unchanged=tuple(i for i in after if before.get(i) == after[i]),
        besides=_besides(corpus, old) if old else (),
    )


def _besides(corpus: Corpus, old: ArticleIndex) -> tuple[str, ...]:
    held = {document.id: replace(document, text="") for document in old.documents}
    now = {document.id: replace(document, text="") for document in corpus.documents}
    tables = (
        (GLOSSARY_FILE, corpus.terms, old.terms),
        (SYNONYMS_FILE, corpus.synonyms, old.synonyms),
    )
    return (
        *(i for i in now if i in held and held[i] != now[i]),
        *(name for name, after, before in tables if after != before),
    )


def build(
    settings: IndexSettings,
    encoder_of: Callable[[IndexSettings], Encoder] = load_encoder,
    progress: bool = False,
) -> tuple[ArticleIndex, Changes]:
    """Bring the index in `settings.index_dir` up to the corpus folder. No work where nothing changed.

    Raises TiaowenError; whatever goes wrong, the old index stays as it was.
    """
    corpus = load_corpus(settings.corpus_dir)
    settings.index_dir.mkdir(parents=True, exist_ok=True)
    with locked(settings.index_dir):
        old = _old_index(settings)
        changes = diff(corpus, old)
        if old and is_current(old, corpus, settings):
            _remove_stale(store.current_folder(settings.index_dir))
            return old, changes
        return _make(settings, corpus, old, encoder_of(settings), progress), changes


def _make(
    settings: IndexSettings, corpus: Corpus, old: ArticleIndex | None, encoder: Encoder, progress: bool
) -> ArticleIndex:
    """Write a new build, read it back, let it serve."""
    replaced = _serving(settings.index_dir)
    folder = Path(tempfile.mkdtemp(prefix=BUILD_PREFIX, dir=settings.index_dir))
    try:
        made = assemble(corpus, old, encoder, progress)
        made.save(folder)
        write_manifest(folder, made.manifest)
        flush(folder)
        index = ArticleIndex.load(folder, settings.embedding_model)  # read back before it may serve
        folder.chmod(0o755)
        _swap_in(folder)
    except BaseException:
        if not _serves(folder):
            shutil.rmtree(folder, ignore_errors=True)
        raise
    _remove_stale(folder, replaced)
    return index


def _old_index(settings: IndexSettings) -> ArticleIndex | None:
    """The index to reuse vectors from; None, with a log line, where it cannot be used."""
    try:
        return store.load_index(settings.index_dir, settings.embedding_model)
    except IndexMissing:
        return None
    except TiaowenError as error:
        log.warning("building from scratch: %s", error)
        return None


def is_current(old: ArticleIndex, corpus: Corpus, settings: IndexSettings) -> bool:
    """Whether a build would have nothing to do."""
    return (
        is_as_set(old.manifest["model"], settings)
        and old.documents == corpus.documents
        and old.articles == corpus.articles
        and old.sentences == corpus.sentences
        and old.terms == corpus.terms
        and old.synonyms == corpus.synonyms
    )


def _swap_in(folder: Path) -> None:
    """Point CURRENT at `folder` in one step."""
    index_dir = folder.parent
    pointer = index_dir / f"{CURRENT}.{folder.name}"
    pointer.write_text(folder.name, encoding="utf-8")
    sync(pointer)
    pointer.replace(index_dir / CURRENT)
    sync(index_dir)


def _serves(folder: Path) -> bool:
    pointer = folder.parent / CURRENT
    return pointer.exists() and pointer.read_text(encoding="utf-8", errors="replace") == folder.name


def _serving(index_dir: Path) -> Path | None:
    with contextlib.suppress(IndexMissing):
        return store.current_folder(index_dir)
    return None


def _remove_stale(serving: Path, replaced: Path | None = None) -> None:
    """Remove the build that was replaced and what killed builds left; nobody else writes there now."""
    for stale in {*serving.parent.glob(f"{BUILD_PREFIX}*"), replaced} - {serving, None}:
        shutil.rmtree(stale, ignore_errors=True)
    for pointer in serving.parent.glob(f"{CURRENT}.{BUILD_PREFIX}*"):
        with contextlib.suppress(OSError):
            pointer.unlink()
