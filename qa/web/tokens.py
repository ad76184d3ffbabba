"""Short-lived tokens by which a page that embeds Tiaowen says who is reading: HS256 (RFC 7515, 7519), one secret."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import jwt

from index.errors import TiaowenError

ALGORITHM = "HS256"  # fixed: what a token's own header asks for is never followed
AUDIENCE = "tiaowen-embed"
REQUIRED = ["sub", "aud", "iat", "exp"]
MAX_LIFETIME_S = 3600
LEEWAY_S = 10  # clocks of two servers
MAX_CHARS = 4096


class TokenRefused(TiaowenError):
    """A token that is missing, expired or not ours."""


@dataclass(frozen=True, slots=True)
class Visitor:
    """Who asks, as the embedding page says."""

    sub: str
    groups: tuple[str, ...] = ()


def verify(token: str, secret: str) -> Visitor:
    """The visitor of a valid token. Raises TokenRefused with one line that never repeats the token."""
    if not token:
        raise TokenRefused("This page sends no token 页面没有提供凭证")
    if len(token) > MAX_CHARS:
        raise TokenRefused(f"The token is longer than {MAX_CHARS} characters 凭证过长")
    return _visitor(_claims(token, secret))


def _claims(token: str, secret: str) -> dict[str, Any]:
    options = {"require": REQUIRED, "strict_aud": True, "enforce_minimum_key_length": True}
    try:
        return jwt.decode(token, secret, [ALGORITHM], options, audience=AUDIENCE, leeway=LEEWAY_S)
    except jwt.ExpiredSignatureError as error:
        raise TokenRefused("The token has expired 凭证已过期") from error
    except (jwt.InvalidTokenError, OverflowError) as error:  # PyJWT lets "exp": Infinity through as the latter
        raise TokenRefused(f"The token is not valid ({type(error).__name__}) 凭证无效") from error


def _visitor(claims: dict[str, Any]) -> Visitor:
    times, groups = (claims["iat"], claims["exp"]), claims.get("groups", [])
    if not all(type(time) in (int, float) for time in times) or times[1] - times[0] > MAX_LIFETIME_S:
        raise TokenRefused(f"The token lives longer than {MAX_LIFETIME_S} s 凭证有效期过长")
    if not isinstance(groups, list) or not all(isinstance(group, str) for group in groups):
        raise TokenRefused("The token's groups are no list of names 凭证中的 groups 应为名称列表")
    return Visitor(claims["sub"], tuple(groups))
