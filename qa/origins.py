"""Origins as browsers write them: who may frame the widget's page, ask the API and be talked to."""

from __future__ import annotations

import re

FORM = "http(s)://host or http(s)://host:port"
SHAPE = re.compile(r"(https?)://([^\s/?#@:\[\]\\]+)(?::([0-9]{1,5}))?", re.IGNORECASE)
LABEL = re.compile(r"[a-z0-9_](?:[a-z0-9_-]{0,61}[a-z0-9_])?")
DEFAULT_PORTS = {"http": 80, "https": 443}
MAX_PORT = 65535


def parse_origins(text: str) -> tuple[str, ...]:
    """The origins in `text`, separated by spaces or commas, each once and as a browser's `event.origin` has it.

    Raises ValueError naming the first that is none: wildcards, paths, names and passwords are refused.
    """
    return tuple(dict.fromkeys(parse_origin(word) for word in text.replace(",", " ").split()))


def parse_origin(text: str) -> str:
    """One origin: lower case, the host in ASCII, no default port. Raises ValueError."""
    shape = SHAPE.fullmatch(text)
    if shape is None:
        raise ValueError(f"{text!r} is no origin{_hint(text)}; write {FORM}")
    scheme, host = shape[1].lower(), _ascii_host(shape[2], text)
    if shape[3] is None or int(shape[3]) == DEFAULT_PORTS[scheme]:
        return f"{scheme}://{host}"
    if not 0 < int(shape[3]) <= MAX_PORT:
        raise ValueError(f"{text!r} is no origin: ports go from 1 to {MAX_PORT}")
    return f"{scheme}://{host}:{int(shape[3])}"


def _ascii_host(host: str, text: str) -> str:
    """`host` as it stands in a Content-Security-Policy: 政务.example becomes xn--…"""
    try:
        written = host.encode("idna").decode() if not host.isascii() else host
    except UnicodeError:
        written = ""
    if not all(LABEL.fullmatch(label) for label in written.lower().split(".")):
        raise ValueError(f"{text!r} is no origin{_hint(text) or f': {host!r} is no host name'}; write {FORM}")
    return written.lower()


def _hint(text: str) -> str:
    """What a person probably meant to write."""
    if "[" in text:
        return ": an IPv6 address cannot stand in a Content-Security-Policy, give the host a name"
    if "*" in text:
        return ": name every host, wildcards are not taken"
    shape = SHAPE.match(text)
    return f": leave out what follows {shape[0]!r}" if shape and text[shape.end() :][:1] in ("/", "?", "#") else ""
