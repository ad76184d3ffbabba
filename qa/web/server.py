"""The web application put together, and served."""

from __future__ import annotations

import socket
import sys
from collections.abc import Sequence
from contextlib import suppress
from functools import partial
from pathlib import Path

import gradio as gr
import uvicorn
from fastapi import FastAPI
from starlette.middleware.cors import CORSMiddleware

from index.cli import Parser, run
from index.errors import IndexMissing, SettingsError
from qa.settings import Settings, load_settings
from qa.web.api import api_router
from qa.web.bodies import BodyLimit
from qa.web.chat import build_chat, theme
from qa.web.conversation import Engine
from qa.web.conversations import conversations_router
from qa.web.embedding import EmbeddedRequests, Embedding
from qa.web.errors import Unexpected, add_error_handlers
from qa.web.feedback import feedback_router
from qa.web.gate import Gate
from qa.web.metrics import CountRequests, MeasuredEngine, Metrics, metrics_router
from qa.web.openai_api import openai_router
from qa.web.page import OurPage
from qa.web.pages import STATIC, OurFiles, pages_router
from qa.web.security import SecurityHeaders
from qa.web.setup import setup_router
from qa.web.store.database import Database
from qa.web.store.feedback import Feedback
from qa.web.store.keys import Keys
from qa.web.suggested import keep, kept
from qa.web.suggestions import Suggestions
from qa.web.tools import add_tools
from qa.web.unrouted import close_api

SHUTDOWN_S = 2  # open event streams are cut after this


def create_app(engine: Engine, settings: Settings, suggestions: Suggestions | None = None) -> FastAPI:
    """The FastAPI application: API, documents, widget, and the Gradio page at `/` and `/embed`."""
    app = FastAPI(title="Tiaowen 条文", docs_url=None, redoc_url=None)  # Swagger's page loads from a CDN
    database, metrics = Database(settings.data_dir), Metrics(engine)
    measured = MeasuredEngine(engine, metrics)
    add_error_handlers(app)
    app.include_router(api_router(measured, suggestions or Suggestions(engine)))
    app.include_router(feedback_router(engine, Feedback(database), metrics))
    app.include_router(openai_router(measured, settings.answerer))
    app.include_router(metrics_router(metrics))
    embedding = Embedding.of(settings)
    app.include_router(setup_router(engine, embedding))
    app.include_router(pages_router(engine, settings.corpus_dir))
    app.include_router(conversations_router(engine, linked=settings.chat_page))
    app.mount("/ui", OurFiles(directory=STATIC), name="ui")
    close_api(app)
    add_middleware(app, settings, embedding, Keys(database), metrics)
    with build_chat(measured, linked=settings.chat_page) as page:
        add_tools(measured)
    return gr.mount_gradio_app(
        app,
        page,
        path="/",
        theme=theme(),
        footer_links=[],
        run_history=False,
        show_error=False,
        ssr_mode=False,
        pwa=False,
        mcp_server=True,
        max_file_size=1,  # nothing is uploaded here
    )


def add_middleware(app: FastAPI, settings: Settings, embedding: Embedding, keys: Keys, metrics: Metrics) -> None:
    """What every request passes, the innermost first. The gate stands within whatever changes a request's path."""
    app.add_middleware(
        Gate,
        keys=keys,
        rate_limit=settings.rate_limit,
        require_key=settings.require_api_key,
        open_page=settings.chat_page,
        token_asked=bool(embedding.secret),
    )
    app.add_middleware(BodyLimit, max_bytes=settings.max_body_bytes)
    app.add_middleware(OurPage, embedding=embedding, open_page=settings.chat_page)
    app.add_middleware(CORSMiddleware, **embedding.cors())  # ours, and keeps Gradio from allowing every origin
    app.add_middleware(EmbeddedRequests, embedding=embedding)
    app.add_middleware(Unexpected)
    app.add_middleware(CountRequests, metrics=metrics)
    app.add_middleware(SecurityHeaders, frame_ancestors=settings.frame_ancestors)


def main(argv: Sequence[str] | None = None) -> int:
    """Serve until interrupted; 2 and one clear line when that cannot start."""
    return run(lambda: serve(settings_from(argv), build_missing=not names_an_index(argv)))


def settings_from(argv: Sequence[str] | None) -> Settings:
    """Settings with the command line's on top."""
    parser = Parser(prog="app.py", description="条文 Tiaowen: the web application")
    parser.add_argument("--host", help="address to listen on")
    parser.add_argument("--port", type=int, help="port to listen on")
    parser.add_argument("--index", metavar="DIR", help="folder of the index")
    parser.add_argument("--corpus", metavar="DIR", help="folder of the documents")
    options = parser.parse_args(argv)
    return load_settings(host=options.host, port=options.port, index_dir=options.index, corpus_dir=options.corpus)


def names_an_index(argv: Sequence[str] | None) -> bool:
    """Whether the command line says which index to serve: that one must be there."""
    return any(word == "--index" or word.startswith("--index=") for word in (sys.argv[1:] if argv is None else argv))


def serve(settings: Settings, build_missing: bool = False) -> int:
    """Load the engine, then listen until interrupted."""
    listener = listen(settings.host, settings.port)
    with listener:
        warn_without_keys(settings)
        engine = load_engine(settings, build_missing)
        app = create_app(engine, settings, suggestions_of(engine, settings.index_dir))
        config = uvicorn.Config(app, log_level="warning", timeout_graceful_shutdown=SHUTDOWN_S)
        at = authority(*listener.getsockname()[:2])
        with suppress(KeyboardInterrupt):  # how a server is stopped
            Announcing(config, f"http://{at}").run(sockets=[listener])
    return 0


def suggestions_of(engine: Engine, index_dir: Path) -> Suggestions:
    """Those kept when the index was built; of one that was not asked then, found in the background, and kept."""
    found = kept(index_dir, engine.manifest)
    suggestions = Suggestions(engine, found or ())
    if found is None:
        suggestions.start(then=partial(keep, index_dir, engine.manifest))
    return suggestions


def warn_without_keys(settings: Settings) -> None:
    """One line where a key is required and there is none. Raises SettingsError where none can be kept."""
    if settings.require_api_key and not any(key.revoked_at is None for key in Keys(Database(settings.data_dir)).all()):
        print("No API key opens the API yet. Run: python -m qa.web.keys add NAME", file=sys.stderr)


def load_engine(settings: Settings, build_missing: bool) -> Engine:
    """The engine; with `build_missing`, its index is built first where there is none (a Gradio Space runs no make)."""
    from index.build import build  # these bring in the models: only when there is something to serve
    from qa.engine import Tiaowen

    try:
        return Tiaowen.load(settings)
    except IndexMissing as missing:
        if not build_missing:
            raise
        print(f"{missing}. Doing so now", file=sys.stderr)
        build(settings, progress=True)
        return Tiaowen.load(settings)


def listen(host: str, port: int) -> socket.socket:
    """A bound socket. Raises SettingsError when the address is taken or not ours."""
    try:
        return socket.create_server((host, port), family=socket.AF_INET6 if ":" in host else socket.AF_INET)
    except (OSError, TypeError) as error:  # TypeError: of a name that no host can have
        reason = getattr(error, "strerror", None) or error
        raise SettingsError(
            f"Cannot listen on {authority(host, port)} ({reason}). Choose another with --host or --port"
        ) from error


def authority(host: str, port: int) -> str:
    """Host and port as an address has them, IPv6 in brackets: RFC 3986, 3.2.2.

    >>> authority("::1", 7860)
    '[::1]:7860'
    """
    return f"[{host}]:{port}" if ":" in host else f"{host}:{port}"


class Announcing(uvicorn.Server):
    """A server that prints its address once it answers."""

    def __init__(self, config: uvicorn.Config, url: str) -> None:
        super().__init__(config)
        self.url = url

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started:
            print(f"Tiaowen 条文 is ready: {self.url}", flush=True)
