"""Corpus -> ArticleIndex: only what the old index does not hold is embedded."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import faiss
import numpy as np

from index import store
from index.corpus import Corpus
from index.encoder import Encoder
from index.gloss import Glosser, cedict, english_stems
from index.lexical import Bm25, Segmenter
from index.manifest import make_manifest
from index.passages import article_passage, english_context, sentence_passage
from index.places import places_of
from index.schema import Article, Sentence
from index.store import ArticleIndex
from index.tokens import TokenVectors
from index.translate import translations_of


def assemble(corpus: Corpus, old: ArticleIndex | None, encoder: Encoder, progress: bool) -> ArticleIndex:
    """Make every field of the index. What `old` holds already is not embedded again."""
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
        make_manifest({"name": encoder.name, "dim": encoder.dim}, corpus.articles, counts),
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


WHOLE = None
Key = tuple[str, tuple[int, int] | None]


def _key(article: Article, sentence: Sentence | None = None) -> Key:
    """What a vector is known by: the article's content hash, and the sentence's span (WHOLE: the article)."""
    return article.content_hash, WHOLE if sentence is None else (sentence.start, sentence.end)


def _known(old: ArticleIndex) -> dict[Key, tuple[np.ndarray, np.ndarray | None]]:
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
