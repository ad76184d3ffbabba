"""Who may ask, and how often, before anything is answered: API keys with scopes, tokens of embedding pages, our own
pages; rate limits by key or address."""

from __future__ import annotations

import ipaddress
import math
import re
import time
from dataclasses import dataclass
from urllib.parse import urlsplit

from limits import parse_many
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.types import ASGIApp, Receive, Scope, Send

from qa.web.errors import problem
from qa.web.store.keys import Key, Keys, is_ours
from qa.web.store.keys import Scope as KeyScope
from qa.web.tools import TOOLS

# The first that matches says what opens a path; the chat page and the documents are for everyone who reaches them.
GUARDED: tuple[tuple[re.Pattern[str], KeyScope], ...] = (
    (re.compile(r"/api/v1/feedback"), "feedback"),
    (re.compile(r"/api/v1/ask"), "ask"),
    (re.compile(r"/api(?:/|$)"), "read"),
    (re.compile(r"/v1/models"), "read"),
    (re.compile(r"/v1(?:/|$)"), "ask"),
    (re.compile(r"/gradio_api/mcp"), "ask"),
    (re.compile(rf"/gradio_api/(?:run|api|call)/(?:{'|'.join(TOOLS)})(?:/|$)"), "ask"),
    (re.compile(r"/metrics"), "metrics"),
)
CLOSING = re.compile(r"/gradio_api/run/predict$")  # ends or stops a turn whose question was counted
ASKED_BY_OUR_PAGES = re.compile(r"/(?:gradio_api|chat)/")  # with POST: the chat's questions, and what goes with them
SEARCHED = re.compile(r"/(?:documents|compare)(?:/|$)")  # pages that may ask the engine too
# Gradio sends files from there, and fetches any address of the web to pass it on as ours: nothing here needs either.
RELAYING = re.compile(r"/gradio_api/(?:file|proxy)[=/]")
OUR_PAGES_TOO = ("/api/v1/feedback", "/api/v1/suggestions")  # the chat page's own script asks for these
SECRET_HEADER = "x-api-key"
IPV6_NETWORK = 64  # what one customer is given: RFC 6177


@dataclass(frozen=True, slots=True)
class Refusal:
    """Why a request is not let in."""

    status: int
    line: str
    headers: dict[str, str]


class Gate:
    """ASGI middleware: 401, 403, 404 or 429 with one clear line, or the request goes on.

    `open_page`: whoever reaches the chat page may ask there; where it is closed, the API's questions need a key too.
    `token_asked`: questions of embedded pages need a token.
    """

    def __init__(
        self,
        app: ASGIApp,
        keys: Keys,
        rate_limit: str,
        require_key: bool = False,
        open_page: bool = True,
        token_asked: bool = False,
    ) -> None:
        self.app, self.keys, self.require_key, self.open_page = app, keys, require_key, open_page
        self._guarded = require_key or token_asked
        self._limiter = MovingWindowRateLimiter(MemoryStorage())
        self._rate_limit = rate_limit

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and (refusal := await self._refusal(scope)):
            await problem(scope["path"], refusal.status, refusal.line, refusal.headers)(scope, receive, send)
            return
        await self.app(scope, receive, send)

    async def _refusal(self, scope: Scope) -> Refusal | None:
        if RELAYING.match(scope["path"]):
            return Refusal(404, "There is nothing at this address", {})
        wanted = scope_wanted(scope["path"])
        if wanted is None and not makes_work(scope):
            return None
        headers = Headers(scope=scope)
        presented = presented_key(headers)
        key = await run_in_threadpool(self.keys.find, presented) if is_ours(presented) else None
        who, rates = (key.id, key.rate) if key else (address_of(scope), self._rate_limit)
        often = None if CLOSING.match(scope["path"]) else self._too_often(who, rates)
        if often or wanted is not None:
            return often or self._unopened(scope["path"], headers, wanted, presented, key)
        return self._not_for(scope, headers, key) if scope["method"] == "POST" else None

    def _not_for(self, scope: Scope, headers: Headers, key: Key | None) -> Refusal | None:
        """403 for a page of another site; 401 unless a key, a token or our own page opens what our pages ask for."""
        if from_another_site(headers):
            return Refusal(403, "Pages of other sites do not ask here: embed /embed, or call /api/v1", {})
        known = scope.get("state", {}).get("visitor") or (key is not None and "ask" in key.scopes)
        if known or (self.open_page and (not self._guarded or from_our_page(headers))):
            return None
        return Refusal(401, "A key or a token is needed to ask here 提问需要密钥或凭证", {"WWW-Authenticate": "Bearer"})

    def _unopened(
        self, path: str, headers: Headers, wanted: KeyScope, presented: str, key: Key | None
    ) -> Refusal | None:
        """401 or 403, unless the key opens this, or nothing needs to."""
        challenge = {"WWW-Authenticate": "Bearer"}
        if key is not None:
            line = f"The key {key.name!r} has no scope {wanted!r}. Make one that has: python -m qa.web.keys add"
            return None if wanted in key.scopes else Refusal(403, line, {})
        if is_ours(presented):
            return Refusal(401, "The API key is unknown or revoked", challenge)
        needed = self.require_key or (wanted == "ask" and not self.open_page)
        if not needed or (path in OUR_PAGES_TOO and from_our_page(headers)):
            return None
        return Refusal(401, "An API key is needed: send it as `Authorization: Bearer …`", challenge)

    def _too_often(self, who: str, rates: str) -> Refusal | None:
        for rate in parse_many(rates):
            if not self._limiter.hit(rate, who):
                wait_s = max(1, math.ceil(self._limiter.get_window_stats(rate, who).reset_time - time.time()))
                line = f"Too many requests: {rate}. Ask again in {wait_s} s. 请求过于频繁，请在 {wait_s} 秒后再试。"
                return Refusal(429, line, {"Retry-After": str(wait_s)})
        return None


def scope_wanted(path: str) -> KeyScope | None:
    """The scope that opens a path; None where everyone may go."""
    return next((scope for pattern, scope in GUARDED if pattern.match(path)), None)


def makes_work(scope: Scope) -> bool:
    """Whether a request without a scope of its own is more than a file to send: a question, a search, an export."""
    pattern = ASKED_BY_OUR_PAGES if scope["method"] == "POST" else SEARCHED
    return bool(pattern.match(scope["path"]))


def presented_key(headers: Headers) -> str:
    """The key that a request carries, or ""."""
    kind, _, credentials = headers.get("authorization", "").partition(" ")
    return credentials.strip() if kind.lower() == "bearer" else headers.get(SECRET_HEADER, "").strip()


def from_our_page(headers: Headers) -> bool:
    """Whether a browser says that a page of ours asks. Other programs can say so too: what this opens is small."""
    said = headers.get("origin") or headers.get("referer") or ""
    try:
        host = urlsplit(said).netloc
    except ValueError:  # no address at all
        return False
    return bool(host) and host in (headers.get("host"), headers.get("x-forwarded-host"))


def from_another_site(headers: Headers) -> bool:
    """Whether a browser says that a page of another origin asks."""
    if site := headers.get("sec-fetch-site"):
        return site not in ("same-origin", "none")
    return "origin" in headers and not from_our_page(headers)


def address_of(scope: Scope) -> str:
    """Whom to count: the client's address, a whole network of an IPv6 one, IPv4 written as IPv6 by itself."""
    host = (scope.get("client") or ("unknown", 0))[0]
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return host
    mapped = address.ipv4_mapped if isinstance(address, ipaddress.IPv6Address) else None
    if mapped or address.version == 4:
        return str(mapped or address)
    return str(ipaddress.ip_network((address, IPV6_NETWORK), strict=False))
