"""Whose visit it is: certain by the line that shows or by file number and name, else left to a person."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import uuid4
from zoneinfo import ZoneInfo

import pytest

from backend.appointments.own import Claim, OwnVisit, another_place, certain, read_ref, same_name, same_person

ZONE = ZoneInfo("America/Toronto")
AT = datetime(2026, 11, 24, 14, tzinfo=UTC)
CALLER, OTHER = "+14505550134", "+15145550101"
VISIT = OwnVisit(
    id=uuid4(), starts_at=AT, minutes=90, booked=True, address="30 rue Notre-Dame", name="Jacqueline Morin",
    phone=CALLER, ref="DF-2026-1042", booked_from=None, in_this_call=False,
)  # fmt: skip


@pytest.mark.parametrize(
    ("claim", "is_theirs"),
    [
        (Claim(CALLER, None), True),
        (Claim(CALLER, "Mme Morin"), True),
        (Claim(CALLER, "Luc Roy"), False),
        (Claim(OTHER, "Jacqueline Morin"), False),
        (Claim(None, "Jacqueline Morin"), False),
        (Claim(OTHER, "J. Morin", "DF-2026-1042"), True),
        (Claim(OTHER, None, "DF-2026-1042"), False),
        (Claim(OTHER, "Luc Roy", "DF-2026-1042"), False),
        (Claim(OTHER, "Jacqueline Morin", "DF-2026-1043"), False),
    ],
)
def test_who_may_change_a_visit_without_being_asked_back(claim: Claim, is_theirs: bool) -> None:
    assert (certain([VISIT], claim) == [VISIT]) is is_theirs


def test_what_was_booked_from_this_line_or_in_this_call_is_theirs_whatever_number_was_dictated() -> None:
    dictated = replace(VISIT, phone=OTHER)
    assert certain([dictated], Claim(CALLER, None)) == []
    for mine in (replace(dictated, booked_from=CALLER), replace(dictated, in_this_call=True)):
        assert certain([mine], Claim(CALLER, None)) == [mine]


def test_a_masked_line_proves_nothing() -> None:
    assert certain([replace(VISIT, phone=None)], Claim(None, None)) == []


def test_within_a_call_one_person_may_correct_the_name_or_the_number_not_both() -> None:
    here = replace(VISIT, in_this_call=True)
    assert same_person(here, "Jacqueline Morin", OTHER) and same_person(here, "Luc Roy", CALLER)
    assert not same_person(here, "Luc Roy", OTHER)
    assert same_person(VISIT, None, CALLER) and not same_person(VISIT, "Luc Roy", CALLER)
    assert not same_person(VISIT, "Jacqueline Morin", None)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("Jacqueline Morin", "Mme MORIN", True),
        ("Ève Côté", "eve", True),
        ("M. Roy", "M. Côté", False),
        (None, "A", True),
    ],
)
def test_a_name_agrees_when_one_word_of_it_does(one: str | None, other: str, same: bool) -> None:
    assert same_name(one, other) is same


@pytest.mark.parametrize(
    ("one", "other", "different"),
    [("10 rue Ouimet", "850 rue Masson", True), ("10 rue Ouimet", "10, Ouimet", False), ("10 rue Ouimet", None, False),
     ("rue Ouimet", "850 rue Masson", False)],
)  # fmt: skip
def test_places_differ_by_their_number_in_the_street(one: str, other: str | None, different: bool) -> None:
    assert another_place(one, other) is different


@pytest.mark.parametrize(
    ("said", "ref"),
    [("DF-2026-1042", "DF-2026-1042"), ("df 2026 1042", "DF-2026-1042"), ("1042", "DF-2026-1042"),
     ("2025-10420", "DF-2025-10420"), ("12", None), ("", None), (None, None), ("aucun", None)],
)  # fmt: skip
def test_a_file_number_is_read_as_it_is_said(said: str | None, ref: str | None) -> None:
    assert read_ref(said, AT) == ref


def test_the_day_of_a_visit_is_the_local_one() -> None:
    late = replace(VISIT, starts_at=AT + timedelta(hours=14))
    assert late.is_on(AT.date(), ZONE) and not late.is_on(AT.date() + timedelta(days=1), ZONE)
