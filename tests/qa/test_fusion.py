import pytest

from qa.fusion import RRF_K, reciprocal_rank_fusion


def test_a_score_is_the_sum_over_the_fields():
    fused = reciprocal_rank_fusion({"vectors": ["a", "b", "c"], "words": ["b", "d", "a"]})
    assert [(key, score) for key, score, _ in fused] == [
        ("b", pytest.approx(1 / (60 + 2) + 1 / (60 + 1))),
        ("a", pytest.approx(1 / (60 + 1) + 1 / (60 + 3))),
        ("d", pytest.approx(1 / (60 + 2))),
        ("c", pytest.approx(1 / (60 + 3))),
    ]


def test_ranks_are_kept_by_field_from_one():
    fused = reciprocal_rank_fusion({"vectors": ["a", "b"], "words": ["b"]})
    assert {key: ranks for key, _, ranks in fused} == {"a": {"vectors": 1}, "b": {"vectors": 2, "words": 1}}


def test_a_weight_multiplies_its_field():
    fused = reciprocal_rank_fusion({"vectors": ["a"], "words": ["b"]}, {"words": 2.0})
    assert [(key, score) for key, score, _ in fused] == [("b", 2 / (60 + 1)), ("a", 1 / (60 + 1))]


def test_a_field_of_weight_nothing_adds_nothing():
    assert reciprocal_rank_fusion({"words": ["a"]}, {"words": 0.0}) == [("a", 0.0, {"words": 1})]


def test_ties_sort_by_id_whatever_the_order_of_the_fields():
    forth = reciprocal_rank_fusion({"x": ["b"], "y": ["a"]})
    back = reciprocal_rank_fusion({"y": ["a"], "x": ["b"]})
    assert [key for key, _, _ in forth] == [key for key, _, _ in back] == ["a", "b"]


def test_a_repeated_id_counts_once_at_its_best_rank():
    assert reciprocal_rank_fusion({"x": ["a", "b", "a"]})[0] == ("a", 1 / (RRF_K + 1), {"x": 1})


@pytest.mark.parametrize("rankings", [{}, {"x": []}])
def test_nothing_found_fuses_to_nothing(rankings):
    assert reciprocal_rank_fusion(rankings) == []
