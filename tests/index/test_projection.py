import numpy as np
import pytest

from index.projection import FILE, load_projection, project


def test_projected_rows_are_unit_length_and_nothing_stays_nothing():
    matrix = np.array([[2, 0], [0, 2], [5, 5]], np.float32)
    projected = project(np.array([[0.6, 0.8, 0], [0, 0, 0]], np.float32), matrix)
    assert projected.ravel().tolist() == pytest.approx([0.6, 0.8, 0, 0])


def test_the_matrix_that_is_shipped_fits_the_default_model():
    assert load_projection().shape == (384, 128)
    assert FILE.with_suffix(".json").exists()
