"""`/embed/setup`: for this machine only, whatever a request says of itself."""

from __future__ import annotations

import pytest
from fastapi.testclient import TestClient

from qa.settings import Settings
from qa.web.server import create_app
from qa.web.setup import FORWARDED
from tests.web.conftest import PORTAL
from tests.web.fakes import HOSTILE, FakeEngine
from tests.web.test_tokens import SECRET

APP = create_app(FakeEngine(), Settings(embed_origins=PORTAL, embed_secret=SECRET))


def setup_page(client: str = "127.0.0.1", host: str = "127.0.0.1:7860", **headers: str):
    return TestClient(APP, base_url=f"http://{host}", client=(client, 50_000)).get("/embed/setup", headers=headers)


@pytest.mark.parametrize(
    ("client", "host"),
    [
        ("127.0.0.1", "127.0.0.1:7860"),
        ("::1", "[::1]:7860"),
        ("127.0.0.1", "localhost"),
        ("::ffff:127.0.0.1", "localhost"),
    ],
)
def test_at_this_machine_it_opens(client, host):
    response = setup_page(client, host)
    assert response.status_code == 200
    assert PORTAL in response.text
    assert SECRET not in response.text
    assert HOSTILE not in response.text  # a document's title, escaped
    assert "frame-ancestors 'self'" in response.headers["content-security-policy"]
    assert PORTAL not in response.headers["content-security-policy"]


@pytest.mark.parametrize("client", ["10.0.0.8", "192.168.1.2", "::ffff:10.0.0.8", "2001:db8::1", "testclient", ""])
def test_from_elsewhere_there_is_no_such_page(client):
    assert setup_page(client).status_code == 404


@pytest.mark.parametrize("header", FORWARDED)
@pytest.mark.parametrize("client", ["127.0.0.1", "10.0.0.8"])
def test_what_a_proxy_passed_on_is_from_elsewhere_and_nobody_claims_otherwise(client, header):
    assert setup_page(client, **{header: "127.0.0.1"}).status_code == 404


@pytest.mark.parametrize("host", ["portal.example", "127.0.0.1.portal.example", "localhost.portal.example:7860"])
def test_a_foreign_name_for_this_machine_is_refused(host):
    assert setup_page(host=host).status_code == 404
