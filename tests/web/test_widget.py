"""The widget's script: small, self-contained, lazy; and the sample host page."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOST_PAGE = ROOT / "docs" / "widget-host.html"
MAX_WIDGET_BYTES = 10_000


def test_the_script_is_small_and_is_javascript(client):
    response = client.get("/widget.js")
    assert response.headers["content-type"].startswith("text/javascript")
    assert 0 < len(response.content) < MAX_WIDGET_BYTES


def test_the_script_needs_nothing_else(client):
    source = client.get("/widget.js").text
    assert not re.search(r"\b(import|require|eval|innerHTML|document\.write)\b", source)
    addresses = set(re.findall(r"https?://[\w./-]+", source))
    assert addresses <= {"https://host/widget.js", "http://www.w3.org/2000/svg"}


def test_the_sample_host_page_is_one_script_line():
    html = HOST_PAGE.read_text(encoding="utf-8")
    assert re.findall(r"<script[^>]*>", html) == [
        '<script src="http://127.0.0.1:7860/widget.js" data-title="文件问答" data-lang="zh" defer>'
    ]
