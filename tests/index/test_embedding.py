import numpy as np
import pytest
from tqdm import tqdm

from index import embedding
from index.embedding import Held, embed_articles, embed_sentences, held_sentences, key_of
from tests.fakes import FakeEncoder

TEXTS = {("a", (0, 1)): "甲乙", ("a", (1, 2)): "丙", ("b", (0, 1)): "丁丁"}


@pytest.fixture
def bar():
    return tqdm(disable=True)


def test_vectors_come_in_the_order_asked_each_text_embedded_once(fake_encoder, bar, monkeypatch):
    monkeypatch.setattr(embedding, "CHUNK_TEXTS", 2)
    keys = [*reversed(TEXTS), next(iter(TEXTS))]
    vectors, tokens = embed_sentences(TEXTS, keys, Held(), fake_encoder, bar)
    assert fake_encoder.passages == list(TEXTS.values())
    alone = [FakeEncoder().encode([TEXTS[key]], "passage") for key in keys]
    assert np.array_equal(vectors, np.concatenate([own.vectors for own in alone]))
    assert all(np.array_equal(tokens.sentence(row), own.tokens[0]) for row, own in enumerate(alone))


def test_what_an_index_holds_is_not_embedded(fake_encoder, bar, small_index):
    held = held_sentences(small_index)
    sentence = small_index.sentences[1]
    key = key_of(small_index.article(sentence.article_id), sentence)
    new = ("new", (0, 1))
    vectors, tokens = embed_sentences({key: sentence.text, new: "新"}, [new, key], held, fake_encoder, bar)
    assert fake_encoder.passages == ["新"]
    assert np.array_equal(vectors[1], held.vectors[1])
    assert np.array_equal(tokens.sentence(1), small_index.tokens.sentence(1))


def test_nothing_to_embed_asks_no_encoder(fake_encoder, bar):
    assert embed_articles({}, [], Held(), fake_encoder, bar).shape == (0, fake_encoder.dim)
    assert fake_encoder.passages == []
