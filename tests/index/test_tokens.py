import numpy as np
import pytest

from index.tokens import TokenVectors

FIRST = np.array([[1, 0], [0, 1]], np.float16)
SECOND = np.array([[2, 2]], np.float16)
NONE = np.zeros((0, 2), np.float16)


def test_a_sentence_gets_its_own_rows_back():
    tokens = TokenVectors.of([FIRST, NONE, SECOND], dim=2)
    assert tokens.starts.tolist() == [0, 2, 2, 3]
    assert [tokens.sentence(row).tolist() for row in range(3)] == [FIRST.tolist(), [], SECOND.tolist()]


def test_the_mean_is_over_tokens_not_sentences():
    assert TokenVectors.of([FIRST, SECOND], dim=2).mean.tolist() == [(1 + 0 + 2) / 3, (0 + 1 + 2) / 3]


def test_the_mean_has_more_digits_than_the_vectors():
    thirds = np.array([[1], [1], [2]], np.float16)
    assert TokenVectors.of([thirds], dim=1).mean == pytest.approx((1 + 1 + 2) / 3, rel=1e-6)


def test_centred_vectors_are_unit_length_about_the_mean():
    tokens = TokenVectors.of([FIRST, SECOND], dim=2)  # mean (1, 1)
    assert tokens.centred(np.array([[4, 5], [1, 0]])) == pytest.approx(np.array([[3 / 5, 4 / 5], [0, -1]]))


def test_a_vector_at_the_mean_stays_nothing():
    assert TokenVectors.of([FIRST, SECOND], dim=2).centred(np.array([[1, 1]])).tolist() == [[0, 0]]


def test_no_sentences_are_no_rows():
    tokens = TokenVectors.of([], dim=3)
    assert tokens.vectors.shape == (0, 3)
    assert tokens.mean.tolist() == [0, 0, 0]


def test_saved_and_loaded_are_the_same_and_stay_on_disk(tmp_path):
    tokens = TokenVectors.of([FIRST, SECOND], dim=2)
    tokens.save(tmp_path)
    loaded = TokenVectors.load(tmp_path)
    assert isinstance(loaded.vectors, np.memmap)
    for name in ("vectors", "starts", "mean"):
        saved, read = getattr(tokens, name), getattr(loaded, name)
        assert np.array_equal(saved, read)
        assert saved.dtype == read.dtype


def test_a_file_that_only_pickle_reads_is_refused(tmp_path):
    TokenVectors.of([FIRST], dim=2).save(tmp_path)
    np.save(tmp_path / "token_mean.npy", np.array([{}], dtype=object), allow_pickle=True)
    with pytest.raises(ValueError, match="Python objects"):
        TokenVectors.load(tmp_path)


def test_several_sentences_are_read_at_once_in_the_order_asked():
    tokens = TokenVectors.of([FIRST, NONE, SECOND], dim=2)
    vectors, starts = tokens.sentences([2, 0])
    assert vectors.tolist() == [*SECOND.tolist(), *FIRST.tolist()]
    assert starts.tolist() == [0, len(SECOND)]


def test_cosines_are_those_of_the_centred_vectors():
    rng = np.random.default_rng(0)
    tokens = TokenVectors.of([rng.normal(3, 1, (n, 8)).astype(np.float16) for n in (3, 1, 5)], dim=8)
    queries = tokens.centred(rng.normal(3, 1, (2, 8)))
    cosines, starts = tokens.cosines(queries, [2, 0])
    vectors, expected_starts = tokens.sentences([2, 0])
    assert cosines == pytest.approx(queries @ tokens.centred(vectors).T, abs=1e-5)
    assert starts.tolist() == expected_starts.tolist()


def test_cosines_of_projected_tokens():
    tokens = TokenVectors.of([FIRST, SECOND], dim=2)  # about the mean: (0, -1), (-1, 0), (1, 1) / √2
    first_axis = np.array([[1], [0]], np.float32)
    cosines, starts = tokens.cosines(np.array([[1]], np.float32), [0, 1], first_axis)
    assert cosines.tolist() == [pytest.approx([0, -1, 1])]
    assert starts.tolist() == [0, 2]
