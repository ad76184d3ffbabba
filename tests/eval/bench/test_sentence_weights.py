import numpy as np
import pytest

from eval.bench.sentence_weights import Choice, first, fit, held_out

# the first signal tells which sentence answers, the second says the contrary, the third nothing
TOLD = [
    Choice(np.array([[1.0, 0.0, 0.5], [0.0, 1.0, 0.5]]), np.array([True, False])),
    Choice(np.array([[0.2, 0.9, 0.5], [0.8, 0.1, 0.5]]), np.array([False, True])),
] * 8


def test_what_tells_gains_weight_and_no_weight_is_below_zero():
    fitted = fit(TOLD, np.array([0.0, 1.0, 0.0]))
    assert fitted[0] > 1
    assert fitted[1:] == pytest.approx([0, 0], abs=1e-3)
    assert first(fitted, TOLD) == 1 > first(np.array([0.0, 1.0, 0.0]), TOLD)


def test_a_fold_is_judged_by_the_others():
    contrary = [Choice(c.signals, ~c.answers) if i % 8 == 0 else c for i, c in enumerate(TOLD)]
    assert held_out(contrary, np.zeros(3)) == pytest.approx(7 / 8)
