import numpy as np
import pytest

from index.question_map import FILE, QuestionMap, load_question_map

TURNED = QuestionMap(np.array([[0, 1], [1, 0]], np.float32), np.array([0.5, 0], np.float32))


def test_a_question_is_moved_and_made_unit_length():
    assert TURNED(np.array([3.5, 4], np.float32)).tolist() == pytest.approx([4 / 5, 3 / 5])


def test_a_map_is_kept_as_it_was(tmp_path):
    TURNED.save(tmp_path / "map.npz")
    kept = load_question_map(tmp_path / "map.npz")
    assert np.array_equal(kept.matrix, TURNED.matrix) and np.array_equal(kept.mean, TURNED.mean)


def test_the_map_that_is_shipped_fits_the_default_model():
    shipped = load_question_map()
    assert shipped.matrix.shape == (384, 384) and shipped.mean.shape == (384,)
    assert FILE.with_suffix(".json").exists()
    assert np.abs(shipped.matrix - np.eye(384)).max() > 0
