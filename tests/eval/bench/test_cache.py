import numpy as np
import pytest

from eval.bench import cache
from eval.bench.cache import CachedEncoder, kept_index
from eval.bench.corpora import paragraph_corpus
from tests.fakes import FakeEncoder

TEXTS = ["甲乙", "丙", "甲乙", "丁丁戊"]


@pytest.fixture(autouse=True)
def every_call_is_kept(monkeypatch):
    monkeypatch.setattr(cache, "MIN_KEPT_TEXTS", 2)


def same(made, other):
    return np.array_equal(made.vectors, other.vectors) and all(
        np.array_equal(a, b)
        for field in ("tokens", "token_ids")
        for a, b in zip(getattr(made, field), getattr(other, field), strict=True)
    )


def test_what_is_read_back_is_what_was_made(tmp_path):
    expected = FakeEncoder().encode(TEXTS, "passage")
    assert same(CachedEncoder(FakeEncoder(), tmp_path).encode(TEXTS, "passage"), expected)
    again = FakeEncoder()
    assert same(CachedEncoder(again, tmp_path).encode(TEXTS, "passage"), expected)
    assert [text for text in again.passages if text in TEXTS] == []


def test_only_what_is_new_is_embedded(tmp_path):
    encoder = FakeEncoder()
    cached = CachedEncoder(encoder, tmp_path)
    cached.encode(TEXTS[:2], "passage")
    before = len(encoder.passages)
    assert cached.lacks(TEXTS[3], "passage") and not cached.lacks(TEXTS[0], "passage")
    cached.encode(TEXTS, "passage")
    assert encoder.passages[before:] == [TEXTS[3]]


def test_another_encoder_reads_nothing_of_it(tmp_path):
    CachedEncoder(FakeEncoder(), tmp_path).encode(TEXTS, "passage")
    other = FakeEncoder()
    other.name = "other"
    assert CachedEncoder(other, tmp_path).lacks(TEXTS[0], "passage")


def test_an_index_is_made_once(tmp_path):
    corpus = paragraph_corpus(["甲乙。丙丁。", "戊己。"])
    first = kept_index(corpus, CachedEncoder(FakeEncoder(), tmp_path), "small", progress=False)
    encoder = FakeEncoder()
    second = kept_index(corpus, CachedEncoder(encoder, tmp_path), "small", progress=False)
    assert [article.id for article in second.articles] == ["p0:1", "p1:1"] == [a.id for a in first.articles]
    assert encoder.passages == [cache.PROBE]
