"""Who is let in by the gateway, and as whom."""

from __future__ import annotations

import jwt
import pytest

from backend.local import install_secrets
from backend.local.gateway.keys import INVALID, MISSING, SECRET_IN_BROWSER, Keys, Refused
from backend.local.gateway.tokens import Tokens, public_keys

SIGNING = install_secrets.signing_key()
PUBLISHABLE, SECRET = b"sb_publishable_local-p", b"sb_secret_local-s"
PERSON = b"aaa.bbb.ccc"
CHROME = b"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 Chrome/140.0 Safari/537.36"


@pytest.fixture
def keys() -> Keys:
    return Keys(PUBLISHABLE.decode(), SECRET.decode(), Tokens(SIGNING, "http://127.0.0.1/auth/v1"))


def role(token: str) -> str:
    [public] = public_keys(SIGNING)["keys"]
    return str(jwt.decode(token, jwt.PyJWK(public).key, ["ES256"])["role"])


@pytest.mark.parametrize(("key", "expected"), [(PUBLISHABLE, "anon"), (SECRET, "service_role")])
@pytest.mark.parametrize("repeated", [True, False])
def test_a_key_stands_for_its_role(keys: Keys, key: bytes, expected: str, repeated: bool) -> None:
    headers = {b"apikey": key} | ({b"authorization": b"Bearer " + key} if repeated else {})
    admitted = keys.admit(headers)
    assert (admitted.role, role(admitted.token)) == (expected, expected)


def test_a_persons_token_is_used_instead_of_the_keys(keys: Keys) -> None:
    admitted = keys.admit({b"apikey": PUBLISHABLE, b"authorization": b"Bearer " + PERSON})
    assert admitted.token == PERSON.decode()


def test_only_the_secret_key_itself_is_the_service(keys: Keys) -> None:
    assert keys.is_service(keys.admit({b"apikey": SECRET}))
    assert not keys.is_service(keys.admit({b"apikey": PUBLISHABLE}))
    assert not keys.is_service(keys.admit({b"apikey": SECRET, b"authorization": b"Bearer " + PERSON}))


@pytest.mark.parametrize(
    ("headers", "body"),
    [
        ({}, MISSING),
        ({b"authorization": b"Bearer " + PUBLISHABLE}, MISSING),
        ({b"apikey": b"sb_publishable_other"}, INVALID),
        ({b"apikey": PUBLISHABLE, b"authorization": b"Bearer " + SECRET}, INVALID),
        ({b"apikey": SECRET, b"user-agent": CHROME}, SECRET_IN_BROWSER),
    ],
)
def test_others_are_refused(keys: Keys, headers: dict[bytes, bytes], body: dict[str, str]) -> None:
    with pytest.raises(Refused) as refused:
        keys.admit(headers)
    assert refused.value.body == body


def test_a_browser_may_come_with_the_publishable_key(keys: Keys) -> None:
    assert keys.admit({b"apikey": PUBLISHABLE, b"user-agent": CHROME}).role == "anon"
