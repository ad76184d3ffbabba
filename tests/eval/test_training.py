import json

import pytest

from eval.training import training


def write_four(out, held_out):
    out.write_text("4")
    return {"held out": held_out}


def test_the_file_is_written_and_beside_it_how_it_was_made(tmp_path):
    file = tmp_path / "map.npz"
    assert training("eval.train", "Trains.", file, write_four, ["--held-out"]) == 0
    assert file.read_text() == "4"
    assert json.loads((tmp_path / "map.json").read_text()) == {"held out": True}


def test_a_folder_that_is_not_there_is_named_before_the_training(tmp_path, capsys):
    def never(out, held_out):
        pytest.fail("trained before the folder was looked for")

    assert training("eval.train", "Trains.", tmp_path / "map.npz", never, ["--out", str(tmp_path / "no" / "map")]) == 2
    assert capsys.readouterr().err == f"{tmp_path / 'no'} is no folder. Make it, or name another file\n"
