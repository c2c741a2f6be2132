"""Nothing that belongs to a caller leaves for Sentry: looked for in the very envelopes that the SDK would send."""

from __future__ import annotations

import logging
from collections.abc import Iterator

import psycopg
import pytest
import sentry_sdk
from pydantic import SecretStr
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import Transport

from backend import observe
from backend.settings import Settings

PRIVATE = {
    "transcript": "J'ai un gros problème, l'eau remonte par le drain de plancher",
    "phone": "+14505550134",
    "spaced phone": "450 555-0134",
    "name": "Marie-Ève Tremblay",
    "address": "1845, rue Saint-Charles Ouest, Longueuil",
    "email": "marie.eve@example.com",
    "key": "xkeysib-0123456789abcdef",
}


class Captured(Transport):
    def __init__(self) -> None:
        super().__init__()
        self.sent: list[str] = []

    def capture_envelope(self, envelope: Envelope) -> None:
        self.sent.append(envelope.serialize().decode("utf-8", "replace"))


@pytest.fixture
def sentry(monkeypatch: pytest.MonkeyPatch) -> Iterator[Captured]:
    captured = Captured()
    settings = Settings(SENTRY_DSN=SecretStr("http://public@127.0.0.1:9/1"))
    observe.start(settings, "webhook")
    sentry_sdk.get_client().transport = captured
    yield captured
    observe.start(Settings(SENTRY_DSN=None), "webhook")


def leaked(captured: Captured) -> list[str]:
    sentry_sdk.flush()
    assert captured.sent, "an envelope must have been sent, else this proves nothing"
    text = "".join(captured.sent).encode().decode("unicode_escape", "replace") + "".join(captured.sent)
    return [name for name, value in PRIVATE.items() if value in text]


@pytest.mark.parametrize("what", PRIVATE)
def test_an_exception_that_carries_private_words_leaves_without_them(sentry: Captured, what: str) -> None:
    heard = PRIVATE[what]
    try:
        raise ValueError(f"cannot read {heard}") from KeyError(heard)
    except ValueError as error:
        observe.report(error, call_id="019aa1c4-3d20-7f11-8b0e-6d2f4a9c1e01")
    assert leaked(sentry) == []
    assert "ValueError" in sentry.sent[0]
    assert "019aa1c4-3d20-7f11-8b0e-6d2f4a9c1e01" in sentry.sent[0]


@pytest.mark.parametrize("what", PRIVATE)
def test_a_log_line_that_carries_private_words_leaves_without_them(sentry: Captured, what: str) -> None:
    logging.getLogger("drain").error("refused %s", PRIVATE[what])
    logging.getLogger("drain").error(f"refused {PRIVATE[what]}")
    assert leaked(sentry) == []


def test_a_tag_that_looks_like_a_phone_is_masked(sentry: Captured) -> None:
    observe.report(ValueError("x"), note="rappeler le 450 555-0134", who="marie.eve@example.com")
    assert leaked(sentry) == []


def test_a_database_error_keeps_only_its_code(sentry: Captured) -> None:
    observe.report(psycopg.errors.UniqueViolation(f"Key (phone)=({PRIVATE['phone']}) already exists"))
    assert leaked(sentry) == []
    assert "23505" in sentry.sent[0]
