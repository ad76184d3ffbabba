"""Corpus folder -> everything a build reads from it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from index.articles import split_articles
from index.errors import CorpusError
from index.gloss import GLOSSARY_FILE, Term, read_glossary
from index.readers import read_corpus
from index.schema import Article, Document, Sentence
from index.sentences import split_sentences
from index.synonyms import SYNONYMS_FILE, Synonym, read_synonyms


@dataclass(frozen=True, slots=True)
class Corpus:
    """What a corpus folder holds."""

    documents: tuple[Document, ...]
    articles: tuple[Article, ...]
    sentences: tuple[Sentence, ...]
    terms: tuple[Term, ...]
    synonyms: tuple[Synonym, ...]


def load_corpus(corpus_dir: Path) -> Corpus:
    """Read and split every document. Raises CorpusError."""
    documents = tuple(read_corpus(corpus_dir))
    articles = tuple(article for document in documents for article in split_articles(document))
    sentences = tuple(sentence for article in articles for sentence in split_sentences(article))
    if not sentences:
        raise CorpusError(f"{corpus_dir} holds no sentence. Put .md or .txt documents with text there")
    terms, synonyms = read_glossary(corpus_dir / GLOSSARY_FILE), read_synonyms(corpus_dir / SYNONYMS_FILE)
    return Corpus(documents, articles, sentences, terms, synonyms)
