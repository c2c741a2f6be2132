"""The words of Ma semaine: each figure with its n, the week before beside it; nothing is claimed from nothing."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from backend.week import words
from backend.week.message import text
from backend.week.read import Figures, Week

NOTHING = Figures(0, 0, 0, 0, 0, 0, 0, None, 0, 0, 0, {}, 0, Decimal(0), [0] * 7)
BUSY = Figures(
    42, 21, 9, 15, 14, 5, 11, 780.0, 6, 2, 3, {"went_elsewhere": 1, "too_expensive": 2}, 40, Decimal("18.40"),
    [6] * 7,
)  # fmt: skip
WEEK = Week(datetime(2026, 11, 23, 12, tzinfo=UTC), date(2026, 11, 16), True, BUSY, NOTHING)


def said(week: Week) -> dict[str, words.Line]:
    return {one.name: one for one in words.lines(week)}


def plain(words_: str) -> str:
    return words_.replace("\u00a0", " ")


def test_each_figure_has_the_week_before_and_says_from_how_many() -> None:
    lines = said(WEEK)
    assert (lines["Rappelés en 15 min"].value, lines["Rappelés en 15 min"].before) == ("5 sur 15", "–")
    assert plain(lines["Attente médiane"].value) == "13 min"
    assert plain(lines["Attente médiane"].beside).startswith("n = 14 personnes")
    assert plain(lines["Dépensé pour Paul"].value) == "18,40 $ US"
    assert plain(lines["Dépensé pour Paul"].beside).startswith("0,46 $ US chacun; n = 40 appels")
    assert all("n = " in one.beside for name, one in lines.items() if name not in ("Appels reçus", "Rendez-vous pris"))


def test_leads_are_lost_for_reasons_the_most_frequent_first() -> None:
    assert said(WEEK)["Perdus"].beside == "trop cher 2, a trouvé quelqu’un d’autre 1; n = 21 fiches"


def test_nothing_measured_is_a_dash_and_no_zero_percent() -> None:
    lines = said(replace(WEEK, figures=NOTHING))
    assert {lines[name].value for name in ("Rappelés en 15 min", "Attente médiane", "Dépensé pour Paul")} == {"–"}


def test_a_week_under_way_says_what_it_is_held_against() -> None:
    assert "au même moment" in words.against(replace(WEEK, is_over=False))
    assert words.title(WEEK) == "Semaine du 16 novembre au 22 novembre"


def test_the_message_begins_with_a_line_that_names_nobody_and_tells_each_figure() -> None:
    first, _, *rest = text(WEEK).split("\n")
    assert first == "Semaine du 16 novembre au 22 novembre: 42 appels, 21 clients potentiels, 9 rendez-vous"
    assert [line.partition(":")[0] for line in rest[:-2]] == [one.name for one in words.lines(WEEK)]
