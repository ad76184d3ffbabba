"""What is embedded and indexed for an article or a sentence: its text with the context that finds it.

Quotes never come from here; they are slices of the article's own text.
"""

from __future__ import annotations

import re

from index.schema import Article, Document, Sentence


def article_passage(article: Article) -> str:
    """Document title, headings, then the text."""
    return "\n".join((article.title, *article.headings, article.text))


def sentence_passage(article: Article, sentence: Sentence) -> str:
    """The sentence alone; a line of the document's head (date, number, title) with the title and what it is."""
    role = _head_role(article, sentence)
    return f"{article.title}{role}：{sentence.text}" if role else sentence.text


HEAD_ROLES = (
    (re.compile(r"^[（(]?[0-9０-９]{4}年[0-9０-９]{1,2}月[0-9０-９]{1,2}日[）)]?$"), "成文日期、印发发布时间"),
    (re.compile(r"[〔\[［][0-9０-９]{4}[〕\]］][0-9０-９]+号$"), "发文字号、文号"),
)


def _head_role(article: Article, sentence: Sentence) -> str:
    """What a line of the preamble tells of the document; empty for its sentences and for other articles."""
    if not article.id.endswith(":0"):
        return ""
    return next((role for pattern, role in HEAD_ROLES if pattern.search(sentence.text)), "")


def english_context(document: Document) -> str:
    """The document's English names, for questions in English."""
    return f"{document.title_en} {document.region_en}"
