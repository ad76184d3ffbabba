"""The protocol against a real HTTP server on loopback: streaming, retries, time-outs, failures."""

from __future__ import annotations

import json
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from index.errors import AnswererError
from qa.llm_openai import OpenAIChat
from qa.settings import Settings

TALK = [{"role": "user", "content": "谁列席？"}]


class ChatServer(ThreadingHTTPServer):
    """Replies with `pieces`, after failing `failures` times with `failing`, waiting `pause_s` before each piece."""

    daemon_threads = True

    def __init__(self):
        super().__init__(("127.0.0.1", 0), Handler)
        self.pieces, self.failures, self.pause_s = ["主任", "列席。", "[1]"], 0, 0.0
        self.failing = (503, {})  # status, headers
        self.begins = b""  # what the stream begins with
        self.bodies, self.keys, self.hung_up = [], [], threading.Event()

    @property
    def url(self):
        return f"http://127.0.0.1:{self.server_address[1]}/v1"


class Handler(BaseHTTPRequestHandler):
    def do_POST(self):
        body = json.loads(self.rfile.read(int(self.headers["Content-Length"])))
        self.server.bodies.append((self.path, body))
        self.server.keys.append(self.headers["Authorization"])
        if self.server.failures:
            self.server.failures -= 1
            status, headers = self.server.failing
            self.send_response(status)
            for name, value in {"Content-Length": "0", **headers}.items():
                self.send_header(name, value)
            self.end_headers()
            return
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.end_headers()
        self.wfile.write(self.server.begins)
        try:
            for piece in self.server.pieces:
                time.sleep(self.server.pause_s)
                self._event({"choices": [{"index": 0, "delta": {"content": piece}}]})
            self._event({"choices": []})  # usage only, as some servers end
            self.wfile.write(b"data: [DONE]\n\n")
        except OSError:
            self.server.hung_up.set()

    def _event(self, chunk):
        chunk |= {"id": "1", "object": "chat.completion.chunk", "created": 0, "model": "m"}
        self.wfile.write(f"data: {json.dumps(chunk)}\n\n".encode())
        self.wfile.flush()

    def log_message(self, *_):
        pass


@pytest.fixture
def server():
    server = ChatServer()
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield server
    server.shutdown()
    server.server_close()


def chat(url, **options):
    given = {"answerer": "openai", "llm_url": url, "llm_model": "qwen", "llm_timeout_s": 20, **options}
    return OpenAIChat.load(Settings(**given))


def test_a_reply_comes_piece_by_piece(server):
    assert list(chat(server.url, llm_api_key="sk-1", llm_max_tokens=99)(TALK)) == ["主任", "列席。", "[1]"]
    ((path, body),) = server.bodies
    assert path == "/v1/chat/completions"
    assert (body["model"], body["messages"], body["max_tokens"]) == ("qwen", TALK, 99)
    assert (body["temperature"], body["stream"]) == (0, True)
    assert server.keys == ["Bearer sk-1"]


def test_what_may_pass_is_tried_again(server):
    server.failures = 1
    assert "".join(chat(server.url, llm_retries=1)(TALK)) == "主任列席。[1]"
    assert len(server.bodies) == 2


def test_what_does_not_pass_is_one_clear_error(server):
    server.failures = 9
    with pytest.raises(AnswererError, match=rf"^The chat server at {server.url} failed: .*503"):
        list(chat(server.url, llm_retries=0)(TALK))


def test_a_server_that_is_not_there_is_one_clear_error(server):
    with pytest.raises(AnswererError, match="failed: Connection error"):
        list(chat("http://127.0.0.1:9/v1", llm_retries=0)(TALK))


def test_a_stream_that_is_not_the_protocols_is_one_clear_error(server):
    server.begins = b"data: keepalive\n\n"
    with pytest.raises(AnswererError, match=rf"^The chat server at {server.url} failed: "):
        list(chat(server.url)(TALK))


def test_a_chunk_that_brings_nothing_is_passed_over(server):
    server.begins = b'data: {"choices": [{"index": 0, "delta": null}]}\n\n'
    assert "".join(chat(server.url)(TALK)) == "主任列席。[1]"


def test_silence_is_a_time_out(server):
    server.pause_s = 5
    started = time.monotonic()
    with pytest.raises(AnswererError, match=r"took longer than 0\.3 s"):
        list(chat(server.url, llm_timeout_s=0.3, llm_retries=0)(TALK))
    assert time.monotonic() - started < 4


def test_retries_have_no_deadline_of_their_own(server):
    server.pause_s = 5
    started = time.monotonic()
    with pytest.raises(AnswererError, match="took longer than 1 s"):
        list(chat(server.url, llm_timeout_s=1, llm_retries=5)(TALK))
    assert time.monotonic() - started < 2
    assert len(server.bodies) == 1


def test_no_pause_before_a_retry_goes_past_the_deadline(server):
    server.failures, started = 99, time.monotonic()
    with pytest.raises(AnswererError, match=r"failed: .*503"):
        list(chat(server.url, llm_timeout_s=1, llm_retries=10)(TALK))
    assert time.monotonic() - started < 1
    assert len(server.bodies) == 2  # at once, and after 0.5 s; the next pause would end at 1.5 s


def test_what_the_question_itself_made_fail_is_not_asked_again(server):
    server.failures, server.failing = 9, (400, {})
    with pytest.raises(AnswererError, match=r"failed: .*400"):
        list(chat(server.url, llm_retries=5)(TALK))
    assert len(server.bodies) == 1


def test_a_server_that_asks_to_wait_is_waited_for(server):
    server.failures, server.failing, started = 1, (429, {"Retry-After": "1"}), time.monotonic()
    assert "".join(chat(server.url, llm_retries=1)(TALK)) == "主任列席。[1]"
    assert time.monotonic() - started >= 1


def test_the_whole_reply_has_one_deadline(server):
    server.pieces, server.pause_s = ["字"] * 100, 0.1  # never silent for long, never done
    with pytest.raises(AnswererError, match="took longer than 1 s"):
        list(chat(server.url, llm_timeout_s=1, llm_retries=0)(TALK))


def test_who_stops_reading_hangs_up(server):
    server.pieces, server.pause_s = ["字" * 5000] * 200, 0.02
    reply = chat(server.url)(TALK)
    next(reply)
    reply.close()
    assert server.hung_up.wait(10)
