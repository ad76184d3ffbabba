"""What holds for the whole tree: who imports whom, what is never fetched, what is never said."""

import ast
import os
import re
import subprocess
import sys
from importlib.metadata import packages_distributions
from pathlib import Path

import pytest

from index.offline import SWITCHES
from index.settings import ROOT

ROOMS = ("index", "qa", "eval")
ALLOWED = {"index": {"index"}, "qa": {"index", "qa"}, "eval": {"index", "qa", "eval"}, "app.py": {"qa"}}
MAX_LINES = 250
FETCHING = {"requests", "httpx", "aiohttp", "urllib3", "urllib.request", "http.client", "ftplib"}
PICKLING = re.compile(r"\b(?:pickle|marshal|joblib|shelve|dill)\b|torch\.(?:load|save)|allow_pickle=True")
ADDRESS = re.compile(r"https?://(?!host/|www\.w3\.org/)\S+|(?:src|href|url|@import)\W{1,3}//\S+")
MACHINE_PATH = re.compile(r"(?<![\w.$~])/(?:home|root|Users|work|workspace|mnt|media)/[\w.-]+")
TEXTS = tuple(".py .md .toml .txt .tsv .html .css .js .json .jsonl .yml .yaml .svg .ini .sh .csv Makefile".split())


def rel(path):
    return path.relative_to(ROOT).as_posix()


FILES = [ROOT / "app.py", *sorted(path for room in ROOMS for path in (ROOT / room).rglob("*.py"))]
CODE = [pytest.param(path, id=rel(path)) for path in FILES]
ANSWERS = [param for param in CODE if param.id.startswith("qa/") and not param.id.startswith("qa/web/")]
PAGES = [
    pytest.param(path, id=rel(path))
    for path in sorted((ROOT / "qa").rglob("*"))
    if path.suffix in (".html", ".css", ".js", ".svg")
]


def imported(path):
    """Full names of the modules that a file imports, wherever in it."""
    names = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            names |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{path.name} line {node.lineno}: write the import out in full"
            names |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return names


def rooms_of(path):
    return {name.split(".")[0] for name in imported(path)} & {*ROOMS, "app", "tests"}


@pytest.mark.parametrize("path", CODE)
def test_imports_go_one_way(path):
    assert rooms_of(path) <= ALLOWED[path.relative_to(ROOT).parts[0]]


@pytest.mark.parametrize("path", ANSWERS)
def test_answers_know_nothing_of_the_web(path):
    assert not {name for name in imported(path) if name.startswith(("qa.web", "gradio", "fastapi", "starlette"))}


def listed():
    """Names of the packages that requirements.txt pins, as importlib.metadata knows them."""
    lines = (ROOT / "requirements.txt").read_text(encoding="utf-8").splitlines()
    return {normal(line.split("==")[0]) for line in lines if "==" in line}


def normal(name):
    return re.sub(r"[-_.]+", "-", name).lower()


@pytest.fixture(scope="module")
def distributions():
    """{module: the packages that bring it}, but modules that come with a package that pins them are its own."""
    brought = {module: {normal(name) for name in names} for module, names in packages_distributions().items()}
    return brought | {"pydantic_core": {"pydantic"}}


@pytest.mark.parametrize("path", CODE)
def test_what_is_imported_is_listed_and_pinned(path, distributions):
    others = {name.split(".")[0] for name in imported(path)} - {*ROOMS, *sys.stdlib_module_names}
    assert [name for name in sorted(others) if not distributions.get(name, set()) & listed()] == []


def test_imports_inside_functions_count(tmp_path):
    path = tmp_path / "bad.py"
    path.write_text("def f():\n    from qa.engine import Tiaowen\n    import eval.run as run\n", encoding="utf-8")
    assert rooms_of(path) == {"qa", "eval"}
    path.write_text("from . import engine\n", encoding="utf-8")
    with pytest.raises(AssertionError, match=r"bad\.py line 1"):
        rooms_of(path)


@pytest.mark.parametrize("path", CODE)
def test_files_are_short_enough_to_read(path):
    assert len(path.read_text(encoding="utf-8").splitlines()) <= MAX_LINES


def test_the_entry_point_stays_small():
    assert len((ROOT / "app.py").read_text(encoding="utf-8").splitlines()) < 30


@pytest.mark.parametrize("path", CODE)
def test_nothing_is_fetched(path):
    assert imported(path) & FETCHING == set()


@pytest.mark.parametrize("path", PAGES)
def test_pages_name_no_other_host(path):
    """XML's namespaces are names, not addresses; `host` stands for one's own."""
    assert ADDRESS.findall(path.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("path", CODE)
def test_nothing_is_pickled(path):
    assert PICKLING.findall(re.sub("no pickle", "", path.read_text(encoding="utf-8"))) == []


def texts_of_the_repository():
    """Its text files, those that are about to be added among them."""
    command = ["git", "ls-files", "--cached", "--others", "--exclude-standard", "-z"]
    listed = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8")
    if listed.returncode:
        pytest.skip("not a git checkout")
    paths = [ROOT / line for line in listed.stdout.split("\0") if line]
    return [path for path in paths if path.is_file() and path.name.endswith(TEXTS)]


def test_no_path_of_one_machine_is_written_down():
    found = [
        f"{rel(path)}:{number}: {line.strip()[:100]}"
        for path in texts_of_the_repository()
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert found == []


def test_every_text_file_is_utf8_with_unix_line_ends():
    for path in texts_of_the_repository():
        raw = path.read_bytes()
        raw.decode("utf-8")
        assert b"\r" not in raw, rel(path)
        assert not raw.startswith(b"\xef\xbb\xbf"), rel(path)


WATCH = """
import importlib, os, sys

class Watch:
    '''Says which switches were set when a library was first looked for.'''
    def find_spec(self, name, path=None, target=None):
        if name in {libraries}:
            print("seen", name, {{switch: os.environ.get(switch) for switch in {switches}}}, flush=True)

sys.meta_path.insert(0, Watch())
importlib.import_module({module!r})
"""
LIBRARIES = ["gradio", "huggingface_hub", "transformers", "sentence_transformers", "tokenizers"]


def output_of(code, **environment):
    """What Python prints for `code`; of the environment it gets only what is named, so that only the code counts."""
    environment = {"PATH": os.defpath, "HOME": str(Path.home()), **environment}
    ran = subprocess.run([sys.executable, "-c", code], cwd=ROOT, env=environment, capture_output=True, encoding="utf-8")
    assert ran.returncode == 0, ran.stderr
    return ran.stdout


def switches_when_seen(module):
    """{library: the switches in the environment when `module`, or what it imports, first looked for it}."""
    seen = {}
    for line in output_of(WATCH.format(module=module, libraries=LIBRARIES, switches=list(SWITCHES))).splitlines():
        if line.startswith("seen "):
            _, library, values = line.split(" ", 2)
            seen.setdefault(library, ast.literal_eval(values))
    return seen


def test_the_switches_are_off_before_gradio_is_imported():
    seen = switches_when_seen("qa.web.server")
    assert {"gradio", "huggingface_hub"} <= seen.keys()
    assert [library for library, values in seen.items() if values != SWITCHES] == []


def test_the_watch_sees_a_library_that_came_too_early():
    assert switches_when_seen("huggingface_hub")["huggingface_hub"] == dict.fromkeys(SWITCHES)


@pytest.mark.parametrize("room", ROOMS)
def test_whatever_is_imported_first_sets_the_switches(room):
    code = f"import {room}, os; print({{name: os.environ.get(name) for name in {list(SWITCHES)}}})"
    assert ast.literal_eval(output_of(code)) == SWITCHES


def test_a_person_may_switch_the_hub_on():
    assert output_of("import index, os; print(os.environ['HF_HUB_OFFLINE'])", HF_HUB_OFFLINE="0") == "0\n"
