"""The pages, their headers, and a start that cannot succeed."""

from __future__ import annotations

import os
import re
import socket
import subprocess
import sys
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import gradio as gr
import pytest

from index.errors import IndexMissing, SettingsError
from qa.settings import load_settings
from qa.web.chat import build_chat
from qa.web.page import our_page
from qa.web.server import authority, listen, load_engine, main, names_an_index, warn_without_keys
from qa.web.store.database import Database
from qa.web.store.keys import Keys
from tests.web.conftest import PORTAL
from tests.web.fakes import FakeEngine

ROOT = Path(__file__).resolve().parents[2]
PAGES = ["/", "/embed", "/documents", "/documents/rules"]


def policy(response) -> dict[str, str]:
    """Directive -> value of the content security policy."""
    parts = response.headers["content-security-policy"].split("; ")
    return dict(part.split(" ", 1) for part in parts)


@pytest.mark.parametrize("path", PAGES)
def test_pages_name_nothing_off_this_host(client, path):
    response = client.get(path)
    assert response.status_code == 200
    html = response.text
    loaded = re.findall(r"""(?:src|href)=["'](https?:)?//""", html)
    assert loaded == []
    for foreign in ("githubusercontent", "googleapis", "cdnjs", "iframeResizer", "manifest.json", "gstatic"):
        assert foreign not in html


@pytest.mark.parametrize("path", [*PAGES, "/widget.js", "/api/v1/documents", "/gradio_api/info", "/nowhere"])
def test_every_response_carries_the_headers(client, path):
    response = client.get(path)
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
    assert policy(response)["default-src"] == "'self'"


@pytest.mark.parametrize("path", PAGES)
def test_only_the_embed_page_may_be_framed_by_the_listed_origins(client, path):
    expected = f"'self' {PORTAL}" if path == "/embed" else "'self'"
    response = client.get(path)
    assert response.status_code == 200
    assert policy(response)["frame-ancestors"] == expected
    assert "x-frame-options" not in response.headers


def test_our_own_pages_run_no_inline_script(client):
    assert policy(client.get("/documents"))["script-src"] == "'self'"


def test_other_origins_may_not_read(client):
    response = client.get("/gradio_api/info", headers={"origin": "https://elsewhere.example"})
    assert "access-control-allow-origin" not in response.headers


def test_gradio_page_is_told_which_view_it_is(client):
    assert 'data-page="chat"' in client.get("/").text
    assert 'data-page="embed"' in client.get("/embed?lang=en").text
    assert "<title>" in client.get("/documents").text


def test_our_page_puts_the_theme_in_and_the_foreign_parts_out():
    html = (
        '<html\nlang="en"><head><base href="./" /><meta property="og:image"\ncontent="https://x.example/i.jpg" />'
        '<link rel="manifest" href="/manifest.json" /><script>window.gradio_config = {};</script></head></html>'
    )
    cleaned = our_page(html, "chat")
    assert "x.example" not in cleaned and "manifest" not in cleaned
    assert cleaned.index("<base") < cleaned.index("ui/theme.css") < cleaned.index("gradio_config")


def test_gradio_evaluates_no_value_as_a_template():
    parts = [block for block in build_chat(FakeEngine()).blocks.values() if isinstance(block, gr.HTML)]
    assert {part.elem_id for part in parts} >= {"past", "current", "sources", "documents"}
    assert {part.html_template for part in parts} == {"${value}"}


def test_documents_pages(client):
    assert 'href="documents/rules"' in client.get("/documents").text
    assert 'id="rules:1"' in client.get("/documents/rules").text
    missing = client.get("/documents/%3Cscript%3E")
    assert missing.status_code == 404
    assert "<script>" not in missing.text.replace('<script type="module"', "")


@pytest.mark.parametrize(
    "path",
    [
        "documents", "documents?q=x", "documents/rules", "documents/nosuch", "documents/nosuch/original", "compare",
        "compare?a=x&b=evil&topic=x", "embed/setup",
    ],
)  # fmt: skip
@pytest.mark.parametrize("at", ["https://host/", "https://host/below/"])
def test_every_page_finds_the_chat_page_wherever_it_is_served(client, at, path):
    (base,) = re.findall('<base href="(.*?)">', client.get(f"/{path}").text)
    assert urljoin(at + path, base) == at


def test_static_files_are_served_and_nothing_beside_them(client):
    assert client.get("/ui/theme.css").headers["content-type"].startswith("text/css")
    assert client.get("/ui/..%2fserver.py").status_code == 404


@pytest.mark.parametrize("path", ["/widget.js", "/ui/chat.js", "/ui/theme.css"])
def test_a_browser_asks_whether_its_scripts_are_still_the_newest(client, path):
    response = client.get(path)
    unchanged = client.get(path, headers={"if-none-match": response.headers["etag"]})
    assert [response.headers["cache-control"], unchanged.headers["cache-control"]] == ["no-cache"] * 2
    assert (response.status_code, unchanged.status_code, unchanged.content) == (200, 304, b"")
    assert client.get(path, headers={"if-none-match": '"older"'}).content == response.content != b""


def test_nothing_can_be_uploaded(client):
    response = client.post("/gradio_api/upload", files={"files": ("a.txt", b"some text")})
    assert response.status_code >= 400


def test_a_taken_port_is_one_clear_line():
    with socket.create_server(("127.0.0.1", 0)) as taken, pytest.raises(SettingsError, match="Cannot listen on"):
        listen("127.0.0.1", taken.getsockname()[1])


@pytest.mark.parametrize("host", ["a..b", "条..b"])
def test_a_host_that_cannot_be_one_is_one_clear_line(host, capsys):
    assert main(["--host", host]) == 2
    said = capsys.readouterr().err
    assert said.startswith(f"Cannot listen on {host}:7860 (") and said.count("\n") == 1


@pytest.mark.parametrize(
    ("host", "shown"), [("::1", "[::1]:7860"), ("127.0.0.1", "127.0.0.1:7860"), ("localhost", "localhost:7860")]
)
def test_an_address_that_is_shown_can_be_opened(host, shown):
    assert authority(host, 7860) == shown
    assert urlsplit(f"http://{shown}").hostname == host


@pytest.mark.parametrize("port", ["0", "99999"])
def test_an_unusable_port_is_refused(port, capsys):
    assert main(["--port", port]) == 2
    assert capsys.readouterr().err.startswith("Setting TIAOWEN_PORT")


def test_a_missing_index_is_one_clear_line_and_status_2(tmp_path):
    free = socket.create_server(("127.0.0.1", 0))
    port = str(free.getsockname()[1])
    free.close()
    command = [sys.executable, str(ROOT / "app.py"), "--index", str(tmp_path / "none"), "--port", port]
    environment = {**os.environ, "PYTHONIOENCODING": "utf-8"}
    ended = subprocess.run(command, capture_output=True, encoding="utf-8", env=environment, timeout=120)
    assert ended.returncode == 2
    lines = ended.stderr.strip().splitlines()
    assert len(lines) == 1 and "python -m index build" in lines[0]


@pytest.mark.parametrize(
    ("argv", "named"), [([], False), (["--port", "1"], False), (["--index", "x"], True), (["--index=x"], True)]
)
def test_an_index_that_the_command_line_names_must_be_there(argv, named):
    assert names_an_index(argv) is named


def test_no_option_is_taken_by_half_its_name(monkeypatch, capsys):
    monkeypatch.setattr("qa.web.server.serve", lambda *asked, **how: 0)
    with pytest.raises(SystemExit) as ended:
        main(["--ind", "x"])
    assert ended.value.code == 2
    assert capsys.readouterr().err.startswith("unrecognized arguments: --ind x")


def test_without_an_index_one_is_built_first(tmp_path, monkeypatch, capsys):
    settings = load_settings(index_dir=tmp_path)
    built = []

    def load(asked):
        if not built:
            raise IndexMissing("No index")
        return asked

    monkeypatch.setattr("qa.engine.Tiaowen.load", load)
    monkeypatch.setattr("index.build.build", lambda asked, progress: built.append(asked))
    with pytest.raises(IndexMissing):
        load_engine(settings, build_missing=False)
    assert built == []
    assert load_engine(settings, build_missing=True) is settings
    assert built == [settings]
    assert capsys.readouterr().err == "No index. Doing so now\n"


def test_a_server_that_nobody_can_ask_says_so(tmp_path, capsys):
    settings = load_settings(data_dir=tmp_path, require_api_key=True)
    warn_without_keys(settings)
    assert capsys.readouterr().err == "No API key opens the API yet. Run: python -m qa.web.keys add NAME\n"
    Keys(Database(tmp_path)).add("portal", ("ask",), "5/minute")
    warn_without_keys(settings)
    warn_without_keys(load_settings(data_dir=tmp_path / "none"))
    assert capsys.readouterr().err == ""
    assert not (tmp_path / "none").exists()
