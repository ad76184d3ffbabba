"""The five seed documents: the counts everything else relies on, and their text against the raw source."""

from __future__ import annotations

from difflib import SequenceMatcher

import pytest

from index.articles import split_articles
from index.readers import read_corpus
from index.schema import Article, Document
from index.sentences import split_sentences
from index.settings import ROOT
from tests.shared_data import shared_file

CORPUS = ROOT / "corpus"
# Numbered articles and the preamble.
COUNTS = {"panzhihua": 10 + 1, "wenzhou": 17 + 1, "guangzhou": 21 + 1, "hefei": 22 + 1, "beiliu": 3 + 1}
ORDER = ("panzhihua", "wenzhou", "guangzhou", "hefei", "beiliu")


@pytest.fixture(scope="module")
def documents() -> dict[str, Document]:
    return {document.id: document for document in read_corpus(CORPUS) if document.id in COUNTS}


@pytest.fixture(scope="module")
def articles(documents: dict[str, Document]) -> dict[str, Article]:
    return {article.id: article for document in documents.values() for article in split_articles(document)}


def test_counts(documents: dict[str, Document]) -> None:
    assert {id: len(split_articles(document)) for id, document in documents.items()} == COUNTS


def test_every_id_follows_the_printed_numbering(articles: dict[str, Article]) -> None:
    expected = {f"{document}:0" for document in COUNTS}
    expected |= {f"panzhihua:{section}.{n}" for section, last in ((1, 3), (2, 4), (3, 3)) for n in range(1, last + 1)}
    for document, lasts in (
        ("wenzhou", (4, 8, 12, 17)),
        ("guangzhou", (3, 7, 12, 16, 21)),
        ("hefei", (3, 8, 12, 18, 22)),
    ):
        first = 1
        for section, last in enumerate(lasts, start=1):
            expected |= {f"{document}:{section}.{n}" for n in range(first, last + 1)}
            first = last + 1
    expected |= {f"beiliu:{section}" for section in (1, 2, 3)}
    assert set(articles) == expected


@pytest.mark.parametrize(
    ("id", "label", "headings", "first", "last"),
    [
        (
            "wenzhou:1.2",
            "一、（二）",
            ("一、进一步加强党对人大工作的领导",),
            "（二）切实完善党委领导人大工作的机制。",
            "应安排和邀请人大专门委员会、常委会工作机构负责人参加。",
        ),
        ("wenzhou:0", "前言", (), "各县（市、区）委，市直属各单位党委（党组）：", "现提出如下若干意见。"),
        (
            "guangzhou:5.20",
            "２０．",
            ("五、切实加强人大及其常委会和人大机关的建设",),
            "２０．加强基层人大建设。",
            "镇人大配备专职工作人员。",
        ),
        (
            "guangzhou:5.21",
            "２１．",
            ("五、切实加强人大及其常委会和人大机关的建设",),
            "２１．重视改善人大的工作条件。",
            "各级党委要加强检查督促，抓好本意见的落实。",
        ),
        (
            "hefei:5.19",
            "19、",
            ("五、进一步加强和改进党对人大工作的领导",),
            "19、健全党委领导人大工作的制度。",
            "领导干部民主推荐和测评等。",
        ),
        (
            "panzhihua:3.3",
            "三、（三）",
            ("三、强化三个保障，为人大依法履职创造良好条件",),
            "（三）强化物资保障。",
            "为四川建设西部经济发展高地作出新的更大贡献！",
        ),
        (
            "beiliu:2",
            "二、",
            (),
            "二、我们的做法和经验\n人大代表与选民进行面对面的沟通，",
            "一心一意谋发展的良好局面。",
        ),
    ],
)
def test_articles_as_printed(
    articles: dict[str, Article], id: str, label: str, headings: tuple[str, ...], first: str, last: str
) -> None:
    article = articles[id]
    assert (article.label, article.headings) == (label, headings)
    assert article.text.startswith(first)
    assert article.text.endswith(last)


def test_slices_are_exact_and_cover_the_text(documents: dict[str, Document]) -> None:
    for document in documents.values():
        articles = split_articles(document)
        gaps, end = "", 0
        for article in articles:
            assert article.text == document.text[article.start : article.end]
            assert article.start >= end
            gaps, end = gaps + document.text[end : article.start], article.end
        gaps += document.text[end:]
        headings = {heading for article in articles for heading in article.headings}
        left = [line for line in gaps.split("\n") if line and line not in headings]
        assert "".join("".join(left).split()) in ("", "".join(document.title.split()))


def test_sentences_are_slices(articles: dict[str, Article]) -> None:
    for article in articles.values():
        sentences = split_sentences(article)
        assert sentences
        for sentence in sentences:
            assert sentence.text == article.text[sentence.start : sentence.end] == sentence.text.strip()


# What the raw file holds and the corpus does not, besides white space. Each is an accident of its source.
ACCIDENTS = {
    "the compiler's headings": (
        "第一篇：中共攀枝花市委人大工作经验交流材料",
        "第二篇：中共温州市委关于加强人大工作的意见",
        "第四篇：中共合肥市委关于加强和改进人大工作的意见",
        "第五篇：人大工作经验交流",
    ),
    "a page number inside a sentence of panzhihua": ("－1－",),
    "a page number inside a sentence of beiliu: 向选民述职，就 1 / 是找到了": ("1",),
    "an advert inside a sentence of guangzhou": ("文章由裤子（http:///blog/）收集",),
}


def _squeezed(text: str) -> str:
    return "".join(text.split())


def test_corpus_holds_the_characters_of_the_source(documents: dict[str, Document]) -> None:
    raw = _squeezed(shared_file("seed/source.txt").read_text(encoding="utf-8"))
    corpus = _squeezed("".join(documents[id].text for id in ORDER))
    changes = [
        (raw[a:b], corpus[c:d])
        for kind, a, b, c, d in SequenceMatcher(None, raw, corpus, autojunk=False).get_opcodes()
        if kind != "equal"
    ]
    expected = [(accident, "") for accidents in ACCIDENTS.values() for accident in accidents]
    assert sorted(changes) == sorted(expected)


def test_every_glossary_term_occurs_in_the_corpus(documents: dict[str, Document]) -> None:
    text = "".join(document.title + document.text for document in documents.values())
    header, *rows = (CORPUS / "glossary.tsv").read_text(encoding="utf-8").splitlines()
    assert header == "term\tenglish\tnote"
    terms = [row.split("\t") for row in rows]
    assert [term for term, _, _ in terms if term not in text] == []
    assert all(word.strip() for _, english, _ in terms for word in english.split(";"))
    assert len({term for term, _, _ in terms}) == len(terms)
