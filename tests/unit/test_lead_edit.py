"""Only what a person changed is sent, and a conflict is told in words."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from uuid import uuid4

import pytest

from backend.leads import edit as lead_edit
from backend.leads.read import Lead, Note

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


def test_what_somebody_else_changed_stands_beside_what_was_typed_in_the_same_place() -> None:
    now = replace(LEAD, status="called_back", city="Tracy", phone="+15145550100", version=2)
    typed = {**TYPED, "city": "Sorel", "phone": "450 555-0134"}
    found = {one.field: one for one in lead_edit.differences(LEAD, now, typed)}
    assert found["city"].words == "Ville: «Tracy» sur la fiche, «Sorel» ici"
    assert found["status"].words == "État: Rappelé"
    assert found["phone"].words == "Téléphone: 514 555-0100"
    assert set(found) == {"city", "status", "phone"}


def test_the_same_thing_written_by_two_people_is_contested_by_nobody() -> None:
    now = replace(LEAD, city="Sorel", version=2)
    assert [one.mine for one in lead_edit.differences(LEAD, now, {**TYPED, "city": "Sorel "})] == [None]


def test_a_note_is_never_contested() -> None:
    now = replace(LEAD, notes=[Note(NOW, "message laissé", "Josée")], version=2)
    assert lead_edit.differences(LEAD, now, {**TYPED, "note": "chien dans la cour"}) == []
