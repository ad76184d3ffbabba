from math import log
from pathlib import Path

import numpy as np
import pytest

from index.lexical import Bm25, Segmenter, normalize

K1, B = 1.5, 0.75  # bm25s's defaults, Robertson's usual ones
TEXTS = [["会议", "列席", "会议"], ["列席"], [], ["预算", "草案"]]
MEAN_LENGTH = (3 + 1 + 1 + 2) / 4  # an empty text counts as one word that nobody asks for


def bm25(count, length, holders):
    """Lucene's BM25 of one word in one text."""
    idf = log(1 + (len(TEXTS) - holders + 0.5) / (holders + 0.5))
    return idf * count / (count + K1 * (1 - B + B * length / MEAN_LENGTH))


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("２０２４年", ["2024", "年"]),
        ("ＧＤＰ增长５％", ["gdp", "增长", "5%"]),
        ("3.5%，以上", ["3.5%", "以上"]),
        ("二〇二四年", ["二", "〇", "二", "四年"]),
        ("　，。！（）\n", []),
        ("", []),
    ],
)
def test_words_are_normalized_and_without_punctuation(text, words):
    assert Segmenter().words(text) == words


def test_a_long_word_also_yields_the_words_in_it():
    assert Segmenter().words("人民代表大会") == ["人民", "代表", "大会", "人民代表大会"]


def test_a_glossary_term_stays_whole():
    assert "述职评议会" not in Segmenter().words("召开述职评议会")
    assert "述职评议会" in Segmenter(["述职评议会"]).words("召开述职评议会")


def test_a_term_counts_as_printed_in_any_width_and_case():
    assert "ab协商" in Segmenter(["ＡＢ协商"]).words("Ab协商制度")


def test_a_character_beyond_the_basic_plane_is_a_word():
    assert Segmenter().words("𠮷字") == ["𠮷", "字"]


def test_terms_of_one_segmenter_are_not_anothers():
    Segmenter(["述职评议会"])
    assert "述职评议会" not in Segmenter().words("述职评议会")


def test_the_dictionary_is_not_read_from_where_anyone_may_write(monkeypatch, tmp_path):
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    (tmp_path / "jieba.cache").write_bytes(b"planted")
    assert Segmenter().words("代表") == ["代表"]
    assert (tmp_path / "jieba.cache").read_bytes() == b"planted"


def test_normalize_makes_widths_and_cases_equal():
    assert normalize("Ａ１　①") == "a1 1"


def test_scores_are_lucenes_bm25():
    asked = ["会议", "列席"]
    expected = [bm25(2, 3, 1) + bm25(1, 3, 2), bm25(1, 1, 2), 0, 0]
    assert Bm25.build(TEXTS).scores(asked) == pytest.approx(expected, rel=1e-5)


@pytest.mark.parametrize("words", [[], ["没有的词"]])
def test_words_that_occur_nowhere_score_nothing(words):
    assert Bm25.build(TEXTS).scores(words).tolist() == [0, 0, 0, 0]


def test_idf_falls_with_the_texts_that_hold_a_word():
    index = Bm25.build(TEXTS)
    assert index.idf("会议") == pytest.approx(log(1 + (4 - 1 + 0.5) / (1 + 0.5)))
    assert index.idf("列席") == pytest.approx(log(1 + (4 - 2 + 0.5) / (2 + 0.5)))
    assert index.idf("没有的词") == pytest.approx(log(1 + (4 - 0 + 0.5) / (0 + 0.5)))


def test_holds_says_whether_a_word_occurs():
    index = Bm25.build(TEXTS)
    assert index.holds("预算")
    assert not index.holds("没有的词")


def test_saved_and_loaded_scores_are_the_same(tmp_path: Path):
    index = Bm25.build(TEXTS)
    index.save(tmp_path / "words")
    loaded = Bm25.load(tmp_path / "words")
    assert len(loaded) == len(TEXTS)
    assert np.array_equal(loaded.scores(["列席"]), index.scores(["列席"]))
    assert loaded.idf("列席") == index.idf("列席")
