"""Keys, scopes and rates: what opens what, and how often."""

from __future__ import annotations

import json
import urllib.error
import urllib.request

import pytest
from fastapi.testclient import TestClient
from starlette.responses import PlainTextResponse

from qa.web.gate import address_of, scope_wanted
from qa.web.server import create_app
from qa.web.store.database import Database
from qa.web.store.keys import Keys
from tests.web.conftest import open_settings
from tests.web.fakes import FakeEngine
from tests.web.mcp_client import call
from tests.web.serving import serving
from tests.web.test_tokens import SECRET, signed

ASK = {"question": "谁列席？"}
CHAT = {"messages": [{"role": "user", "content": "谁列席？"}]}
OPINION = {"verdict": "up", "question": "谁列席？"}
# every guarded request, and the scope that opens it
GUARDED = [
    ("POST", "/api/v1/ask", ASK, "ask"),
    ("POST", "/v1/chat/completions", CHAT, "ask"),
    ("POST", "/gradio_api/mcp/", {}, "ask"),
    ("POST", "/gradio_api/run/ask", {"data": ["谁列席？", None, None, None]}, "ask"),
    ("GET", "/api/v1/documents", None, "read"),
    ("GET", "/api/v1/articles/rules:1", None, "read"),
    ("GET", "/api/v1/suggestions", None, "read"),
    ("GET", "/v1/models", None, "read"),
    ("POST", "/api/v1/feedback", OPINION, "feedback"),
    ("GET", "/metrics", None, "metrics"),
]
OPEN = ["/", "/embed", "/documents", "/healthz", "/readyz", "/openapi.json", "/widget.js"]


def client_of(tmp_path, **settings) -> TestClient:
    app = create_app(FakeEngine(), open_settings(tmp_path, **settings))
    return TestClient(app, raise_server_exceptions=False)


def bearer(key: str) -> dict[str, str]:
    return {"authorization": f"Bearer {key}"}


def said(response) -> str:
    """The line of an error, in either shape."""
    body = response.json()
    return body["detail"] if "detail" in body else body["error"]["message"]


@pytest.mark.parametrize(("method", "path", "body", "scope"), GUARDED)
def test_where_a_key_is_required_only_one_with_the_scope_opens(tmp_path, method, path, body, scope):
    client, keys = client_of(tmp_path, require_api_key=True), Keys(Database(tmp_path))
    right = keys.add("right", (scope,), "9/minute")
    wrong = keys.add("wrong", tuple({"ask", "read", "feedback", "metrics"} - {scope}), "9/minute")
    without = client.request(method, path, json=body)
    assert (without.status_code, without.headers["www-authenticate"]) == (401, "Bearer")
    assert said(without).startswith("An API key is needed")
    refused = client.request(method, path, json=body, headers=bearer(wrong))
    assert refused.status_code == 403
    assert f"has no scope '{scope}'" in said(refused)
    assert client.request(method, path, json=body, headers=bearer(right)).status_code not in (401, 403)
    assert client.request(method, path, json=body, headers={"x-api-key": right}).status_code not in (401, 403)
    keys.revoke("right")
    revoked = client.request(method, path, json=body, headers=bearer(right))
    assert (revoked.status_code, said(revoked)) == (401, "The API key is unknown or revoked")


def test_the_pages_stay_open_where_a_key_is_required(tmp_path):
    client = client_of(tmp_path, require_api_key=True)
    assert [client.get(path).status_code for path in OPEN] == [200] * len(OPEN)


def test_the_chat_pages_own_script_may_give_feedback_without_a_key(tmp_path):
    client = client_of(tmp_path, require_api_key=True)
    ours = {"origin": "http://testserver"}
    assert client.post("/api/v1/feedback", json=OPINION, headers=ours).status_code == 201
    assert client.get("/api/v1/suggestions", headers={"referer": "http://testserver/"}).status_code == 200
    assert client.post("/api/v1/feedback", json=OPINION, headers={"origin": "http://evil"}).status_code == 401
    assert client.post("/api/v1/ask", json=ASK, headers=ours).status_code == 401


JOIN = {"data": ["谁列席？", None], "fn_index": 0, "session_hash": "s1"}
EMPTY = {"title": "", "turns": [], "first": 0}
PAGES_OWN = [("/gradio_api/queue/join", JOIN), ("/chat/turns", EMPTY)]  # what the chat page's own script sends
OURS = [
    {"origin": "http://testserver"},
    {"origin": "http://testserver", "sec-fetch-site": "same-origin"},
    {"origin": "https://host.example", "x-forwarded-host": "host.example"},
]
OTHERS = [
    {"origin": "http://evil.example"},
    {"origin": "null"},
    {"origin": "http://testserver", "sec-fetch-site": "cross-site"},
    {"sec-fetch-site": "same-site"},
    {"origin": "http://["},
]


def status(client, path, body, headers=None) -> int:
    return client.post(path, json=body, headers=headers or {}).status_code


@pytest.mark.parametrize(("path", "body"), PAGES_OWN)
def test_pages_of_other_sites_ask_nothing_in_our_pages_name(tmp_path, path, body):
    client = client_of(tmp_path)
    assert [status(client, path, body, headers) for headers in OTHERS] == [403] * len(OTHERS)
    assert [status(client, path, body, headers) for headers in [{}, *OURS]] == [200] * (1 + len(OURS))


@pytest.mark.parametrize(("path", "body"), PAGES_OWN)
@pytest.mark.parametrize("setting", [{"require_api_key": True}, {"embed_secret": SECRET}], ids=["key", "token"])
def test_where_a_key_or_a_token_is_asked_for_the_chats_queue_is_no_way_around(tmp_path, path, body, setting):
    client, keys = client_of(tmp_path, **setting), Keys(Database(tmp_path))
    assert status(client, path, body) == 401
    assert [status(client, path, body, headers) for headers in OURS] == [200] * len(OURS)
    assert status(client, path, body, bearer(keys.add("asks", ("ask",), "9/minute"))) == 200
    assert status(client, path, body, bearer(keys.add("reads", ("read",), "9/minute"))) == 401


@pytest.mark.parametrize(("path", "body"), PAGES_OWN)
def test_where_the_chat_page_is_closed_only_a_key_or_a_token_asks(tmp_path, path, body):
    client, keys = client_of(tmp_path, chat_page=False, embed_secret=SECRET), Keys(Database(tmp_path))
    assert [status(client, path, body, headers) for headers in [{}, *OURS]] == [401] * (1 + len(OURS))
    assert status(client, path, body, bearer(keys.add("asks", ("ask",), "9/minute"))) == 200
    assert status(client, f"/embed{path}", body, {"x-tiaowen-token": signed()}) == 200
    assert status(client, f"/embed{path}", body) == 401
    closed = client.get("/", follow_redirects=False)
    assert (closed.status_code, closed.headers["location"]) == (303, "documents")
    assert client.get("/embed").status_code == client.get("/documents").status_code == 200


@pytest.mark.parametrize("secret", ["", SECRET], ids=["no-secret", "secret"])
@pytest.mark.parametrize(("method", "path", "body"), [row[:3] for row in GUARDED if row[3] == "ask"])
def test_where_the_chat_page_is_closed_the_api_asks_for_a_key_too(tmp_path, method, path, body, secret):
    client, keys = client_of(tmp_path, chat_page=False, embed_secret=secret), Keys(Database(tmp_path))
    for headers in ({}, bearer("none"), {"x-tiaowen-token": signed()}, *OURS):
        refused = client.request(method, path, json=body, headers=headers)
        assert (refused.status_code, refused.headers["www-authenticate"]) == (401, "Bearer")
        assert said(refused).startswith("An API key is needed")
    right = bearer(keys.add("asks", ("ask",), "9/minute"))
    assert client.request(method, path, json=body, headers=right).status_code not in (401, 403)


def test_where_the_chat_page_is_closed_embedded_readers_still_see_suggestions_and_give_feedback(tmp_path):
    client = client_of(tmp_path, chat_page=False, embed_secret=SECRET)
    assert client.get("/api/v1/suggestions").status_code == 200
    assert client.post("/api/v1/feedback", json=OPINION, headers=OURS[0]).status_code == 201


def test_closed_to_all_without_a_secret_the_embedded_page_asks_nothing_either(tmp_path):
    client = client_of(tmp_path, chat_page=False)
    assert status(client, "/embed/gradio_api/queue/join", JOIN, OURS[0]) == 401


@pytest.mark.parametrize(
    ("method", "path"),
    [
        ("POST", "/chat/turns"), ("POST", "/chat/follow-ups"), ("POST", "/chat/export.docx"),
        ("POST", "/embed/chat/turns"), ("POST", "/embed/gradio_api/queue/join"), ("POST", "/gradio_api/upload"),
        ("GET", "/documents?q=x"), ("GET", "/documents/rules"), ("GET", "/compare?a=rules&b=evil&topic=x"),
    ],
)  # fmt: skip
def test_whatever_makes_work_counts_against_the_address(tmp_path, method, path):
    client = client_of(tmp_path, rate_limit="2/minute")
    statuses = [client.request(method, path, json={} if method == "POST" else None).status_code for _ in range(3)]
    assert (statuses[0] == 429, statuses[2]) == (False, 429)


def test_where_no_key_is_required_any_word_may_be_presented_but_no_bad_key(tmp_path):
    client = client_of(tmp_path)
    assert client.post("/api/v1/ask", json=ASK).status_code == 200
    assert client.post("/api/v1/ask", json=ASK, headers=bearer("none")).status_code == 200
    assert client.post("/api/v1/ask", json=ASK, headers=bearer("tw_00000000_" + "x" * 43)).status_code == 401
    narrow = Keys(Database(tmp_path)).add("narrow", ("read",), "9/minute")
    assert client.post("/api/v1/ask", json=ASK, headers=bearer(narrow)).status_code == 403


def test_without_keys_nothing_is_kept(tmp_path):
    client_of(tmp_path / "data").post("/api/v1/ask", json=ASK, headers=bearer("none"))
    assert not (tmp_path / "data").exists()


def test_an_address_that_asks_too_often_is_told_when_to_come_back(tmp_path):
    client = client_of(tmp_path, rate_limit="2/minute")
    assert [client.post("/api/v1/ask", json=ASK).status_code for _ in range(3)] == [200, 200, 429]
    refused = client.get("/api/v1/documents")
    assert refused.status_code == 429
    assert 1 <= int(refused.headers["retry-after"]) <= 60
    assert said(refused).startswith("Too many requests: 2 per 1 minute.")
    assert client.get("/healthz").status_code == 200
    assert client.get("/").status_code == 200
    assert client.post("/gradio_api/queue/join", json={}).status_code == 429  # the chat's questions count too


def test_each_key_has_a_rate_of_its_own(tmp_path):
    client, keys = client_of(tmp_path, rate_limit="1/minute"), Keys(Database(tmp_path))
    quick, slow = keys.add("quick", ("ask",), "3/minute"), keys.add("slow", ("ask",), "1/minute")

    def asked(times, headers):
        return [client.post("/api/v1/ask", json=ASK, headers=headers).status_code for _ in range(times)]

    assert asked(4, bearer(quick)) == [200, 200, 200, 429]
    assert asked(2, bearer(slow)) == [200, 429]
    assert asked(2, {}) == [200, 429]


def test_bad_keys_count_against_the_address(tmp_path):
    client = client_of(tmp_path, rate_limit="2/minute")
    guesses = [client.get("/v1/models", headers=bearer(f"tw_0000000{i}_" + "x" * 43)).status_code for i in range(3)]
    assert guesses == [401, 401, 429]


def test_mcp_takes_the_key_from_its_client(tmp_path):
    keys = Keys(Database(tmp_path))
    with serving(create_app(FakeEngine(), open_settings(tmp_path, require_api_key=True))) as address:
        with pytest.raises(urllib.error.HTTPError, match="401"):
            urllib.request.urlopen(urllib.request.Request(f"{address}/gradio_api/mcp/", data=b"{}"), timeout=60)
        (content,) = call(
            address, "ask", bearer(keys.add("helper", ("ask",), "99/minute")), question="谁列席？"
        ).content
    assert json.loads(content.text)["status"] == "answered"


@pytest.mark.parametrize(
    ("client", "counted"),
    [
        (("10.1.2.3", 5), "10.1.2.3"),
        (("2001:db8:1:2:3:4:5:6", 5), "2001:db8:1:2::/64"),
        (("::ffff:10.0.0.7", 5), "10.0.0.7"),
        (("testclient", 5), "testclient"),
        (None, "unknown"),
    ],
)
def test_whom_a_rate_counts(client, counted):
    assert address_of({"client": client}) == counted


def test_every_documented_route_but_health_is_guarded(client):
    paths = client.get("/openapi.json").json()["paths"]
    assert [path for path in paths if scope_wanted(path) is None] == ["/healthz", "/readyz"]


@pytest.mark.parametrize("method", ["GET", "HEAD"])
@pytest.mark.parametrize(
    "path",
    [
        "/gradio_api/file=https://evil.example/x.svg", "/gradio_api/file=http://evil.example/x.svg",
        "/gradio_api/%66ile%3Dhttps%3A%2F%2Fevil.example%2Fx.svg", "/gradio_api/file=HTTPS://evil.example/x.svg",
        "/gradio_api/file/https://evil.example/x.svg", "/gradio_api/proxy=https://evil.hf.space/x.svg",
        "/gradio_api/file=/etc/hostname", "/embed/gradio_api/file=https://evil.example/x.svg",
        "//gradio_api/file=https://evil.example/x.svg", "/gradio_api//file=https://evil.example/x.svg",
    ],
)  # fmt: skip
def test_nothing_is_fetched_from_elsewhere_and_passed_on_as_ours(tmp_path, monkeypatch, method, path):
    fetched = []

    async def fetch(url, request):
        fetched.append(url)
        return PlainTextResponse("theirs")

    monkeypatch.setattr("gradio.routes.secure_url_stream_response", fetch)
    assert client_of(tmp_path).request(method, f"http://testserver{path}").status_code == 404
    assert fetched == []
