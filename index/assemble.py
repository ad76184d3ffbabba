"""Corpus -> ArticleIndex: only what the old index does not hold is embedded."""

from __future__ import annotations

import logging
from collections import Counter
from collections.abc import Sequence

import faiss
import numpy as np
from tqdm import tqdm

from index import store
from index.corpus import Corpus
from index.embedding import embed_articles, embed_sentences, held_articles, held_sentences, key_of
from index.encoder import Encoder
from index.gloss import Glosser, cedict, english_stems
from index.lexical import Bm25, Segmenter
from index.manifest import make_manifest
from index.model import model_record
from index.passages import article_passage, english_context, sentence_passage
from index.places import places_of
from index.schema import Article, Sentence
from index.store import ArticleIndex
from index.tokens import TokenVectors
from index.translate import translations_of

log = logging.getLogger(__name__)


def assemble(corpus: Corpus, old: ArticleIndex | None, encoder: Encoder, progress: bool) -> ArticleIndex:
    """Make every field of the index. What `old` holds already is not embedded again."""
    model = model_record(encoder)
    if old and old.manifest["model"] != model:
        log.warning("embedding everything again: the model is not known to be the one the index was built with")
        old = None  # vectors of two models, or of two precisions, are never mixed in one index
    vectors, tokens = _embed(corpus.articles, corpus.sentences, old, encoder, progress)
    counts = {
        "documents": len(corpus.documents),
        "articles": len(corpus.articles),
        "sentences": len(corpus.sentences),
        "tokens": len(tokens.vectors),
    }
    return ArticleIndex(
        corpus.documents,
        corpus.articles,
        corpus.sentences,
        corpus.terms,
        corpus.synonyms,
        places_of(cedict()),
        translations_of(_frequency(corpus), cedict()),
        vectors,
        _words(corpus),
        tokens,
        make_manifest(model, corpus.articles, counts),
    )


def _embed(
    articles: Sequence[Article],
    sentences: Sequence[Sentence],
    old: ArticleIndex | None,
    encoder: Encoder,
    progress: bool,
) -> tuple[dict[str, faiss.IndexFlatIP], TokenVectors]:
    """Article, sentence and token vectors; those of unchanged articles come from the old index."""
    by_id = {article.id: article for article in articles}
    held_whole, held_parts = held_articles(old), held_sentences(old)
    whole_keys = [key_of(article) for article in articles]
    part_keys = [key_of(by_id[sentence.article_id], sentence) for sentence in sentences]
    wholes = dict(zip(whole_keys, map(article_passage, articles), strict=True))
    passages = (sentence_passage(by_id[sentence.article_id], sentence) for sentence in sentences)
    parts = dict(zip(part_keys, passages, strict=True))
    missing = len(wholes.keys() - held_whole.rows.keys()) + len(parts.keys() - held_parts.rows.keys())
    with tqdm(total=missing, desc="embedding", unit="text", disable=not (progress and missing)) as bar:
        article_vectors = embed_articles(wholes, whole_keys, held_whole, encoder, bar)
        sentence_vectors, tokens = embed_sentences(parts, part_keys, held_parts, encoder, bar)
    vectors = {
        store.ARTICLE_VECTORS: _flat(article_vectors, encoder.dim),
        store.SENTENCE_VECTORS: _flat(sentence_vectors, encoder.dim),
    }
    return vectors, tokens


def _flat(vectors: np.ndarray, dim: int) -> faiss.IndexFlatIP:
    index = faiss.IndexFlatIP(dim)
    index.add(vectors)
    return index


def _frequency(corpus: Corpus) -> Counter[str]:
    segmenter = Segmenter(term.chinese for term in corpus.terms)
    return Counter(word for article in corpus.articles for word in segmenter.words(article.text))


def _words(corpus: Corpus) -> dict[str, Bm25]:
    """BM25 over Chinese words and over English glosses, by article and by sentence."""
    segmenter = Segmenter(term.chinese for term in corpus.terms)
    glosser = Glosser(corpus.terms)
    context = {document.id: english_stems(english_context(document)) for document in corpus.documents}
    by_id = {article.id: article for article in corpus.articles}
    passages = [article_passage(article) for article in corpus.articles]
    sentence_passages = [sentence_passage(by_id[sentence.article_id], sentence) for sentence in corpus.sentences]
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
