"""Who a call speaks of: one person unless somebody else is spoken of, whatever the order and the repetition."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.folding import fold
from backend.intake.people import Person, people
from backend.intake.statement import REPORT, Source, Statement, key_of
from backend.vapi.lead_facts import read_lead

START = datetime(2026, 11, 20, 14, 5, tzinfo=UTC)
CALLER = "+14505550134"


def said(second: int, source: Source = "tool", caller: str | None = CALLER, **words: Any) -> Statement:
    key = REPORT if source == "report" else key_of(str(second))
    return Statement(key, source, START + timedelta(seconds=second), read_lead(words, caller))


def one(*statements: Statement) -> Person:
    [person] = people(statements)
    return person


def test_a_number_put_right_is_the_same_person_with_the_right_number() -> None:
    first = said(40, nom="Julie Thibault", telephone="450 555 0111", urgence="urgente")
    person = one(first, said(70, nom="Julie Thibault", telephone="450 555 0112", urgence="urgente"))
    assert (person.facts.phone, person.facts.urgency, person.remark) == ("+14505550112", "urgent", None)


def test_a_name_and_a_number_both_misheard_are_put_right_at_once() -> None:
    place: dict[str, Any] = {"adresse": "8 avenue Curé-Labelle"}
    first = said(40, nom="Lise Bouche", telephone="450 555 0135", **place)
    person = one(first, said(70, nom="Lise Boucher", telephone="450 555 0136", **place))
    assert (person.facts.name, person.facts.phone) == ("Lise Boucher", "+14505550136")


def test_a_number_that_was_not_understood_never_replaces_one_that_was() -> None:
    first = said(40, nom="Pierrette Noël", telephone="819 555 0132")
    for unread in ("050 555-0199", "555", "", "?"):
        assert one(first, said(70, nom="Pierrette Noël", telephone=unread)).facts.phone == "+18195550132"


def test_where_they_called_from_is_told_where_another_number_was_given() -> None:
    misheard = said(40, nom="Linda Allard", telephone="450 555 0131")
    assert (one(misheard).facts.phone, one(misheard).note) == ("+14505550131", "Appelait du 450 555-0134.")
    assert one(misheard, said(60, nom="Linda Allard", telephone="450 555 0134")).note == ""
    assert one(misheard, said(60, nom="Linda Allard")).note == "Appelait du 450 555-0134."
    assert one(said(40, nom="Linda Allard"), said(60, nom="Linda Allard")).note == ""
    assert one(said(40, caller=None, nom="Linda Allard", telephone="450 555 0131")).note == ""


def test_what_they_speak_is_told_to_whoever_calls_back() -> None:
    english = said(40, nom="Neil Osgood", langue="en")
    assert one(english, said(50, nom="Neil Osgood", adresse="8 rue du Parc")).note == "Parle anglais."
    assert one(english, said(50, nom="Neil Osgood", langue="fr")).note == ""


def test_a_later_report_puts_an_earlier_one_right_and_neither_what_was_heard() -> None:
    first = Statement("report:a", "report", START, read_lead({"nom": "Gemma", "description": "drain"}, CALLER))
    words = {"nom": "Gemma Fournier", "telephone": "514 555 0177", "urgence": "urgente"}
    later = Statement("report:b", "report", START + timedelta(seconds=9), read_lead(words, CALLER))
    for order in ([first, later], [later, first], [later, first, later]):
        person = one(*order)
        assert (person.facts.name, person.facts.phone, person.facts.urgency) == (
            "Gemma Fournier", "+15145550177", "urgent",
        )  # fmt: skip
    heard = said(-30, nom="Gemma Fortier", telephone="450 555 0111")
    assert [one(*order).facts.name for order in ([heard, first, later], [later, heard, first])] == ["Gemma Fortier"] * 2


def test_another_name_number_and_address_are_another_person() -> None:
    first = said(40, nom="Gérard Lavoie", telephone="450 555 0171", adresse="10 rue A-Martin", ville="Longueuil")
    other = said(90, nom="Simone Lavoie", telephone="514 555 0172", adresse="2250 rue Ontario", urgence="urgente")
    found = people([first, other])
    assert [person.facts.phone for person in found] == ["+14505550171", "+15145550172"]
    assert [person.facts.urgency for person in found] == [None, "urgent"]
    next_door = said(95, nom="Moussa Diallo", telephone="819 555 0174", adresse="16 rue Ontario")
    put_right = said(99, nom="Simone Lavoie", telephone="514 555 0173")
    assert [person.facts.phone for person in people([first, other, next_door, put_right])] == [
        "+14505550171",
        "+15145550173",
        "+18195550174",
    ]


def test_paul_says_whose_it_is() -> None:
    mine = said(10, nom="Luc Roy", telephone="450 555 0101")
    hers = said(20, nom="Ève Roy", telephone="450 555 0101", pour_autre_personne="oui")
    assert [person.facts.name for person in people([mine, hers])] == ["Luc Roy", "Ève Roy"]
    more = said(30, nom="Ève Roy", telephone="450 555 0102", pour_autre_personne="oui")
    assert [person.facts.phone for person in people([mine, hers, more])] == ["+14505550101", "+14505550102"]
    assert one(mine, said(20, nom="Ève Roy", pour_autre_personne="non")).facts.name == "Ève Roy"


def test_whoever_was_spoken_of_before_somebody_else_is_not_a_third_person() -> None:
    mine = said(10, nom="Luc Roy", telephone="450 555 0101", adresse="3 rue du Lac")
    hers = said(20, nom="Ève Roy", telephone="450 555 0102", adresse="9 rue Bell", pour_autre_personne="oui")
    again = said(30, nom="Luc Roy", telephone="450 555 0101", description="Et ça sent", pour_autre_personne="oui")
    assert [(p.facts.name, p.facts.description) for p in people([mine, hers, again])] == [
        ("Luc Roy", "Et ça sent"),
        ("Ève Roy", None),
    ]


def test_one_name_at_one_number_is_one_person_and_both_places_are_told() -> None:
    mine = said(10, nom="Luc Roy", telephone="450 555 0101", adresse="3 rue du Lac", description="évier")
    elsewhere = said(30, nom="Luc Roy", telephone="450 555 0101", adresse="70 rue Cartier", pour_autre_personne="oui")
    hers = said(20, nom="Ève Roy", telephone="450 555 0102", adresse="9 rue Bell", pour_autre_personne="oui")
    for statements in ([mine, elsewhere], [mine, hers, elsewhere]):
        first = people(statements)[0]
        assert (first.facts.address, first.remark) == ("70 rue Cartier", "Dit avant: 3 rue du Lac (évier).")
        assert len(people(statements)) == len(statements) - 1
    nobody = said(10, description="évier"), said(20, description="le voisin aussi", pour_autre_personne="oui")
    assert one(*nobody).facts.phone == CALLER


@given(
    st.lists(
        st.tuples(
            st.sampled_from(["", "Luc Roy", "Luc Roi", "Ève Caron", "Marc Dion"]),
            st.sampled_from(["", "450 555 0101", "450 555 0102"]),
            st.sampled_from(["", "3 rue du Lac", "70 rue Cartier"]),
            st.sampled_from(["oui", "non"]),
            st.sampled_from(["tool", "booking", "report"]),
        ),
        min_size=1,
        max_size=6,
    ),
    st.sampled_from([CALLER, None]),
)
def test_no_two_people_share_name_and_number_and_nothing_said_is_lost(
    told: list[tuple[str, str, str, str, Source]], caller: str | None
) -> None:
    statements = [
        said(10 * n, source, caller, nom=name, telephone=phone, adresse=place, pour_autre_personne=another)
        for n, (name, phone, place, another, source) in enumerate(told)
    ]
    found = people(statements)
    assert len({(person.facts.phone, fold(person.facts.name or "")) for person in found}) == len(found)
    keys = sorted(one.key for person in found for one in person.said)
    assert keys == sorted({one.key for one in statements})
    assert people(statements[::-1] + statements) == found


def test_whoever_calls_for_somebody_else_from_the_start_calls_for_one_person() -> None:
    place: dict[str, Any] = {"adresse": "5 rang Saint-Joseph", "pour_autre_personne": "oui"}
    mother = said(10, nom="Rita Morin", telephone="450 555 0101", **place)
    put_right = said(20, nom="Rita Morin", telephone="450 555 0102", **place)
    assert one(mother, put_right).facts.phone == "+14505550102"
    father = said(30, nom="Paul Morin", telephone="514 555 0103", pour_autre_personne="oui")
    assert [person.facts.name for person in people([mother, put_right, father])] == ["Rita Morin", "Paul Morin"]


def test_the_same_name_number_and_address_are_one_person_whatever_paul_says() -> None:
    words: dict[str, Any] = {"nom": "Rita Morin", "telephone": "450 555 0101", "adresse": "5 rang Saint-Joseph"}
    assert one(said(10, **words), said(20, pour_autre_personne="oui", **words)).facts.name == "Rita Morin"


def test_two_places_of_one_person_can_both_be_read() -> None:
    first = said(10, nom="Immeubles Dorval", adresse="100 rue Hochelaga", description="colonne", urgence="urgente")
    person = one(first, said(20, nom="Immeubles Dorval", adresse="640 rue Beaubien", urgence="basse"))
    assert (person.facts.address, person.remark) == ("640 rue Beaubien", "Dit avant: 100 rue Hochelaga (colonne).")
    assert person.facts.urgency == "urgent", "the first place is still flooded"


def test_a_street_number_put_right_leaves_no_remark_and_keeps_the_town() -> None:
    first = said(10, nom="Chantal Auger", adresse="45 rue Bellevue", ville="Granby", urgence="urgente")
    person = one(first, said(20, adresse="4500 rue Bellevue", urgence="normale"))
    assert (person.facts.address, person.facts.city, person.remark) == ("4500 rue Bellevue", "Granby", None)
    assert person.facts.urgency == "normal"


def test_who_is_not_named_and_where_they_are_known_to_live_take_nothing_away() -> None:
    first = said(10, nom="Chantal Auger", adresse="45 rue Bellevue", ville="Granby")
    for name, place in (("l'appelante", "chez moi"), ("inaudible", "comme la dernière fois")):
        person = one(first, said(20, nom=name, adresse=place))
        assert (person.facts.name, person.facts.address, person.remark) == ("Chantal Auger", "45 rue Bellevue", None)


def test_whom_nothing_told_apart_is_still_to_be_read() -> None:
    person = one(said(10, nom="Luc Roy", telephone="514 555 0101"), said(20, nom="Anna Diaz", telephone="438 555 0177"))
    assert (person.facts.name, person.remark) == ("Anna Diaz", "Dit avant: Luc Roy, +15145550101.")


def test_a_booking_puts_a_number_right_and_leaves_the_problem_as_it_was_noted() -> None:
    noted = said(10, nom="Mona Trudel", telephone="450 555 0185", description="sous-sol inondé")
    booked = said(20, "booking", nom="Mona Trudel", telephone="450 555 0186", description="drain bouché")
    person = one(noted, booked)
    assert (person.facts.phone, person.facts.description) == ("+14505550186", "sous-sol inondé")
    assert (person.source, person.since) == ("tool", noted.said_at)


def test_a_report_tells_only_what_nobody_told() -> None:
    noted = said(10, nom="Viateur Cormier", description="évier", urgence="normale")
    report = said(99, "report", nom="M. Cormier", telephone="450 555 0186", description="Évier bouché", ville="Laval")
    person = one(noted, report)
    assert (person.facts.name, person.facts.description) == ("Viateur Cormier", "évier")
    assert (person.facts.phone, person.facts.city) == ("+14505550186", "Laval")


@pytest.mark.parametrize(
    ("live", "told"), [(["normale"], "urgent"), (["urgente", "normale"], "normal"), ([], "urgent")]
)
def test_a_report_makes_it_urgent_unless_it_was_said_that_it_can_wait(live: list[str], told: str) -> None:
    words = [said(10 + n, nom="Colin Ross", urgence=urgency) for n, urgency in enumerate(live)]
    assert one(*words, said(99, "report", nom="Colin Ross", urgence="urgente")).facts.urgency == told


names = st.sampled_from(["Luc Roy", "Ève Roy", "Anna Diaz", None])
phones = st.sampled_from(["450 555 0134", "514 555 0101", "438 555 0177", "555", None])
places = st.sampled_from(["12 rue Xavier, Laval", "14 rue Xavier", "640 rue Beaubien", None])
statements = st.builds(
    lambda second, source, name, phone, place, urgency, other: said(
        second, source, nom=name, telephone=phone, adresse=place, urgence=urgency, pour_autre_personne=other
    ),
    st.integers(0, 9),
    st.sampled_from(["tool", "booking"]),
    names,
    phones,
    places,
    st.sampled_from(["urgente", "normale", None]),
    st.sampled_from(["oui", None]),
)


@given(st.lists(statements, max_size=6, unique_by=lambda one: one.key), st.booleans(), st.data())
def test_order_and_repetition_cannot_matter(said_live: list[Statement], is_reported: bool, data: st.DataObject) -> None:
    told = [*said_live, *([said(99, "report", nom="Luc Roy", telephone="514 555 0101")] if is_reported else [])]
    expected = people(told)
    again = data.draw(st.lists(st.sampled_from(told), max_size=4)) if told else []
    assert people(data.draw(st.permutations(told + again))) == expected
    assert sorted(one.key for person in expected for one in person.said) == sorted(one.key for one in told)
