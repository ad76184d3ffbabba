import json
from dataclasses import replace

import pytest

from index.errors import ModelError
from index.settings import BUNDLED_MODEL, ROOT
from qa import confidence, reader_weights
from qa.trust import Level, level_of, load_levels, misfit
from tests.web.fakes import answer_to

LEVELS = {"zh": (Level("strong", 0.7, 10, 0.9), Level("fair", 0.5, 10, 0.7), Level("weak", 0.0, 10, 0.4))}


@pytest.mark.parametrize(
    ("confidence", "step"), [(1.0, "strong"), (0.7, "strong"), (0.69, "fair"), (0.5, "fair"), (0.0, "weak")]
)
def test_a_level_holds_from_where_it_starts(confidence, step):
    assert level_of(replace(answer_to("谁？"), confidence=confidence), LEVELS).step == step


@pytest.mark.parametrize("confidence", [-1.0, float("nan")])
def test_a_confidence_that_no_engine_gives_is_the_weakest(confidence):
    assert level_of(replace(answer_to("谁？"), confidence=confidence), LEVELS).step == "weak"


def test_a_refusal_has_none():
    assert level_of(answer_to("none"), LEVELS) is None


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_kept_levels_mean_more_the_surer_they_are(language):
    levels = load_levels()[language]
    assert [level.step for level in levels] == ["strong", "fair", "weak"]
    assert [level.starts_at for level in levels] == sorted((level.starts_at for level in levels), reverse=True)
    assert levels[-1].starts_at == 0
    shares = [level.right for level in levels]
    assert shares == sorted(shares, reverse=True)


@pytest.mark.parametrize("text", ["", "[]", '{"levels": []}', '{"levels": {"zh": [{"from": 1}]}}'])
def test_a_file_that_cannot_be_read_says_how_to_mend_it(tmp_path, text):
    path = tmp_path / "trust.json"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match=r"trust\.json .*python -m eval trust"):
        load_levels(path)


def test_the_levels_that_are_shipped_were_fitted_for_what_is_shipped_beside_them():
    assert misfit(BUNDLED_MODEL, reader_weights.digest(), confidence.digest(confidence.load_models())) == ""


@pytest.mark.parametrize("served", [("bge-m3", "abc", "123"), ("e5", "xyz", "123"), ("e5", "abc", "456")])
def test_levels_of_another_model_reader_or_confidence_are_told_with_the_commands_that_mend_it(tmp_path, served):
    file = tmp_path / "trust.json"
    file.write_text(json.dumps({"embedding_model": "e5", "reader": "abc", "confidence": "123"}), encoding="utf-8")
    assert misfit("e5", "abc", "123", file) == ""
    assert misfit(*served, file).endswith("python -m eval --split dev --out DIR, then python -m eval trust DIR")


def test_the_page_that_explains_the_words_gives_the_kept_figures():
    """docs/reading-answers.md: one row a level and language, in the file's own figures."""
    page = (ROOT / "docs" / "reading-answers.md").read_text(encoding="utf-8")
    for language, levels in load_levels().items():
        for level in levels:
            share = f"{level.right:.0%} of {level.answers}"
            assert f"| {language} | {level.starts_at:.2f} | {share} |" in page, json.dumps(share)
