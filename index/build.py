"""Corpus folder -> index folder: re-embeds what changed, verifies what it wrote, then swaps it in.

`index_dir/CURRENT` names the build that serves. It is replaced in one atomic step after the new folder was
written, flushed to disk and read back, so a build that fails or loses power leaves the old index serving.
"""

from __future__ import annotations

import logging
import os
import shutil
import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import faiss
import numpy as np

from index import store
from index.articles import split_articles
from index.encoder import Encoder, load_encoder
from index.errors import CorpusError, TiaowenError
from index.gloss import GLOSSARY_FILE, Glosser, Term, cedict, english_stems, read_glossary
from index.lexical import Bm25, Segmenter
from index.manifest import corpus_hash, make_manifest, write_manifest
from index.passages import article_passage, english_context, sentence_passage
from index.places import places_of
from index.readers import read_corpus
from index.schema import Article, Document, Sentence
from index.sentences import split_sentences
from index.settings import IndexSettings
from index.store import ArticleIndex
from index.synonyms import SYNONYMS_FILE, Synonym, read_synonyms
from index.tokens import TokenVectors

log = logging.getLogger(__name__)

CURRENT = store.CURRENT
BUILD_PREFIX = "build-"


@dataclass(frozen=True, slots=True)
class Changes:
    """Article ids by what a build does to them."""

    added: tuple[str, ...]
    changed: tuple[str, ...]
    removed: tuple[str, ...]
    unchanged: tuple[str, ...]

    def __str__(self) -> str:
        counts = (f"{len(getattr(self, name))} {name}" for name in ("added", "changed", "removed", "unchanged"))
        return ", ".join(counts)


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a corpus folder holds."""

    documents: tuple[Document, ...]
    articles: tuple[Article, ...]
    terms: tuple[Term, ...]
    synonyms: tuple[Synonym, ...]


def read(corpus_dir: Path) -> Corpus:
    """Read and split every document. Raises CorpusError."""
    documents = tuple(read_corpus(corpus_dir))
    articles = tuple(article for document in documents for article in split_articles(document))
    if not articles:
        raise CorpusError(f"{corpus_dir} holds no text. Put .md or .txt documents there")
    terms, synonyms = read_glossary(corpus_dir / GLOSSARY_FILE), read_synonyms(corpus_dir / SYNONYMS_FILE)
    return Corpus(documents, articles, terms, synonyms)


def diff(corpus: Corpus, old: ArticleIndex | None) -> Changes:
    """What a build would add, change and remove, by content hash."""
    before = {article.id: article.content_hash for article in old.articles} if old else {}
    after = {article.id: article.content_hash for article in corpus.articles}
    return Changes(
        added=tuple(i for i in after if i not in before),
        changed=tuple(i for i in after if i in before and before[i] != after[i]),
        removed=tuple(i for i in before if i not in after),
        unchanged=tuple(i for i in after if before.get(i) == after[i]),
    )


def build(
    settings: IndexSettings,
    encoder_of: Callable[[IndexSettings], Encoder] = load_encoder,
    progress: bool = False,
) -> tuple[ArticleIndex, Changes]:
    """Bring the index in `settings.index_dir` up to the corpus folder. No work where nothing changed.

    Raises TiaowenError; whatever goes wrong, the old index stays as it was.
    """
    corpus = read(settings.corpus_dir)
    old = _old_index(settings)
    changes = diff(corpus, old)
    if old and _is_current(old, corpus):
        return old, changes
    encoder = encoder_of(settings)
    settings.index_dir.mkdir(parents=True, exist_ok=True)
    folder = Path(tempfile.mkdtemp(prefix=BUILD_PREFIX, dir=settings.index_dir))
    try:
        _assemble(corpus, old, encoder, progress, folder)
        _flush(folder)
        index = ArticleIndex.load(folder, settings.embedding_model)  # read back before it may serve
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    folder.chmod(0o755)
    _swap_in(folder)
    return index, changes


def _old_index(settings: IndexSettings) -> ArticleIndex | None:
    """The index to reuse vectors from; None, with a log line, where it cannot be used."""
    try:
        return store.load_index(settings.index_dir, settings.embedding_model)
    except store.IndexMissing:
        return None
    except TiaowenError as error:
        log.warning("building from scratch: %s", error)
        return None


def _is_current(old: ArticleIndex, corpus: Corpus) -> bool:
    return (
        old.manifest["corpus_hash"] == corpus_hash(corpus.articles)
        and old.documents == corpus.documents
        and old.articles == corpus.articles
        and old.terms == corpus.terms
        and old.synonyms == corpus.synonyms
    )


def _assemble(corpus: Corpus, old: ArticleIndex | None, encoder: Encoder, progress: bool, folder: Path) -> None:
    """Make every field of the index and write it, manifest last, into `folder`."""
    sentences = tuple(sentence for article in corpus.articles for sentence in split_sentences(article))
    vectors, tokens = _embed(corpus.articles, sentences, old, encoder, progress)
    counts = {
        "documents": len(corpus.documents),
        "articles": len(corpus.articles),
        "sentences": len(sentences),
        "tokens": len(tokens.vectors),
    }
    index = ArticleIndex(
        corpus.documents,
        corpus.articles,
        sentences,
        corpus.terms,
        corpus.synonyms,
        places_of(cedict()),
        vectors,
        _words(corpus, sentences),
        tokens,
        make_manifest({"name": encoder.name, "dim": encoder.dim}, corpus.articles, counts),
    )
    index.save(folder)
    write_manifest(folder, index.manifest)


def _embed(
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    old: ArticleIndex | None,
    encoder: Encoder,
    progress: bool,
) -> tuple[dict[str, faiss.IndexFlatIP], TokenVectors]:
    """Article, sentence and token vectors; those of unchanged articles come from the old index."""
    by_id = {article.id: article for article in articles}
    known = _known(old) if old else {}
    texts = {_key(article): article_passage(article) for article in articles}
    for sentence in sentences:
        article = by_id[sentence.article_id]
        texts[_key(article, sentence)] = sentence_passage(article, sentence)
    missing = [key for key in texts if key not in known]
    if missing:
        made = encoder.encode([texts[key] for key in missing], "passage", progress)
        known |= {key: (made.vectors[i], made.tokens[i] if key[1] != WHOLE else None) for i, key in enumerate(missing)}
    own = [known[_key(by_id[sentence.article_id], sentence)] for sentence in sentences]
    vectors = {
        store.ARTICLE_VECTORS: _flat([known[_key(article)][0] for article in articles], encoder.dim),
        store.SENTENCE_VECTORS: _flat([vector for vector, _ in own], encoder.dim),
    }
    return vectors, TokenVectors.of([tokens for _, tokens in own], encoder.dim)


WHOLE = -1


def _key(article: Article, sentence: Sentence | None = None) -> tuple[str, int]:
    """What a vector is known by: the article's content hash, and where the sentence starts (WHOLE: the article)."""
    return article.content_hash, WHOLE if sentence is None else sentence.start


def _known(old: ArticleIndex) -> dict[tuple[str, int], tuple[np.ndarray, np.ndarray | None]]:
    """{key: (vector, token vectors)} of an index."""
    article_vectors, sentence_vectors = (
        old.vectors[field].reconstruct_n(0, old.vectors[field].ntotal) for field in store.VECTOR_FIELDS
    )
    known = {_key(article): (vector, None) for article, vector in zip(old.articles, article_vectors, strict=True)}
    for row, sentence in enumerate(old.sentences):
        key = _key(old.article(sentence.article_id), sentence)
        known[key] = (sentence_vectors[row], old.tokens.sentence(row))
    return known


def _flat(vectors: Sequence[np.ndarray], dim: int) -> faiss.IndexFlatIP:
    index = faiss.IndexFlatIP(dim)
    index.add(np.asarray(vectors, dtype=np.float32).reshape(-1, dim))
    return index


def _words(corpus: Corpus, sentences: Sequence[Sentence]) -> dict[str, Bm25]:
    """BM25 over Chinese words and over English glosses, by article and by sentence."""
    segmenter = Segmenter(term.chinese for term in corpus.terms)
    glosser = Glosser(corpus.terms)
    context = {document.id: english_stems(english_context(document)) for document in corpus.documents}
    by_id = {article.id: article for article in corpus.articles}
    passages = [article_passage(article) for article in corpus.articles]
    sentence_passages = [sentence_passage(by_id[sentence.article_id], sentence) for sentence in sentences]
    of_articles = [segmenter.words(passage) for passage in passages]
    of_sentences = [segmenter.words(passage) for passage in sentence_passages]
    glosses = [
        glosser.stems(words, passage) + context[article.doc_id]
        for words, passage, article in zip(of_articles, passages, corpus.articles, strict=True)
    ]
    return {
        store.ARTICLE_WORDS: Bm25.build(of_articles),
        store.SENTENCE_WORDS: Bm25.build(of_sentences),
        store.ARTICLE_GLOSSES: Bm25.build(glosses),
        store.SENTENCE_GLOSSES: Bm25.build(
            [glosser.stems(words, passage) for words, passage in zip(of_sentences, sentence_passages, strict=True)]
        ),
    }


def _flush(folder: Path) -> None:
    """Everything in `folder` reaches the disk before the pointer may name it."""
    for path in (*folder.rglob("*"), folder):
        handle = os.open(path, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _swap_in(folder: Path) -> None:
    """Point CURRENT at `folder` in one step, then remove the builds that no longer serve."""
    index_dir = folder.parent
    pointer = index_dir / f"{CURRENT}.{folder.name}"
    with pointer.open("w", encoding="utf-8") as file:
        file.write(folder.name)
        file.flush()
        os.fsync(file.fileno())
    pointer.replace(index_dir / CURRENT)
    for stale in index_dir.glob(f"{BUILD_PREFIX}*"):
        if stale != folder:
            shutil.rmtree(stale, ignore_errors=True)
