"""The web application over the fake engine."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from qa.settings import Settings
from qa.web.server import create_app
from tests.web.fakes import FakeEngine

PORTAL = "https://portal.example"


def open_settings(data_dir: Path, **settings: Any) -> Settings:
    """Settings of a server that keeps what it keeps in `data_dir`, and lets the tests ask as often as they like."""
    return Settings(**{"data_dir": data_dir, "rate_limit": "100000/minute", **settings})


@pytest.fixture(scope="session")
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture(scope="session")
def client(engine: FakeEngine, tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    app = create_app(engine, open_settings(tmp_path_factory.mktemp("data"), embed_origins=PORTAL))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
