import pytest

from eval.metrics import Scored
from eval.reliability import Bin, calibration_error, reliability


def scored(confidence, answerable):
    return Scored("case", answerable, confidence, 1.0, {})


def test_a_bin_holds_its_mean_confidence_and_share():
    plot = reliability([scored(0.01, False), scored(0.82, True), scored(0.88, False), scored(1.0, True)])
    assert plot[0] == Bin(pytest.approx(0.01), 0, 1)
    assert plot[1] == Bin(pytest.approx(0.85), 0.5, 2)
    assert plot[2] == Bin(1, 1, 1)  # certainty belongs to the last step, not to one beyond it


def test_the_error_is_weighed_by_cases():
    assert calibration_error([Bin(0.9, 0.5, 3), Bin(0.1, 0.1, 1)]) == pytest.approx(0.3)
    assert calibration_error([]) is None
    assert reliability([]) == ()
