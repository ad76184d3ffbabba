"""What is said of the trained files that are shipped is what their code would do."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from eval import train_projection, train_question_map, train_reader
from index.projection import FILE as PROJECTION
from index.question_map import FILE as QUESTION_MAP
from qa.reader_weights import FILE as READER


@pytest.mark.parametrize(
    ("file", "recipe"),
    [
        (READER, train_reader.Recipe()),
        (QUESTION_MAP, train_question_map.Recipe()),
        (PROJECTION, train_projection.Recipe()),
    ],
    ids=["reader", "question_map", "projection"],
)
def test_the_recipe_beside_a_trained_file_is_that_of_its_training(file: Path, recipe):
    said = json.loads(file.with_suffix(".json").read_text(encoding="utf-8"))["recipe"]
    assert said == json.loads(json.dumps(asdict(recipe)))  # a tuple as JSON has it
