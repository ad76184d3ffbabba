"""Origins: one form, the one browsers compare; everything else refused with a word on what to write."""

from __future__ import annotations

import pytest

from qa.origins import parse_origin, parse_origins


@pytest.mark.parametrize(
    ("written", "origin"),
    [
        ("https://portal.example", "https://portal.example"),
        ("HTTPS://Portal.Example", "https://portal.example"),
        ("https://portal.example:443", "https://portal.example"),
        ("http://portal.example:80", "http://portal.example"),
        ("http://portal.example:443", "http://portal.example:443"),
        ("http://10.1.2.3:08080", "http://10.1.2.3:8080"),
        ("http://oa_server", "http://oa_server"),
        ("https://政务.example", "https://xn--zfr164b.example"),
    ],
)
def test_an_origin_is_what_a_browser_calls_it(written, origin):
    assert parse_origin(written) == origin
    assert parse_origin(origin) == origin


def test_several_are_separated_by_commas_or_spaces_and_kept_once():
    assert parse_origins("http://a, http://b\nhttp://A:80") == ("http://a", "http://b")
    assert parse_origins(" ,") == ()


@pytest.mark.parametrize(
    ("written", "hint"),
    [
        ("*", "wildcards are not taken"),
        ("https://*.cn", "wildcards are not taken"),
        ("null", "write http"),
        ("portal.example", "write http"),
        ("file:///srv/portal.html", "write http"),
        ("https://", "write http"),
        ("https://a.cn/", "leave out what follows 'https://a.cn'"),
        ("https://a.cn:8443/portal?x=1", "leave out what follows 'https://a.cn:8443'"),
        ("https://name:word@a.cn", "write http"),
        ("http://[::1]:8000", "an IPv6 address cannot stand in a Content-Security-Policy"),
        ("http://a:0", "ports go from 1 to 65535"),
        ("http://a:65536", "ports go from 1 to 65535"),
        ("http://a..b", "is no host name"),
        ("http://-", "is no host name"),
        ("https://a;script-src", "is no host name"),
        ("https://'self'", "is no host name"),
        ("https://a.cn\\@evil", "write http"),
        ("https://" + "政" * 64 + ".cn", "is no host name"),
    ],
)
def test_what_is_none_is_refused_with_what_to_write(written, hint):
    with pytest.raises(ValueError, match="is no origin") as error:
        parse_origin(written)
    assert hint in str(error.value)
    assert "\n" not in str(error.value)
