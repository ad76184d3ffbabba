"""What docs/api.md says works as it is written: every command, and the Python sample, against a real server."""

from __future__ import annotations

import importlib
import json
import shutil
import subprocess

import pytest

from index.settings import ROOT
from qa.web.server import create_app
from qa.web.store.keys import SCOPES
from qa.web.suggestions import Suggestions
from tests.test_readme import blocks, commands
from tests.web.conftest import open_settings
from tests.web.serving import serving

PAGE = ROOT / "docs" / "api.md"
SAID = "http://127.0.0.1:7860"
COMMANDS = [command for block in blocks(PAGE, "sh") for command in commands(block)]


@pytest.fixture(scope="module")
def data_dir(tmp_path_factory):
    return tmp_path_factory.mktemp("data")


@pytest.fixture(scope="module")
def address(tiaowen, data_dir):
    suggestions = Suggestions(tiaowen)
    suggestions.prepare(("en",))
    with serving(create_app(tiaowen, open_settings(data_dir), suggestions)) as address:
        yield address


def curled(command: list[str], address: str) -> str:
    """What curl prints, asked of our server."""
    if not shutil.which("curl"):
        pytest.skip("no curl here")
    command = [command[0], "--fail-with-body", *(word.replace(SAID, address) for word in command[1:])]
    ran = subprocess.run(command, capture_output=True, encoding="utf-8", timeout=120)
    assert ran.returncode == 0, ran.stdout + ran.stderr
    return ran.stdout


@pytest.mark.parametrize(
    "command", [c for c in COMMANDS if c[0] == "curl"], ids=lambda command: command[2].split("/", 3)[3]
)
def test_every_request_is_answered(command, address):
    out = curled(command, address)
    path = command[2].removeprefix(SAID)
    if "text/event-stream" in " ".join(command):
        assert out.startswith("event: answer\n")
    elif path == "/metrics":
        assert "tiaowen_requests_total" in out
    else:
        assert json.loads(out)


def test_every_other_command_runs_in_turn(address, data_dir, monkeypatch, capsys):
    monkeypatch.setenv("TIAOWEN_DATA_DIR", str(data_dir))
    others = [command for command in COMMANDS if command[0] != "curl"]
    assert all(command[:2] == ["python", "-m"] for command in others)
    for command in others:
        assert importlib.import_module(command[2]).main(command[3:]) == 0, " ".join(command)
    assert "portal" in capsys.readouterr().out


def test_the_python_sample_prints_text_and_article(address, capsys):
    (sample,) = blocks(PAGE, "python")
    exec(compile(sample.replace(SAID, address), str(PAGE), "exec"), {})
    out = capsys.readouterr().out
    assert "列席" in out and "[1]" in out
    assert out.splitlines()[-1].count(":") == 1


def test_the_scopes_table_is_the_codes():
    table = PAGE.read_text(encoding="utf-8").split("| scope |", 1)[1].split("\n\n")[0]
    assert [line.split("`")[1] for line in table.splitlines()[2:]] == list(SCOPES)
