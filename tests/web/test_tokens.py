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
    ("made", "reason"),
    [
        pytest.param(lambda: "", "sends no token", id="none"),
        pytest.param(lambda: "nonsense", "not valid", id="nonsense"),
        pytest.param(lambda: "x" * (MAX_CHARS + 1), "longer than", id="endless"),
        pytest.param(lambda: signed(OTHER), "InvalidSignature", id="forged"),
        pytest.param(lambda: signed()[:-2] + "AA", "InvalidSignature", id="tampered"),
        pytest.param(lambda: unsigned({"alg": "none", "typ": "JWT"}), "InvalidAlgorithm", id="alg-none"),
        pytest.param(lambda: unsigned({"alg": "None", "typ": "JWT"}), "InvalidAlgorithm", id="alg-None"),
        pytest.param(lambda: unsigned({"typ": "JWT"}, signed().split(".")[2]), "InvalidAlgorithm", id="no-alg"),
        pytest.param(lambda: signed(algorithm="HS512"), "InvalidAlgorithm", id="other-alg"),
        pytest.param(lambda: unsigned({"alg": "RS256"}, signed().split(".")[2]), "InvalidAlgorithm", id="confusion"),
        pytest.param(lambda: signed(exp=int(time.time()) - LEEWAY_S - 5), "expired", id="expired"),
        pytest.param(lambda: signed(exp=None), "MissingRequiredClaim", id="no-exp"),
        pytest.param(lambda: signed(iat=None), "MissingRequiredClaim", id="no-iat"),
        pytest.param(lambda: signed(sub=None), "MissingRequiredClaim", id="no-sub"),
        pytest.param(lambda: signed(aud=None), "MissingRequiredClaim", id="no-aud"),
        pytest.param(lambda: signed(aud="another-service"), "InvalidAudience", id="wrong-audience"),
        pytest.param(lambda: signed(aud=[AUDIENCE, "another"]), "InvalidAudience", id="many-audiences"),
        pytest.param(
            lambda: signed(iat=int(time.time()) + 600, exp=int(time.time()) + 900), "ImmatureSig", id="from-tomorrow"
        ),
        pytest.param(lambda: signed(nbf=int(time.time()) + 600), "ImmatureSig", id="not-yet"),
        pytest.param(lambda: signed(exp=int(time.time()) + MAX_LIFETIME_S + 60), "lives longer", id="for-ever"),
        pytest.param(lambda: signed(exp=float("inf")), "not valid", id="infinite"),
        pytest.param(lambda: signed(groups="admins"), "no list", id="groups-a-word"),
        pytest.param(lambda: signed(groups=[1]), "no list", id="groups-numbers"),
    ],
)
def test_any_other_is_refused_in_one_line_that_does_not_repeat_it(made, reason):
    token = made()  # now, not when the tests were collected: it lives five minutes
    with pytest.raises(TokenRefused, match=reason) as error:
        verify(token, SECRET)
    assert "\n" not in str(error.value)
    assert not token or token not in str(error.value)
