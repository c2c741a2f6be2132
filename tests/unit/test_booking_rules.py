"""What hours, lengths and a territory cause, told before they are kept."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from uuid import uuid4

import pytest

from backend.appointments import rules_words as say
from backend.appointments.area import is_outside, same_town
from backend.appointments.rules import Booked, Opening, Rules, Town, left_outside
from backend.fr import NBSP, ZONE
from backend.utterance.town import read_town, town_of

USUAL = Rules(tuple(Opening(day, time(8), time(17)) for day in range(1, 6)), 90, 30, 30, 14)


def plain(words: str) -> str:
    return words.replace(NBSP, " ")


def with_day(rules: Rules, weekday: int, opens: time, closes: time) -> Rules:
    others = [one for one in rules.hours if one.weekday != weekday]
    return replace(rules, hours=tuple(sorted([*others, Opening(weekday, opens, closes)], key=lambda one: one.weekday)))


def visit(day: int, hour: int, minutes: int = 90) -> Booked:
    """On that day of December 2026, a Tuesday being the first."""
    starts = datetime(2026, 12, day, hour, tzinfo=ZONE).astimezone(UTC)
    return Booked(uuid4(), "DF-1", starts, starts + timedelta(minutes=minutes), "Véro Lévesque")


def test_a_day_is_told_by_its_hours_and_by_how_many_visits_it_holds() -> None:
    assert plain(say.day(with_day(USUAL, 4, time(8), time(16)), 4)) == "jeudi: 8 h–16 h, 4 plages"
    assert plain(say.day(with_day(USUAL, 4, time(8, 30), time(10)), 4)) == "jeudi: 8 h 30–10 h, 1 plage"
    assert say.day(USUAL, 7) == "dimanche: fermé"


def test_an_empty_week_is_counted_before_and_after() -> None:
    shorter = with_day(USUAL, 4, time(8), time(12))
    assert (USUAL.slots_a_week, shorter.slots_a_week) == (20, 18)
    assert plain(say.a_week(USUAL, shorter)) == "18 plages par semaine (avant: 20)"
    assert plain(say.a_week(USUAL, USUAL)) == "20 plages par semaine"
    assert "plus aucun rendez-vous" in say.a_week(USUAL, replace(USUAL, hours=()))


def test_each_thing_that_changes_is_told_with_what_it_was() -> None:
    wanted = replace(with_day(USUAL, 4, time(8), time(16)), travel_minutes=45, territory=("Sorel", "Tracy"))
    assert [plain(one) for one in say.differences(USUAL, wanted)] == [
        "jeudi: 8 h–16 h, 3 plages (avant: 8 h–17 h, 4 plages)",
        "route après chaque visite 45 min (avant: 30)",
        "territoire, en plus: Sorel, Tracy",
    ]  # fmt: skip
    assert say.differences(replace(USUAL, territory=("Sorel",)), USUAL) == ["territoire: toutes les villes"]
    assert say.differences(USUAL, USUAL) == []


def test_visits_that_new_hours_would_leave_outside_are_named_and_no_others() -> None:
    within, late, already_outside = visit(3, 9), visit(3, 15), visit(5, 9)
    found = left_outside(USUAL, with_day(USUAL, 4, time(8), time(16)), [within, late, already_outside])
    assert found == [late]
    assert plain(say.outside(found)) == (
        "1 visite déjà prise tombe hors de ces heures: Véro Lévesque, jeudi 3 décembre, 15 h 00. "
        "Elles restent: appelez avant de les déplacer."
    )


@pytest.mark.parametrize(
    ("town", "outside"),
    [("Sorel", False), ("st-bruno", False), ("Saint Bruno", False), ("St. Bruno", False), ("Tracy", True), ("", False),
     ("Saint-Bruno-de-Montarville", False), ("StBruno", False), ("Sorel-Tracy", False), ("Sorelle", True),
     ("Saint", True), ("Saint-Basile-le-Grand", True)],
)  # fmt: skip
def test_a_town_is_known_however_it_is_written(town: str, outside: bool) -> None:
    assert is_outside(town, ["Sorel", "Saint-Bruno"]) is outside
    assert not is_outside(town, [])


@pytest.mark.parametrize(
    ("town", "other", "same"),
    [("L'Île-Perrot", "Ile Perrot", True), ("Belœil", "Beloeil", True), ("BELŒIL", "beloeil", True),
     ("Mont-Saint-Hilaire", "St-Hilaire", True), ("Mont St Hilaire", "Saint-Hilaire", True),
     ("Vieux-Longueuil", "Longueuil", True), ("Le Vieux-Longueuil", "Longueuil", True), ("Les Cèdres", "Cèdres", True),
     ("La Prairie", "Laprairie", True), ("LaSalle", "La Salle", True), ("Mont-Royal", "Royal", False),
     ("Mont-Saint-Hilaire", "Mont-Royal", False), ("L'Assomption", "Assomption", True), ("Laval", "Val", False),
     ("Vieux", "Longueuil", False)],
)  # fmt: skip
def test_an_article_or_a_quarter_makes_no_other_town(town: str, other: str, same: bool) -> None:
    assert (same_town(town, other), same_town(other, town)) == (same, same)


@pytest.mark.parametrize(
    ("said", "outside"),
    [("à Longueuil", False), ("À Longueuil", False), ("a longueuil", False), ("dans Longueuil", False),
     ("in Brossard", False), ("C'est à Brossard", False), ("à la ville de Longueuil", False),
     ("secteur Longueuil", False), ("dans le secteur de Longueuil", False), ("Arrondissement de Longueuil", False),
     ("dans le Vieux-Longueuil", False), ("à Laval", True),
     ("Longueuil, QC", False), ("Ville de Longueuil", False), ("Brossard QC", False), ("Québec", True),
     ("Longueuil (Québec)", False), ("Laval, QC", True), ("J4K 1E5", False)],
)  # fmt: skip
def test_a_town_that_is_gone_to_stays_one_with_its_province(said: str, outside: bool) -> None:
    assert is_outside(read_town(said) or "", ["Longueuil", "Brossard"]) is outside


@pytest.mark.parametrize(
    ("address", "town"),
    [("12 rue X, duplex", None), ("12 rue X, upstairs", None), ("12 rue X, chez ma mère", None),
     ("12 rue X, maison blanche", None), ("12 rue X, dans la cour", None), ("12 rue X, back door", None),
     ("12 rue X, à confirmer", "à confirmer"), ("12 rue X, à Longueuil", "Longueuil"), ("12 rue X, in Laval", "Laval"),
     ("12 rue X, à Mercier", "Mercier"), ("12 rue X, Longueuil, à côté du dépanneur", "Longueuil"),
     ("12 rue X, secteur Saint-Hubert", "Saint-Hubert"), ("12 rue X, Longueuil, triplex", "Longueuil"),
     ("12 rue X, Ville de Longueuil (Québec) J4K 1E5", "Longueuil")],
)  # fmt: skip
def test_a_kind_of_house_is_no_town(address: str, town: str | None) -> None:
    assert town_of(address) == town


def test_a_territory_is_told_by_whom_it_would_leave_out() -> None:
    towns = [Town("Sorel", 12), Town("Tracy", 3), Town("Laval", 2)]
    wanted = replace(USUAL, territory=("sorel",))
    assert plain(say.area(wanted, towns)) == "Hors secteur ces 90 jours: 5 de 17 demandes: Tracy (3), Laval (2)"
    assert say.area(USUAL, towns) == "Sans ville choisie, personne n’est hors secteur."


@pytest.mark.parametrize(
    ("opens", "closes", "why"),
    [
        (time(8), time(9), "Le jeudi est ouvert 60 min, et une visite en dure 90."),
        (time(17), time(8), "Le jeudi ferme avant d’ouvrir."),
        (time(8), time(9, 30), ""),
    ],
)
def test_a_day_that_holds_no_visit_is_refused_by_its_name(opens: time, closes: time, why: str) -> None:
    assert say.impossible(with_day(USUAL, 4, opens, closes)) == why
