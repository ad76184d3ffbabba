"""The real application in a process of its own, over the real index, driven by headless Chromium."""

from __future__ import annotations

import contextlib
import http.server
import os
import re
import shutil
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

from tests.e2e.browser import CHROMIUM, FLAGS, open_page

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "tests" / "artifacts"
START_S = 90
TEST_S = 600
SAMPLE_ADDRESS = "http://127.0.0.1:7860"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything in this folder drives a browser, and the first test also waits for an index to be built."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
            item.add_marker(pytest.mark.timeout(TEST_S))


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item: pytest.Item):
    """A failing test leaves a picture of every page it had open under tests/artifacts/."""
    report = (yield).get_result()
    if report.when != "call" or not report.failed:
        return
    pages = [value for value in item.funcargs.values() if isinstance(value, Page)]
    ARTIFACTS.mkdir(exist_ok=True)
    for i, page in enumerate(pages):
        name = re.sub(r"[^\w.-]+", "-", item.name)
        with contextlib.suppress(Exception):  # a page that crashed has no picture, and the test has failed anyway
            page.screenshot(path=ARTIFACTS / f"{name}-{i}.png")


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    if not Path(CHROMIUM).exists():
        line = f"no Chromium at {CHROMIUM}: install it (apt-get install chromium) or set CHROMIUM to its path"
        pytest.fail(line) if os.environ.get("CI") else pytest.skip(line)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=FLAGS)
        yield browser
        browser.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """A page as a Chinese reader on a laptop opens it."""
    context = browser.new_context(locale="zh-CN", viewport={"width": 1280, "height": 800})
    yield context.new_page()
    context.close()


def build_index(index: Path, corpus: Path) -> None:
    """`python -m index build`, for these tests alone."""
    command = [sys.executable, "-m", "index", "build", "--index", str(index), "--corpus", str(corpus)]
    built = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=600)
    assert built.returncode == 0, built.stderr


@pytest.fixture(scope="session")
def index_dir(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An index over corpus/, brought up to date from a copy of the repository's own where there is one."""
    folder = tmp_path_factory.mktemp("e2e") / "index"
    if (ROOT / ".index").exists():
        shutil.copytree(ROOT / ".index", folder)
    build_index(folder, ROOT / "corpus")
    return folder


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as probe:
        return probe.getsockname()[1]


@pytest.fixture(scope="session")
def portal() -> Iterator[str]:
    """The origin of a portal on `localhost`, another host name than the application's."""
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), _Portal) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://localhost:{server.server_port}"
        server.shutdown()


class _Portal(http.server.BaseHTTPRequestHandler):
    """`/loose?ADDRESS` is the sample host page with the widget of the application at ADDRESS; `/strict?ADDRESS`
    is the same under the strictest policy that leaves room for it."""

    def do_GET(self) -> None:
        path, _, application = self.path.partition("?")
        html = (ROOT / "docs" / "widget-host.html").read_text(encoding="utf-8")
        self.send_response(200)
        self.send_header("Content-Type", "text/html; charset=utf-8")
        if path == "/strict":
            policy = f"default-src 'none'; script-src {application}; frame-src {application}"
            self.send_header("Content-Security-Policy", policy)
        self.end_headers()
        self.wfile.write(html.replace(SAMPLE_ADDRESS, application).encode())

    def log_message(self, *args: object) -> None:
        """Nothing on the console."""


@contextlib.contextmanager
def application(index: Path, embed_origins: str, corpus: Path = ROOT / "corpus") -> Iterator[str]:
    """`python app.py` on a free port until the end of the block; yields its address."""
    port = free_port()
    command = [sys.executable, "app.py", "--port", str(port), "--index", str(index), "--corpus", str(corpus)]
    environment = {**os.environ, "TIAOWEN_EMBED_ORIGINS": embed_origins}
    with subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) as process:
        try:
            address = f"http://127.0.0.1:{port}"
            _wait_until_ready(address, process)
            yield address
        finally:
            process.terminate()


def _wait_until_ready(address: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + START_S
    while time.monotonic() < end and process.poll() is None:
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{address}/readyz", timeout=START_S):
            return
        time.sleep(0.2)
    pytest.fail(f"the application did not start within {START_S} s (exit status {process.poll()})")


@pytest.fixture(scope="session")
def address(index_dir: Path, portal: str) -> Iterator[str]:
    """The application, framed by nobody but the portal."""
    with application(index_dir, portal) as address:
        yield address


@pytest.fixture
def chat(page: Page, address: str) -> Page:
    """The application's chat page, ready to be asked."""
    open_page(page, address)
    return page
