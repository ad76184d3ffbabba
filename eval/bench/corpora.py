"""Public collections as the product's own Corpus: documents, articles, sentences.

Each comes without glossary and synonyms: those belong to the documents of corpus/.
"""

from __future__ import annotations

import hashlib
import re
import tarfile
import tempfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import groupby
from pathlib import Path
from typing import Any

from eval.bench.shared_data import read_json, read_jsonl, shared_file
from index.articles import split_articles
from index.corpus import Corpus
from index.numerals import path_number
from index.readers import read_document
from index.schema import Article, Document
from index.sentences import split_sentences

STARD_CORPUS = "stard/corpus.jsonl.gz"
LAWS = "laws/laws.tar.gz"
_ARTICLE_NUMBER = re.compile(r"第(.+?)条(?:之(.+))?$")
_DATED = re.compile(r"\((\d{4}-\d{2}-\d{2})\)$")


def corpus_of(documents: Sequence[Document], articles: Sequence[Article]) -> Corpus:
    """A Corpus of these articles, split into sentences."""
    sentences = tuple(sentence for article in articles for sentence in split_sentences(article))
    return Corpus(tuple(documents), tuple(articles), sentences, (), ())


def stard_corpus(limit: int | None = None) -> tuple[Corpus, dict[str, str]]:
    """(statute articles as Articles, {id in the collection: article id}); the first `limit` units only."""
    documents, articles, ids = [], [], {}
    units = read_jsonl(STARD_CORPUS)[:limit]
    for law, group in groupby(units, key=lambda unit: unit["law"]):
        document, own = _law(law, list(group))
        documents.append(document)
        articles += own.values()
        ids |= {unit_id: article.id for unit_id, article in own.items()}
    return corpus_of(documents, articles), ids


def _law(title: str, units: list[dict[str, Any]]) -> tuple[Document, dict[str, Article]]:
    doc_id = _doc_id(title)
    text, articles, seen = "", {}, Counter()
    for unit in units:
        number = _ARTICLE_NUMBER.match(unit["art"])
        article_id = f"{doc_id}:{path_number(number[1], number[2]) if number else unit['art']}"
        seen[article_id] += 1
        article_id += f"~{seen[article_id]}" if seen[article_id] > 1 else ""
        printed, start = f"{unit['art']}　{unit['text']}", len(text)
        text += printed + "\n"
        articles[unit["id"]] = Article(
            article_id, doc_id, unit["art"], tuple(unit["path"]), title, printed, start, start + len(printed)
        )
    return Document(doc_id, title, text), articles


def _doc_id(name: str) -> str:
    return f"doc-{hashlib.sha256(name.encode()).hexdigest()[:12]}"


def paragraph_corpus(paragraphs: Iterable[str]) -> Corpus:
    """One document a paragraph, without a title."""
    documents, articles = [], []
    for number, text in enumerate(paragraphs):
        documents.append(Document(f"p{number}", "", text))
        articles.append(Article(f"p{number}:1", f"p{number}", "全文", (), "", text, 0, len(text)))
    return corpus_of(documents, articles)


def xquad_paragraphs(language: str) -> list[dict[str, Any]]:
    """The 240 paragraphs, each with `context` and `qas`."""
    return [p for topic in read_json(f"xquad/xquad.{language}.json")["data"] for p in topic["paragraphs"]]


def law_documents() -> Iterator[Document]:
    """The archive's laws, regulations and interpretations, each read by the product's Markdown reader.

    The file's name tells the date of a version; `_index.md` files and loose files at the top are no documents.
    """
    with tempfile.TemporaryDirectory() as unpacked, tarfile.open(shared_file(LAWS)) as archive:
        archive.extractall(unpacked, filter="data")
        for path in sorted(Path(unpacked).rglob("*.md")):
            if path.name != "_index.md" and path.parent != Path(unpacked):
                yield _law_document(path, path.relative_to(unpacked).as_posix())


def _law_document(path: Path, name: str) -> Document:
    document = read_document(path)
    dated = _DATED.search(path.stem)
    return replace(document, id=_doc_id(name), date=dated[1] if dated else "", path=name)


def law_corpus() -> Corpus:
    """Every article of the archive, as the product splits it; no sentences, nothing here is embedded."""
    documents = tuple(law_documents())
    articles = tuple(article for document in documents for article in split_articles(document))
    return Corpus(documents, articles, (), (), ())
