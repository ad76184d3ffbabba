"""What README.md and docs/ promise is true: every command runs, every link leads somewhere, every table is the code's.

`make test` is what CI runs. Every other command of a ```sh block runs here, in order: commands that ask or score
through their own `main()` with the engine of the session, the first one, the server and `make run` in a process.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import io
import json
import os
import re
import shlex
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from pathlib import Path

import frontmatter
import pytest
from pydantic.fields import FieldInfo

import eval.__main__ as eval_main
import eval.calibrate as eval_calibrate
from eval.bench import summary
from eval.cases import FIELDS, load_cases
from index.articles import split_articles
from index.readers import read_document
from index.settings import ROOT
from qa.engine import Tiaowen
from qa.settings import Settings
from qa.web.server import main as serve
from tests.e2e.conftest import application, free_port

README = ROOT / "README.md"
PAGES = (README, *sorted((ROOT / "docs").glob("*.md")))
ELSEWHERE = ("widget.md", "api.md")  # run by tests/e2e/test_widget.py and tests/test_api_page.py
RUN_HERE = [page for page in PAGES if page.name not in ELSEWHERE]
MAKE = (["make", "run"], ["make", "test"])
MAX_SHORT_DESCRIPTION = 60  # characters a Space's card shows
OUR_PATH = re.compile(r"(?<![\w/.-])(?:index|qa|eval|docs|corpus|tests)/[\w/.-]*\.(?:py|md|tsv|toml|jsonl|html|png)")
SAMPLE = {("dev", True): 3, ("dev", False): 12, ("test", True): 1, ("test", False): 1}  # gold cases a language


def blocks(page: Path, language: str) -> list[str]:
    """The fenced code blocks of a page in one language."""
    return re.findall(rf"^```{language}\n(.*?)^```$", page.read_text(encoding="utf-8"), re.MULTILINE | re.DOTALL)


def commands(block: str) -> list[list[str]]:
    """The commands of a ```sh block, split as a shell does, without comments."""
    return [words for line in block.splitlines() if (words := shlex.split(line, comments=True))]


def is_module(command: list[str]) -> bool:
    return command[:2] == ["python", "-m"]


BLOCKS = [
    pytest.param(commands(block), id=f"{page.stem}-{number}")
    for page in RUN_HERE
    for number, block in enumerate(blocks(page, "sh"))
]
SERVERS = [words for param in BLOCKS for words in param.values[0] if words[-2:] == ["python", "app.py"]]


@pytest.fixture
def workplace(tmp_path, settings, monkeypatch) -> Path:
    """A folder to run commands in: the batch file README shows, the session's index, a small part of the gold set."""
    (tmp_path / "questions.jsonl").write_text(blocks(README, "jsonl")[0], encoding="utf-8")
    index_dir = shutil.copytree(settings.index_dir, tmp_path / "index")
    monkeypatch.setenv("TIAOWEN_INDEX_DIR", str(index_dir))
    monkeypatch.setenv("PYTHONPATH", str(ROOT))
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture(scope="module")
def encode_once(tiaowen):
    """The retriever's `encode`, which takes a question's vectors from an earlier command where one asked it."""
    return functools.cache(tiaowen.retriever.encode)


@pytest.fixture
def in_process(workplace, tiaowen, encode_once, monkeypatch, capfd):
    """Runs `python -m …` through its `main()`: (exit status, stdout). Nothing in the repository is written."""
    kept: dict[tuple[str, str, bool], list[str]] = {}
    for case in load_cases(eval_main.DEFAULT_GOLD).cases:
        if len(kept.setdefault((case.lang, case.split, case.answerable), [])) < SAMPLE[case.split, case.answerable]:
            kept[case.lang, case.split, case.answerable].append(json.dumps(case.to_dict(), ensure_ascii=False))
    gold = workplace / "gold.jsonl"
    gold.write_text("\n".join(line for lines in kept.values() for line in lines), encoding="utf-8")
    monkeypatch.setattr(eval_main, "DEFAULT_GOLD", gold)
    monkeypatch.setattr(summary, "DEFAULT_GOLD", gold)
    fitted = functools.partial(eval_calibrate.calibrate, path=workplace / "confidence.json")
    monkeypatch.setattr(eval_calibrate, "calibrate", fitted)
    monkeypatch.setattr(eval_calibrate, "FOLDS", 2)
    monkeypatch.setattr(tiaowen.retriever, "encode", encode_once)
    monkeypatch.setattr(Tiaowen, "load", lambda settings, models=None: tiaowen)
    monkeypatch.setattr(sys, "stdin", io.StringIO("谁列席党委常委会会议？\n"))

    def run(command: list[str]) -> tuple[int, str]:
        name = command[2]
        module = importlib.import_module(name if name.count(".") else f"{name}.__main__")
        status = module.main(command[3:])
        return status, capfd.readouterr().out

    return run


# --- commands


@pytest.mark.parametrize("listed", BLOCKS)
def test_every_command_is_known(listed):
    assert listed
    for command in listed:
        assert is_module(command) or command in (*SERVERS, *MAKE), " ".join(command)


def test_ci_and_the_container_use_targets_of_the_makefile():
    makefile = (ROOT / "Makefile").read_text(encoding="utf-8")
    assert all(re.search(rf"^{target}:", makefile, re.MULTILINE) for target in ("run", "test", "setup"))
    assert "make test" in (ROOT / ".ci" / "run").read_text(encoding="utf-8")
    assert "RUN make setup" in (ROOT / "Dockerfile").read_text(encoding="utf-8")


@pytest.mark.parametrize("listed", [param for param in BLOCKS if any(map(is_module, param.values[0]))])
def test_every_command_runs(in_process, listed):
    for command in listed:
        status, out = in_process(command)
        allowed = (0, 1) if "--check" in command else (0,)
        assert status in allowed, " ".join(command)
        assert out.strip() or command[2:4] in (["index", "diff"], ["index", "build"]), " ".join(command)


@pytest.fixture
def first_question(workplace):
    """The first question of README, being asked in a process of its own while the test does other things."""
    first = next(command for param in BLOCKS for command in param.values[0] if command[2:4] == ["qa", "ask"])
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen([sys.executable, *first[1:]], **pipes) as process:
        yield process
        process.kill()


def test_in_processes_of_their_own_question_and_server_do_what_the_readme_says(first_question, settings):
    """Both at once, because what takes long is to start."""
    (words,) = SERVERS
    name, _, origins = words[0].partition("=")
    assert name == "TIAOWEN_EMBED_ORIGINS"
    with application(settings.index_dir, origins) as address:
        with urllib.request.urlopen(f"{address}/embed", timeout=60) as embed:
            assert f"frame-ancestors 'self' {origins}" in embed.headers["Content-Security-Policy"]
        with urllib.request.urlopen(f"{address}/openapi.json", timeout=60) as described:
            assert "/api/v1/ask" in json.load(described)["paths"]
        with urllib.request.urlopen(f"{address}/widget.js", timeout=60) as script:
            assert script.status == 200
    out, err = first_question.communicate(timeout=120)
    assert first_question.returncode == 0, err
    quotes = re.findall(r"“[^”]+”", blocks(README, "text")[0])
    assert len(quotes) == 2
    assert [quote for quote in quotes if quote not in out] == []


START_S = 60
MAKE_RUN = ["make", "-o", "setup", "run"]  # set up it is: these tests run in what `make setup` made


@pytest.fixture
def of_make(monkeypatch):
    """An environment that says nothing of where to listen, nor what a `make test` around this test was called with."""
    for name in ("HOST", "PORT", "TIAOWEN_HOST", "TIAOWEN_PORT", "MAKEFLAGS", "MAKELEVEL"):
        monkeypatch.delenv(name, raising=False)


@pytest.mark.parametrize(
    ("said", "passed_on"),
    [
        ([], []),
        (["PORT=8080"], ["--port", "8080"]),
        (["HOST=0.0.0.0", "PORT=8080"], ["--host", "0.0.0.0", "--port", "8080"]),
    ],
)
def test_make_run_leaves_to_the_settings_what_it_is_not_told(of_make, said, passed_on):
    told = subprocess.run([*MAKE_RUN, "-n", *said], cwd=ROOT, capture_output=True, encoding="utf-8", check=True).stdout
    assert told.split() == [".venv/bin/python", "app.py", *passed_on]


def answers(address: str, process: subprocess.Popen) -> bool:
    """Whether the address answers while the process runs, within START_S."""
    end = time.monotonic() + START_S
    while process.poll() is None and time.monotonic() < end:
        with contextlib.suppress(OSError), urllib.request.urlopen(address, timeout=START_S):
            return True
        time.sleep(0.2)
    return False


@pytest.mark.skipif(not (ROOT / ".venv").exists(), reason="needs .venv in the repository: make setup")
def test_make_run_serves(of_make, settings, tmp_path, monkeypatch):
    monkeypatch.setenv("TIAOWEN_INDEX_DIR", str(settings.index_dir))
    monkeypatch.setenv("TIAOWEN_DATA_DIR", str(tmp_path))
    port = free_port()
    ready = f"http://127.0.0.1:{port}/readyz"
    process = subprocess.Popen([*MAKE_RUN, f"PORT={port}"], cwd=ROOT, stdout=subprocess.DEVNULL, start_new_session=True)
    try:
        assert answers(ready, process), f"no answer from {ready} (exit status {process.poll()})"
        os.killpg(process.pid, signal.SIGINT)  # as a person stops it
        process.wait(timeout=30)
        with socket.create_server(("127.0.0.1", port)):  # nothing of it listens any more
            pass
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()


def test_without_an_index_the_application_ends_with_one_line(tmp_path, capfd):
    assert serve(["--index", str(tmp_path)]) == 2
    assert capfd.readouterr() == ("", f"No index in {tmp_path}. Run: python -m index build\n")


# --- links, paths, front matter


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_links_and_images_exist(page):
    targets = re.findall(r"\]\(([^)\s]+)\)", page.read_text(encoding="utf-8"))
    local = [target.split("#")[0] for target in targets if not target.startswith(("http://", "https://", "#"))]
    assert [target for target in local if not (page.parent / target).exists()] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.name)
def test_files_that_are_named_exist(page):
    named = OUR_PATH.findall(page.read_text(encoding="utf-8"))
    assert [path for path in named if not (ROOT / path).exists()] == []


def test_the_front_matter_is_that_of_a_gradio_space():
    card = frontmatter.loads(README.read_text(encoding="utf-8")).metadata
    assert (card["sdk"], card["license"], card["python_version"]) == ("gradio", "apache-2.0", "3.11")
    assert f"gradio=={card['sdk_version']} " in (ROOT / "requirements.txt").read_text(encoding="utf-8")
    assert (ROOT / card["app_file"]).is_file()
    assert 0 < len(card["short_description"]) <= MAX_SHORT_DESCRIPTION
    assert {"title", "emoji", "colorFrom", "colorTo"} <= card.keys()


# --- what is said about the code


def default_of(field: FieldInfo) -> str:
    """A setting's default as README prints it: the same on every machine."""
    if field.default_factory:
        return "the user's cache folder"
    if isinstance(field.default, Path):
        return f"`{field.default.relative_to(ROOT).as_posix()}`"
    return f"`{field.default}`" if str(field.default) else "none"


def settings_table() -> str:
    """Every setting, as README lists them: print it to mend a failure."""
    rows = ["| setting | default | meaning |", "|---|---|---|"]
    for name, field in Settings.model_fields.items():
        rows.append(f"| `TIAOWEN_{name.upper()}` | {default_of(field)} | {field.description} |")
    return "\n".join(rows) + "\n"


def test_the_settings_table_is_the_codes():
    assert settings_table() in README.read_text(encoding="utf-8")


def test_the_notice_names_every_trained_file_and_what_is_others():
    notice = (ROOT / "NOTICE").read_text(encoding="utf-8")
    trained = [path for room in ("index", "qa", "eval") for path in (ROOT / room).glob("*.np[yz]")]
    assert [path.name for path in trained if path.relative_to(ROOT).as_posix() not in notice] == []
    for others in ("index/calibration.txt", "oneal2000/STARD", "oneal2000/LeCoQA", "DRCD", "ymcui/cmrc2018"):
        assert others in notice
    for licence in ("by-sa/3.0/", "by-sa/4.0/", "Permission is hereby granted, free of charge"):
        assert licence in notice
    for owner in ("Microsoft Corporation", "2024 THUIR", "2025 Weihang Su"):
        assert f"Copyright (c) {owner}" in notice
    for page in ("README.md", "NOTICE"):
        assert re.search(r"qa/reader\.npz\W+(?:are|is under) CC BY-SA 4\.0", (ROOT / page).read_text(encoding="utf-8"))


def test_the_gold_table_names_every_field():
    table = README.read_text(encoding="utf-8").split("A gold file", 1)[1].split("\n\n")[1]
    first_column = "".join(line.split("|")[1] for line in table.splitlines()[2:])
    assert sorted(re.findall(r"`(\w+)`", first_column)) == sorted(FIELDS)


@pytest.mark.parametrize("page", [page for page in PAGES if blocks(page, "markdown")], ids=lambda page: page.name)
def test_sample_documents_are_numbered_as_the_page_says(page, tmp_path, caplog):
    for block in blocks(page, "markdown"):
        path = tmp_path / "sample.md"
        path.write_text(block, encoding="utf-8")
        ids = {article.id for article in split_articles(read_document(path))}
        said = set(re.findall(r"`(meetings:[\w.~-]+)`", page.read_text(encoding="utf-8")))
        assert ids == said
    assert caplog.records == []  # no front matter that is not known
