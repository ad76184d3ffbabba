"""`/embed/setup`: writes the line that embeds Tiaowen, with a live preview; for whoever sits at this machine."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address
from urllib.parse import urlsplit

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse

from qa.web.conversation import Engine
from qa.web.embedding import Embedding
from qa.web.render import render

# A proxy passed the request on: whoever sent it sits elsewhere, whatever address these headers give.
FORWARDED = tuple("forwarded via x-real-ip x-forwarded-for x-forwarded-host x-forwarded-proto x-client-ip".split())


def setup_router(engine: Engine, embedding: Embedding) -> APIRouter:
    """The route; 404 for everybody who does not sit at this machine."""
    router = APIRouter(default_response_class=HTMLResponse, include_in_schema=False)

    @router.get("/embed/setup")
    def setup(request: Request) -> HTMLResponse:
        if not is_local(request):
            return HTMLResponse(render("missing.html", key="no_such_page"), status_code=404)
        regions = list(dict.fromkeys(document.region for document in engine.documents if document.region))
        page = render("setup.html", documents=engine.documents, regions=regions, embedding=embedding)
        return HTMLResponse(page, headers={"Cache-Control": "no-store"})

    return router


def is_local(request: Request) -> bool:
    """Whether the request came straight from this machine to a name of this machine.

    The name is held against DNS rebinding. A header is enough to refuse and never enough to let in.
    """
    if any(name in request.headers for name in FORWARDED):
        return False
    client = request.client.host if request.client else ""
    return _is_loopback(client) and _is_loopback(_host_of(request.headers.get("host", "")), names=("localhost",))


def _host_of(authority: str) -> str:
    try:
        return urlsplit(f"//{authority}").hostname or ""
    except ValueError:
        return ""


def _is_loopback(host: str, names: tuple[str, ...] = ()) -> bool:
    try:
        address = ip_address(host)
    except ValueError:
        return host in names
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_loopback
