"""The web application over the fake engine."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from fastapi.testclient import TestClient

from qa.settings import Settings
from qa.web.server import create_app
from tests.web.fakes import FakeEngine

PORTAL = "https://portal.example"


@pytest.fixture(scope="session")
def engine() -> FakeEngine:
    return FakeEngine()


@pytest.fixture(scope="session")
def client(engine: FakeEngine) -> Iterator[TestClient]:
    app = create_app(engine, Settings(embed_origins=PORTAL))
    with TestClient(app, raise_server_exceptions=False) as client:
        yield client
