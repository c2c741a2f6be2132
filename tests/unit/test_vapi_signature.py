"""Only Vapi gets in: HMAC within its window, or a bearer secret; two secrets while one is changed."""

from __future__ import annotations

import base64
import hashlib
import hmac

import pytest

from backend.vapi.signature import is_authentic, sign

NOW = 1_795_183_500.0
OLD, NEW = "ancien-secret-de-signature", "nouveau-secret-de-signature"
BODY = b'{"message": {"type": "hang"}}'


def signed(secret: str, stamp: str = str(int(NOW)), body: bytes = BODY) -> dict[str, str]:
    return {"x-timestamp": stamp, "x-signature": sign(secret, body, stamp)}


@pytest.mark.parametrize("secret", [OLD, NEW])
def test_both_secrets_are_accepted_during_a_rotation(secret: str) -> None:
    assert is_authentic(signed(secret), BODY, [NEW, OLD], NOW)


def test_the_signature_is_that_of_the_documented_payload() -> None:
    expected = hmac.new(NEW.encode(), b"1795183500." + BODY, hashlib.sha256).hexdigest()
    assert signed(NEW)["x-signature"] == expected


def test_prefix_base64_and_milliseconds_are_understood() -> None:
    stamp = str(int(NOW * 1000))
    digest = bytes.fromhex(sign(NEW, BODY, stamp))
    for written in (f"sha256={digest.hex()}", base64.b64encode(digest).decode(), digest.hex().upper()):
        assert is_authentic({"x-timestamp": stamp, "x-signature": written}, BODY, [NEW], NOW)


@pytest.mark.parametrize("seconds", [-301, 301, -86_400])
def test_an_old_or_future_signature_is_refused(seconds: int) -> None:
    assert not is_authentic(signed(NEW, str(int(NOW) + seconds)), BODY, [NEW], NOW)


@pytest.mark.parametrize("stamp", ["", "demain", "1e9", "-5", "١٢٣", "9" * 400])
def test_an_unreadable_timestamp_is_refused(stamp: str) -> None:
    assert not is_authentic({"x-timestamp": stamp, "x-signature": "00"}, BODY, [NEW], NOW)


def test_a_changed_body_or_another_secret_is_refused() -> None:
    assert not is_authentic(signed(NEW), BODY + b" ", [NEW], NOW)
    assert not is_authentic(signed("un-autre-secret"), BODY, [NEW], NOW)
    assert not is_authentic({"x-timestamp": str(int(NOW)), "x-signature": "pas de l'hexadécimal é"}, BODY, [NEW], NOW)


def test_bearer_and_legacy_header() -> None:
    assert is_authentic({"authorization": f"Bearer {NEW}"}, BODY, [NEW], NOW)
    assert is_authentic({"x-vapi-secret": NEW}, BODY, [NEW], NOW)
    assert not is_authentic({"authorization": f"Basic {NEW}"}, BODY, [NEW], NOW)
    assert not is_authentic({"x-vapi-secret": "non"}, BODY, [NEW], NOW)


def test_nothing_at_all_is_refused_even_with_an_empty_secret() -> None:
    assert not is_authentic({}, BODY, [NEW], NOW)
    assert not is_authentic({}, BODY, [""], NOW)
    assert not is_authentic({"x-vapi-secret": ""}, BODY, [""], NOW)
