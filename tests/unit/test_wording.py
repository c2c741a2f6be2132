"""Every known end of a call has French words, and none shows a raw code."""

from __future__ import annotations

import json

import pytest

from backend.calls import wording
from backend.vapi.ended_reason import category
from tests.payload_files import PAYLOADS

KNOWN = json.loads((PAYLOADS / "reference" / "ended-reasons.json").read_text())["values"]
REASONS = [reason for reasons in KNOWN.values() for reason in reasons]


def test_every_known_reason_is_told_in_words() -> None:
    silent = [reason for reason in REASONS if not wording.ended(reason, category(reason))]
    assert len(REASONS) > 500
    assert silent == []


@pytest.mark.parametrize(
    ("reason", "words"),
    [
        ("customer-ended-call", "le client a raccroché"),
        ("assistant-request-failed", "Paul n’a pas répondu: sa configuration n’a pas été trouvée"),
        ("call.in-progress.error-providerfault-deepgram-transcriber-failed", "appel coupé: panne de la transcription"),
        ("call.in-progress.error-providerfault-eleven-labs-voice-failed", "appel coupé: panne de la voix de Paul"),
        ("something-nobody-knows-failed", "appel coupé: panne d’un genre nouveau"),
        ("something-nobody-knows", "fin d’un genre nouveau"),
    ],
)
def test_the_words(reason: str, words: str) -> None:
    assert wording.ended(reason, category(reason)) == words


def test_nothing_is_said_of_an_end_that_nobody_knows() -> None:
    assert wording.ended(None, None) == ""


def test_codes_never_show() -> None:
    assert wording.outcome("a-new-outcome") == "Issue inconnue"
    assert wording.service("hydro_excavation") == "hydro excavation"
    assert wording.service("debouchage_egout") == "débouchage d’égout"
