import json

import pytest

from qa.fitted import misfit


@pytest.fixture
def file(tmp_path):
    path = tmp_path / "fitted.json"
    path.write_text(json.dumps({"embedding_model": "e5", "reader": "abc"}), encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("served", "said"),
    [
        ({"embedding_model": "bge-m3", "reader": "abc"}, "fitted for the embedding model e5,"),
        ({"embedding_model": "e5", "reader": "xyz"}, "fitted for another reader,"),
        ({"embedding_model": "e5", "reader": "abc", "confidence": "0"}, "fitted for another confidence,"),
    ],
)
def test_what_it_was_not_fitted_for_is_told_with_what_comes_of_it(file, served, said):
    assert misfit(file, {"embedding_model": "e5", "reader": "abc"}, "mend it") == ""
    assert misfit(file, served, "mend it") == f"fitted.json was {said} so mend it"


def test_a_file_that_names_no_model_was_fitted_for_another(tmp_path):
    (tmp_path / "old.json").write_text("{}", encoding="utf-8")
    assert misfit(tmp_path / "old.json", {"embedding_model": "e5"}, "") == (
        "old.json was fitted for another embedding model, so "
    )


@pytest.mark.parametrize("text", [None, "{", "[]"])
def test_of_a_file_that_cannot_be_read_nothing_is_said_here(tmp_path, text):
    if text is not None:
        (tmp_path / "fitted.json").write_text(text, encoding="utf-8")
    assert misfit(tmp_path / "fitted.json", {"reader": "abc"}, "") == ""
