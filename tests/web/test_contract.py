"""Schemathesis holds every route to `/openapi.json`: whatever it generates, the answer is a documented one."""

from __future__ import annotations

import subprocess
import sys

import pytest

from qa.web.server import create_app
from tests.web.conftest import open_settings
from tests.web.fakes import FakeEngine
from tests.web.serving import serving

OPTIONS = "--checks all --phases examples,coverage,fuzzing --max-examples 10 --seed 1 --generation-deterministic"
RUN_S = 240  # about 30 on an idle machine of two cores


@pytest.mark.timeout(RUN_S + 30)
def test_schemathesis_finds_nothing(tmp_path):
    with serving(create_app(FakeEngine(), open_settings(tmp_path / "data"))) as address:
        command = [sys.executable, "-m", "schemathesis.cli", "run", f"{address}/openapi.json", *OPTIONS.split()]
        ran = subprocess.run(command, cwd=tmp_path, capture_output=True, encoding="utf-8", timeout=RUN_S)
    assert ran.returncode == 0, ran.stdout[-8000:] + ran.stderr[-2000:]


def test_every_route_is_documented_with_its_errors(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert sorted(paths) == [
        "/api/v1/articles/{article_id}",
        "/api/v1/ask",
        "/api/v1/documents",
        "/api/v1/feedback",
        "/api/v1/suggestions",
        "/healthz",
        "/metrics",
        "/readyz",
        "/v1/chat/completions",
        "/v1/models",
        "/v1/models/{model}",
    ]
    for path, methods in paths.items():
        for described in methods.values():
            if not path.endswith("z"):
                assert {"401", "403", "429", "500"} <= set(described["responses"]), path
            assert all("content" in response for response in described["responses"].values()), path
