"""Sizes: a body, a history, a filter or a message that is too large is one clear line, in both shapes of error."""

from __future__ import annotations

import pytest

BIG = b'{"question": "' + b"x" * 1_048_576 + b'"}'
JSON = {"content-type": "application/json"}


def pieces():
    """BIG without an announced length."""
    for start in range(0, len(BIG), 65536):
        yield BIG[start : start + 65536]


@pytest.mark.parametrize("content", [BIG, pieces], ids=["announced", "not announced"])
@pytest.mark.parametrize(
    "path",
    [
        "/api/v1/ask",
        "/v1/chat/completions",
        "/api/v1/feedback",
        "/gradio_api/queue/join",
        "/embed/gradio_api/queue/join",
        "/gradio_api/run/predict",
        "/chat/turns",
    ],
)
def test_a_body_that_is_too_large(client, path, content):
    response = client.post(path, content=content() if callable(content) else content, headers=JSON)
    assert response.status_code == 413
    assert "more than 1048576 bytes" in response.text
    assert response.headers["x-content-type-options"] == "nosniff"


def test_a_body_that_just_fits_is_read(client):
    body = b'{"question": "x"' + b" " * (1_048_576 - 17) + b"}"
    assert len(body) == 1_048_576
    assert client.post("/api/v1/ask", content=body, headers=JSON).status_code == 200


@pytest.mark.parametrize(
    ("path", "body", "line"),
    [
        ("ask", {"history": ["y"] * 51}, "history: List should have at most 50 items"),
        ("ask", {"history": ["y" * 2001]}, "history.0: String should have at most 2000 characters"),
        ("ask", {"doc_ids": ["y"] * 101}, "doc_ids: List should have at most 100 items"),
        ("ask", {"regions": ["y" * 201]}, "regions.0: String should have at most 200 characters"),
    ],
)
def test_what_is_too_long(client, path, body, line):
    response = client.post(f"/api/v1/{path}", json={"question": "x", **body})
    assert response.status_code == 422
    assert response.json()["detail"].startswith(line)


@pytest.mark.parametrize(
    "content",
    [b'{"question": "\\ud800"}', b'{"question": "x", "\\ud800": 1}', b'{"question": "x", "history": ["\\udfff"]}'],
)
def test_half_a_character_is_refused_and_not_sent_back(client, content):
    response = client.post("/api/v1/ask", content=content, headers=JSON)
    assert response.status_code == 422
    response.text.encode()


@pytest.mark.parametrize(
    ("method", "path", "status", "allow"),
    [
        ("PUT", "/api/v1/ask", 405, "POST"),
        ("DELETE", "/api/v1/articles/rules:1", 405, "GET"),
        ("GET", "/v1/chat/completions", 405, "POST"),
        ("POST", "/metrics", 405, "GET"),
        ("GET", "/api/v1/nothing", 404, None),
        ("GET", "/v1/nothing", 404, None),
        ("POST", "/api", 404, None),
    ],
)
def test_what_no_route_answers_is_one_clear_line(client, method, path, status, allow):
    response = client.request(method, path)
    assert (response.status_code, response.headers.get("allow")) == (status, allow)
    assert ("error" if path.startswith("/v1") else "detail") in response.json()


@pytest.mark.parametrize(
    ("method", "path", "body", "status"),
    [
        ("POST", "/api/v1/ask", {"question": " "}, 400),
        ("POST", "/api/v1/ask", {"question": "boom"}, 500),
        ("POST", "/api/v1/ask", {}, 422),
        ("POST", "/v1/chat/completions", {"messages": [{"role": "user", "content": "boom"}]}, 500),
        ("GET", "/v1/models/gpt-9", None, 404),
        ("GET", "/api/v1/nothing", None, 404),
        ("PUT", "/api/v1/ask", None, 405),
        ("POST", "/gradio_api/run/predict", {"data": []}, 500),
        ("GET", "/nowhere", None, 404),
    ],
)
def test_every_error_carries_the_headers(client, method, path, body, status):
    response = client.request(method, path, json=body)
    assert response.status_code == status
    assert "frame-ancestors 'self'" in response.headers["content-security-policy"]
    assert "default-src 'self'" in response.headers["content-security-policy"]
    assert response.headers["x-content-type-options"] == "nosniff"
    assert response.headers["referrer-policy"] == "same-origin"
