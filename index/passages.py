"""What is embedded and indexed for an article or a sentence: its text with the context that finds it.

Quotes never come from here; they are slices of the article's own text.
"""

from __future__ import annotations

from index.schema import Article, Document, Sentence


def article_passage(article: Article) -> str:
    """Document title, headings, then the text."""
    return "\n".join((article.title, *article.headings, article.text))


def sentence_passage(article: Article, sentence: Sentence) -> str:
    """The sentence alone: its neighbours have vectors of their own."""
    return sentence.text


def english_context(document: Document) -> str:
    """The document's English names, for questions in English."""
    return f"{document.title_en} {document.region_en}"
