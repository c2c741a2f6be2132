"""Ma semaine: the owner's, each figure beside the week before, with its rows."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from tests.screens import screen, words
from tests.week_fixtures import live_through, monday_before


def semaine() -> None:
    from pages import week

    week.render()


def chosen(test: AppTest, label: str, value: str) -> None:
    next(box for box in test.selectbox if box.label == label).set_value(value).run()


def test_a_first_week_says_that_there_is_nothing_to_compare(become: Callable[[str], None]) -> None:
    become("owner")
    test = screen(semaine)
    assert not test.exception
    assert "Ni cette semaine ni celle d’avant: rien à comparer." in words(test)


@pytest.mark.parametrize("role", ["staff", "admin"])
def test_it_is_the_owners(role: str, become: Callable[[str], None]) -> None:
    become(role)
    assert "réservée au propriétaire" in words(screen(semaine))


def test_each_figure_stands_beside_the_week_before_and_opens_its_rows(
    become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    monday = monday_before(datetime.now(UTC))
    live_through(db, monday)
    test = screen(semaine)
    chosen(test, "Semaine", monday.isoformat())
    assert not test.exception
    shown = words(test)
    assert "3 Appels reçus semaine d’avant: 1" in shown
    assert "Rappelés en 15 min n = 5 personnes qui attendaient un appel 1 sur 5 –" in shown
    assert "trop cher 1; n = 4 fiches" in shown
    chosen(test, "Chiffre", "unreached")
    rows = words(test)
    assert "S-4" in rows and "450 555-0131" in rows and "S-1" not in rows
