"""Tokens of embedding pages: what a valid one says, and every way in which one is not valid."""

from __future__ import annotations

import base64
import json
import time

import jwt
import pytest

from qa.web.tokens import AUDIENCE, LEEWAY_S, MAX_CHARS, MAX_LIFETIME_S, TokenRefused, Visitor, verify

SECRET = "a secret of two servers, long enough for any hash that HMAC knows"
OTHER = "another secret of the same length, long enough for any HMAC hash"


def claims(**changes) -> dict[str, object]:
    now = int(time.time())
    values = {"sub": "li.ming", "groups": ["人大办"], "aud": AUDIENCE, "iat": now, "exp": now + 300, **changes}
    return {name: value for name, value in values.items() if value is not None}


def signed(secret: str = SECRET, algorithm: str = "HS256", **changes) -> str:
    return jwt.encode(claims(**changes), secret, algorithm)


def unsigned(header: dict[str, str], signature: str = "") -> str:
    parts = [base64.urlsafe_b64encode(json.dumps(part).encode()).rstrip(b"=").decode() for part in (header, claims())]
    return ".".join([*parts, signature])


def test_a_valid_token_says_who_asks():
    assert verify(signed(), SECRET) == Visitor("li.ming", ("人大办",))
    assert verify(signed(groups=None), SECRET) == Visitor("li.ming", ())


@pytest.mark.parametrize(
    ("token", "reason"),
    [
        pytest.param("", "sends no token", id="none"),
        pytest.param("nonsense", "not valid", id="nonsense"),
        pytest.param("x" * (MAX_CHARS + 1), "longer than", id="endless"),
        pytest.param(signed(OTHER), "InvalidSignature", id="forged"),
        pytest.param(signed()[:-2] + "AA", "InvalidSignature", id="tampered"),
        pytest.param(unsigned({"alg": "none", "typ": "JWT"}), "InvalidAlgorithm", id="alg-none"),
        pytest.param(unsigned({"alg": "None", "typ": "JWT"}), "InvalidAlgorithm", id="alg-None"),
        pytest.param(unsigned({"typ": "JWT"}, signed().split(".")[2]), "InvalidAlgorithm", id="no-alg"),
        pytest.param(signed(algorithm="HS512"), "InvalidAlgorithm", id="other-alg"),
        pytest.param(unsigned({"alg": "RS256"}, signed().split(".")[2]), "InvalidAlgorithm", id="key-confusion"),
        pytest.param(signed(exp=int(time.time()) - LEEWAY_S - 5), "expired", id="expired"),
        pytest.param(signed(exp=None), "MissingRequiredClaim", id="no-exp"),
        pytest.param(signed(iat=None), "MissingRequiredClaim", id="no-iat"),
        pytest.param(signed(sub=None), "MissingRequiredClaim", id="no-sub"),
        pytest.param(signed(aud=None), "MissingRequiredClaim", id="no-aud"),
        pytest.param(signed(aud="another-service"), "InvalidAudience", id="wrong-audience"),
        pytest.param(signed(aud=[AUDIENCE, "another"]), "InvalidAudience", id="many-audiences"),
        pytest.param(signed(iat=int(time.time()) + 600, exp=int(time.time()) + 900), "ImmatureSig", id="from-tomorrow"),
        pytest.param(signed(nbf=int(time.time()) + 600), "ImmatureSig", id="not-yet"),
        pytest.param(signed(exp=int(time.time()) + MAX_LIFETIME_S + 60), "lives longer", id="for-ever"),
        pytest.param(signed(exp=float("inf")), "not valid", id="infinite"),
        pytest.param(signed(groups="admins"), "no list", id="groups-a-word"),
        pytest.param(signed(groups=[1]), "no list", id="groups-numbers"),
    ],
)
def test_any_other_is_refused_in_one_line_that_does_not_repeat_it(token, reason):
    with pytest.raises(TokenRefused, match=reason) as error:
        verify(token, SECRET)
    assert "\n" not in str(error.value)
    assert not token or token not in str(error.value)
