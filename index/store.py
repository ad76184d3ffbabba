"""ArticleIndex: articles, sentences, their vectors and postings, in memory and on disk.

On disk an index is a folder of plain files (JSON lines, FAISS, NumPy arrays; no pickle) with a manifest that
records what made it and the SHA-256 of every file.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import faiss
import numpy as np

from index.errors import IndexCorrupt, IndexMismatch, IndexMissing, UnknownDocument
from index.gloss import Term
from index.lexical import Bm25, Segmenter
from index.manifest import BUILD_COMMAND, FORMAT, check_files, read_manifest
from index.model import check_model
from index.places import Place
from index.records import RECORDS, read_jsonl, write_jsonl
from index.schema import Article, Document, Sentence
from index.synonyms import Synonym
from index.titles import Titles
from index.tokens import TokenVectors
from index.translate import Translation
from index.vocabulary import Vocabulary, vocabulary_of

ARTICLE_VECTORS = "article_vectors"
SENTENCE_VECTORS = "sentence_vectors"
ARTICLE_WORDS = "article_words"
SENTENCE_WORDS = "sentence_words"
ARTICLE_GLOSSES = "article_glosses"
SENTENCE_GLOSSES = "sentence_glosses"
VECTOR_FIELDS = (ARTICLE_VECTORS, SENTENCE_VECTORS)
WORD_FIELDS = (ARTICLE_WORDS, SENTENCE_WORDS, ARTICLE_GLOSSES, SENTENCE_GLOSSES)
SENTENCE_FIELDS = (SENTENCE_VECTORS, SENTENCE_WORDS, SENTENCE_GLOSSES)

CURRENT = "CURRENT"  # the file that names the build which serves
BUILD_PREFIX = "tiaowen-build-"
FORMER_PREFIX = "build-"  # of indexes made before; read, and replaced by the next build

Scored = list[tuple[int, float]]  # (row, score), best first


@dataclass(frozen=True)
class ArticleIndex:
    """Everything needed to answer. Rows of article fields are `articles`, rows of sentence fields `sentences`.

    vectors: {field: (n, dim) FAISS flat inner product over unit vectors}; words: {field: BM25 over n texts};
    tokens: the token vectors of every sentence, one after another.
    """

    documents: tuple[Document, ...]
    articles: tuple[Article, ...]
    sentences: tuple[Sentence, ...]
    terms: tuple[Term, ...]
    synonyms: tuple[Synonym, ...]
    places: tuple[Place, ...]
    translations: tuple[Translation, ...]
    vectors: dict[str, faiss.IndexFlatIP]
    words: dict[str, Bm25]
    tokens: TokenVectors
    manifest: dict[str, Any]

    @cached_property
    def row_of_article(self) -> dict[str, int]:
        return {article.id: row for row, article in enumerate(self.articles)}

    @cached_property
    def row_of_document(self) -> dict[str, int]:
        return {document.id: row for row, document in enumerate(self.documents)}

    @cached_property
    def _document_row_of_article(self) -> np.ndarray:
        """(n_articles,) int64."""
        rows = self.row_of_document
        return np.array([rows[article.doc_id] for article in self.articles], dtype=np.int64)

    @cached_property
    def article_row_of_sentence(self) -> np.ndarray:
        """(n_sentences,) int64: the row of the article that each sentence belongs to."""
        rows = self.row_of_article
        return np.array([rows[sentence.article_id] for sentence in self.sentences], dtype=np.int64)

    @cached_property
    def sentence_rows(self) -> dict[str, tuple[int, ...]]:
        """Article id -> rows of its sentences, in reading order."""
        rows: dict[str, list[int]] = {article.id: [] for article in self.articles}
        for row, sentence in enumerate(self.sentences):
            rows[sentence.article_id].append(row)
        return {article_id: tuple(found) for article_id, found in rows.items()}

    @cached_property
    def articles_of_document(self) -> dict[str, tuple[Article, ...]]:
        """Document id -> its articles, in reading order."""
        found: dict[str, list[Article]] = {document.id: [] for document in self.documents}
        for article in self.articles:
            found[article.doc_id].append(article)
        return {doc_id: tuple(own) for doc_id, own in found.items()}

    @cached_property
    def is_of_statutes(self) -> bool:
        """Whether most articles are numbered as statutes number theirs, 第…条."""
        numbered = sum("第" in a.label and "条" in a.label for a in self.articles)
        return numbered > len(self.articles) / 2

    @cached_property
    def titles(self) -> Titles:
        return Titles(self.documents)

    @cached_property
    def segmenter(self) -> Segmenter:
        return Segmenter(term.chinese for term in self.terms)

    @cached_property
    def vocabulary(self) -> Vocabulary:
        known = (self.documents, self.terms, self.synonyms, self.places, self.segmenter)
        return vocabulary_of(*known, *(self.words[field].frequencies() for field in (ARTICLE_WORDS, ARTICLE_GLOSSES)))

    def article(self, article_id: str) -> Article:
        """Raises UnknownDocument naming the command that lists them."""
        row = self.row_of_article.get(article_id)
        if row is None:
            raise UnknownDocument(f"No article {article_id!r} in the index. List them: python -m index articles")
        return self.articles[row]

    def document(self, doc_id: str) -> Document:
        row = self.row_of_document.get(doc_id)
        if row is None:
            held = " ".join(document.id for document in self.documents)
            raise UnknownDocument(f"No document {doc_id!r} in the index. Held: {held}")
        return self.documents[row]

    def rows_of_documents(self, field: str, doc_ids: Sequence[str]) -> np.ndarray:
        """Rows of `field` that belong to the given documents; every row when none is given."""
        owners = self.sentences if field in SENTENCE_FIELDS else self.articles
        if not doc_ids:
            return np.arange(len(owners))
        wanted = [self.row_of_document[doc_id] for doc_id in doc_ids if doc_id in self.row_of_document]
        inside = np.isin(self._document_row_of_article, wanted)
        return np.flatnonzero(inside[self.article_row_of_sentence] if field in SENTENCE_FIELDS else inside)

    def search_vectors(self, field: str, query: np.ndarray, k: int, rows: np.ndarray) -> Scored:
        """The k nearest of `rows` to a unit vector (dim,), by cosine."""
        if not len(rows):
            return []
        vectors = self.vectors[field]
        everywhere = len(rows) == vectors.ntotal  # a selector of every row costs more than the search
        params = None if everywhere else faiss.SearchParameters(sel=faiss.IDSelectorBatch(rows))
        scores, found = vectors.search(query[None].astype(np.float32), min(k, len(rows)), params=params)
        best = np.lexsort((found[0], -scores[0]))  # FAISS leaves ties in any order
        return [(int(found[0][i]), float(scores[0][i])) for i in best if found[0][i] >= 0]

    def search_words(self, field: str, words: Sequence[str], k: int, rows: np.ndarray) -> Scored:
        """The k best of `rows` by BM25, those that share no word left out."""
        scores = self.words[field].scores(words)[rows]
        shared = np.flatnonzero(scores > 0)
        if len(shared) > k > 0:  # sort no more than can be among the first k
            shared = shared[scores[shared] >= np.partition(scores[shared], -k)[-k]]
        best = shared[np.lexsort((rows[shared], -scores[shared]))[:k]]
        return [(int(rows[i]), float(scores[i])) for i in best]

    def save(self, folder: Path) -> None:
        """Write every file but the manifest into an existing, empty folder."""
        for name in RECORDS:
            write_jsonl(folder / f"{name}.jsonl", getattr(self, name))
        for field, vectors in self.vectors.items():
            faiss.write_index(vectors, str(folder / f"{field}.faiss"))
        for field, words in self.words.items():
            words.save(folder / field)
        self.tokens.save(folder)

    @classmethod
    def load(cls, folder: Path, embedding_model: str) -> ArticleIndex:
        """Read a folder that `save` wrote, checked against its manifest and the model in the settings.

        Raises IndexMissing, IndexMismatch or IndexCorrupt, each naming the command that mends it.
        """
        manifest = read_manifest(folder)
        if manifest["format"] != FORMAT:
            raise IndexMismatch(
                f"Index in {folder} has format {manifest['format']}, this release {FORMAT}. {BUILD_COMMAND}"
            )
        check_model(manifest["model"], embedding_model)
        check_files(folder, manifest)
        try:
            index = cls(
                **{name: read_jsonl(folder / f"{name}.jsonl", record) for name, record in RECORDS.items()},
                vectors={field: faiss.read_index(str(folder / f"{field}.faiss")) for field in VECTOR_FIELDS},
                words={field: Bm25.load(folder / field) for field in WORD_FIELDS},
                tokens=TokenVectors.load(folder),
                manifest=manifest,
            )
        except (OSError, ValueError, TypeError, KeyError, RuntimeError) as error:
            raise IndexCorrupt(
                f"Index in {folder} cannot be read ({type(error).__name__}: {error}). {BUILD_COMMAND}"
            ) from error
        index._check_counts(folder)
        return index

    def _check_counts(self, folder: Path) -> None:
        found = {
            "documents": len(self.documents),
            "articles": len(self.articles),
            "sentences": len(self.sentences),
            "tokens": len(self.tokens.vectors),
        }
        sizes = {field: vectors.ntotal for field, vectors in self.vectors.items()}
        sizes |= {field: len(words) for field, words in self.words.items()}
        whole = all(
            size == found["sentences" if field in SENTENCE_FIELDS else "articles"] for field, size in sizes.items()
        )
        if found != self.manifest["counts"] or not whole or len(self.tokens.starts) != len(self.sentences) + 1:
            raise IndexCorrupt(
                f"Index in {folder} holds {found}, its manifest says {self.manifest['counts']}. {BUILD_COMMAND}"
            )


def current_folder(index_dir: Path) -> Path:
    """The folder of the build that serves. Raises IndexMissing when nothing was built."""
    pointer = index_dir / CURRENT
    try:
        name = pointer.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise IndexMissing(f"No index in {index_dir}. {BUILD_COMMAND}") from error
    folder = index_dir / name
    if not name.startswith((BUILD_PREFIX, FORMER_PREFIX)) or folder.parent != index_dir or not folder.is_dir():
        raise IndexMissing(f"Index in {index_dir} points at {name!r}, which is not there. {BUILD_COMMAND}")
    return folder


def load_index(index_dir: Path, embedding_model: str) -> ArticleIndex:
    """The index that serves in `index_dir`; errors as in ArticleIndex.load and current_folder."""
    folder = current_folder(index_dir)
    try:
        return ArticleIndex.load(folder, embedding_model)
    except (IndexMissing, IndexCorrupt):
        newer = current_folder(index_dir)
        if newer == folder:
            raise
        return ArticleIndex.load(newer, embedding_model)  # a build swapped itself in and removed what was being read
