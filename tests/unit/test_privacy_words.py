"""Deadlines, periods and certificates in words."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any
from uuid import uuid4

import pytest

from backend.privacy import document as privacy_document
from backend.privacy import retention
from backend.privacy import words as say
from backend.privacy.read import AtVapi, Certificate, Request

AT = datetime(2026, 11, 23, 14, 0, tzinfo=UTC)


def request(**more: Any) -> Request:
    answer: dict[str, Any] = {
        "id": uuid4(), "number": 7, "kind": "erasure", "received_on": date(2026, 11, 1), "due_on": date(2026, 12, 1),
        "days_left": 8, "state": "open", "created_at": AT,
    }  # fmt: skip
    return Request(**{**answer, **more})


@pytest.mark.parametrize(
    ("days", "words", "tone"),
    [
        (8, "il reste 8 jours", "plain"),
        (7, "il reste 7 jours", "warn"),
        (1, "il reste 1 jour", "warn"),
        (0, "dernier jour", "warn"),
        (-1, "en retard de 1 jour: le silence vaut refus", "bad"),
    ],
)
def test_the_thirty_days_are_counted_down(days: int, words: str, tone: str) -> None:
    said, shown = say.deadline(request(days_left=days))
    assert (said.replace("\u00a0", " "), shown) == (words, tone)


def test_a_request_that_is_closed_is_late_no_more() -> None:
    assert say.deadline(request(days_left=-40, state="closed", outcome="answered")) == ("répondue", "good")


@pytest.mark.parametrize(
    ("days", "words"), [(15, "15 jours"), (90, "90 jours"), (548, "18 mois"), (730, "2 ans"), (2557, "7 ans")]
)
def test_a_period_is_told_as_people_say_it(days: int, words: str) -> None:
    assert retention.period(days).replace("\u00a0", " ") == words


def test_what_vapi_still_holds_is_never_green() -> None:
    words, tone = say.at_vapi(AtVapi(asked=1, erased=2, reason="refused_key"))
    assert tone == "warn" and "refuse la clé" in words
    assert say.at_vapi(AtVapi(erased=2, gone=1))[1] == "good"


def test_a_certificate_tells_of_the_copies_and_of_a_journal_that_was_empty() -> None:
    done = Certificate(AT, calls=2, leads=1, copies_until=date(2027, 12, 1))
    page = privacy_document.certificate_bytes(request(state="closed", outcome="erased", certificate=done)).decode()
    page = page.replace("\u00a0", " ")
    assert "2 appels" in page and "1er décembre 2027" in page and "L25-0007" in page
    assert "Aucune copie" not in page
    assert privacy_document.certificate_bytes(request()) == b""
