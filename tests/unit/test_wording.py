"""Every known end of a call has French words, and none shows a raw code."""

from __future__ import annotations

import json
import tomllib
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from backend import business
from backend.calls import words as wording
from backend.intake import words as failures
from backend.vapi import words as vapi_words
from backend.vapi.ended_reason import category
from tests.payload_files import PAYLOADS

KNOWN = json.loads((PAYLOADS / "reference" / "ended-reasons.json").read_text())["values"]
REASONS = [reason for reasons in KNOWN.values() for reason in reasons]


def test_every_known_reason_is_told_in_words() -> None:
    silent = [reason for reason in REASONS if not vapi_words.ended(reason, category(reason))]
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
    assert vapi_words.ended(reason, category(reason)) == words


def test_nothing_is_said_of_an_end_that_nobody_knows() -> None:
    assert vapi_words.ended(None, None) == ""


def test_codes_never_show() -> None:
    assert wording.outcome("a-new-outcome") == "Issue inconnue"
    assert business.service("hydro_excavation") == "hydro excavation"
    assert business.service("debouchage_egout") == "débouchage d’égout"


def test_each_service_that_customers_ask_for_has_its_french() -> None:
    folder = Path(__file__).parents[2] / "backend" / "local" / "standins" / "vapi" / "data" / "problems"
    asked = {problem["service"] for file in folder.glob("*.toml") for problem in _problems(file)}
    assert len(asked) > 5
    assert asked - business.SERVICES.keys() == set()


def _problems(file: Path) -> list[dict[str, str]]:
    found = [one for many in tomllib.loads(file.read_text()).values() if isinstance(many, list) for one in many]
    return [one for one in found if "service" in one]


@pytest.mark.parametrize(
    ("kept", "words"),
    [
        ("23514: new row violates check constraint", "La base refuse une valeur du message."),
        (
            "21000: cannot affect row a second time",
            "Le message répète deux fois la même chose, et la base n’en veut qu’une.",
        ),
        ("P0001: boom", "La base n’a pas pu appliquer le message."),
        ("ValidationError: unreadable hang", "Le message n’a pas la forme attendue."),
        (None, "La raison n’a pas été notée."),
    ],
)
def test_what_stopped_a_message_is_told_in_words(kept: str | None, words: str) -> None:
    assert failures.why(kept) == words


def test_a_call_without_an_end_is_lost_after_two_hours() -> None:
    began = datetime(2026, 11, 23, 12, tzinfo=UTC)
    result = [wording.came_to("in_progress", "in-progress", began, began + timedelta(minutes=m)) for m in (119, 121)]
    assert result == ["En cours", "Fin inconnue"]
    assert wording.came_to("lead", "ended", began, began + timedelta(days=9)) == "Coordonnées prises"
