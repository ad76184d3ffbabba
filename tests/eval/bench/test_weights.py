import numpy as np
import pytest

from eval.bench.ranking import Asked, Ranked
from eval.bench.weights import fit, held_out, quality, set_of
from qa.schema import Query

FIELDS = ["good", "bad"]


def ranked(number, addresses=()):
    query = Query("问", "问", "zh", addresses=addresses)
    return Ranked(Asked(str(number), "问", ("b",)), query, {"good": ["b", "a"], "bad": ["a", "c"]})


def asked(count=16):
    return set_of([ranked(i) for i in range(count)], FIELDS)


def test_quality_is_reciprocal_rank_and_half_of_recall():
    assert quality(asked(), np.array([1.0, 0.0])) == 1 + 1 / 2
    assert quality(asked(), np.array([0.0, 1.0])) == pytest.approx(1 / 3 + 1 / 2)  # "bad" does not find b: a, c, then b
    assert quality(asked(), np.array([1.0, 1.0])) == 1 / 2 + 1 / 2


def test_addressed_questions_are_left_out():
    assert set_of([ranked(1), ranked(2, addresses=("b",))], FIELDS).golds == (1,)


def test_the_fit_gives_weight_to_the_field_that_finds():
    fitted = fit(asked(), np.array([1.0, 1.0]))
    assert fitted[0] > fitted[1]
    assert quality(asked(), fitted) == 1 + 1 / 2


def test_a_fit_that_gains_nothing_changes_nothing():
    start = np.array([1.0, 0.0])
    assert fit(asked(), start).tolist() == start.tolist()


def test_what_is_left_out_is_scored_by_what_the_others_fit():
    assert held_out(asked(), np.array([1.0, 1.0])) == (1 / 2 + 1 / 2, 1 + 1 / 2)
