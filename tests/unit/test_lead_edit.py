"""Only what a person changed is sent, and a conflict is told in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from backend.leads import edit as lead_edit
from backend.leads.read import Lead

NOW = datetime(2026, 11, 23, 19, 5, tzinfo=UTC)
LEAD = Lead(
    uuid4(), "DF-2026-1001", None, "tool", NOW, NOW, 1, "normal", "new", name="Guylaine Roy", phone="+14505550134"
)
TYPED = {"name": "Guylaine Roy", "phone": "450 555-0134", "city": "", "note": "", "status": "new", "assigned_to": None}


def test_nothing_typed_is_nothing_sent() -> None:
    assert lead_edit.changes(LEAD, TYPED) == {}


def test_only_the_changed_fields_are_sent_with_the_phone_in_e164() -> None:
    typed = {**TYPED, "phone": "(514) 555-0199", "note": " rappeler après 17 h "}
    assert lead_edit.changes(LEAD, typed) == {"phone": "+15145550199", "note": "rappeler après 17 h"}


def test_a_wrong_phone_number_is_refused() -> None:
    with pytest.raises(lead_edit.BadPhone):
        lead_edit.changes(LEAD, {**TYPED, "phone": "demain"})


def test_a_phone_number_can_be_taken_away() -> None:
    assert lead_edit.changes(LEAD, {**TYPED, "phone": ""}) == {"phone": ""}


def test_a_lead_can_be_given_back_to_nobody() -> None:
    given = replace(LEAD, assigned_to=uuid4())
    assert lead_edit.changes(given, TYPED) == {"assigned_to": None}


def test_what_changed_meanwhile_is_told_in_words() -> None:
    now = replace(LEAD, status="called_back", note="Josée: message laissé", version=2)
    assert lead_edit.changed_meanwhile(LEAD, now) == ["État: Rappelé", "Note: Josée: message laissé"]
