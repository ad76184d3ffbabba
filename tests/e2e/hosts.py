"""Pages of other origins that embed Tiaowen, and the application they embed."""

from __future__ import annotations

import contextlib
import http.server
import threading
from collections.abc import Iterator
from dataclasses import dataclass, field

from qa.settings import Settings
from qa.web.server import create_app
from tests.web.fakes import FakeEngine
from tests.web.serving import serving

PAGE = (
    '<!doctype html><html lang="zh"><meta charset="utf-8"><meta name="viewport" content="width=device-width">'
    "<title>内网</title><h1>内网</h1><input id='box'>{body}"
)


@dataclass
class Host:
    """A web server of its own port: its pages by path, and the policy they are under."""

    port: int
    pages: dict[str, tuple[str, str]] = field(default_factory=dict)
    name: str = "localhost"

    @property
    def origin(self) -> str:
        return f"http://{self.name}:{self.port}"

    def page(self, body: str, policy: str = "", path: str = "/") -> str:
        """The address of a page with `body` under a Content-Security-Policy."""
        self.pages[path] = (PAGE.format(body=body), policy)
        return self.origin + path

    def text(self, text: str, path: str) -> None:
        """What the host answers to its own scripts at `path`."""
        self.pages[path] = (text, "")


@contextlib.contextmanager
def host() -> Iterator[Host]:
    """A host that answers until the end of the block."""

    class Handler(http.server.BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            html, policy = served.pages.get(self.path.partition("?")[0], ("", ""))
            self.send_response(200 if html else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            if policy:
                self.send_header("Content-Security-Policy", policy)
            self.end_headers()
            self.wfile.write(html.encode())

        def log_message(self, *args: object) -> None:
            """Nothing on the console."""

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        served = Host(server.server_port)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield served
        server.shutdown()


def embedded(settings: Settings, engine: FakeEngine) -> contextlib.AbstractContextManager[str]:
    """The address of the application over an engine that a person can predict, until the end of the block."""
    return serving(create_app(engine, settings))
