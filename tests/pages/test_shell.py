"""The frame around every screen: menu by role, status line, way out."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from uuid import UUID

import pytest
from streamlit.testing.v1 import AppTest

from backend.supabase.errors import ApiError
from pages import menu
from pages.ui import actions
from tests.screens import words

SHELL = Path(__file__).parents[2] / "pages" / "shell.py"
DAILY = ["Aujourd’hui", "Appels", "Clients potentiels", "Alertes", "Rendez-vous"]
WEEK, LATENCY = "Ma semaine", "Latence"
GO = "Mise en service"
TRIALS = "Appels d’essai"
KEEPERS = ["Plan B", "Réglages", "Sauvegardes", "Équipe", "Conformité"]


def shell() -> AppTest:
    return AppTest.from_file(str(SHELL), default_timeout=20).run()


@pytest.mark.parametrize(
    ("role", "more"),
    [
        ("owner", [WEEK, LATENCY, *KEEPERS, GO]),
        ("staff", [LATENCY, TRIALS]),
        ("admin", [LATENCY, TRIALS, *KEEPERS, "Santé", GO]),
    ],
)
def test_the_menu_is_the_roles_with_the_daily_screens_first(role: str, more: list[str]) -> None:
    screens = [screen for group in (menu.DAILY, menu.ADMINISTRATION) for screen in group if role in screen.roles]
    screens = [screen for screen in screens if screen.in_menu]
    assert [screen.title for screen in screens] == DAILY + more


def test_the_first_screen_comes_with_the_status_line(become: Callable[[str], None]) -> None:
    become("owner")
    test = shell()
    assert not test.exception
    shown = words(test)
    # What the lights say depends on what the stack has lived through; that they are there does not.
    assert "Alertes" in shown
    assert "Sauvegarde" in shown
    assert "Aujourd’hui" in shown


def test_a_wish_is_carried_out_once_whatever_is_clicked() -> None:
    done: list[UUID] = []
    wish = actions.Action()
    for _ in range(5):
        wish.ask()
        if wish.state == "asked":
            assert actions.run(wish, done.append)
    assert done == [wish.id]


def test_an_error_is_shown_while_it_is_news_and_the_same_wish_may_be_asked_again() -> None:
    def refuse(_: UUID) -> None:
        raise ApiError("unreachable")

    wish = actions.Action()
    wish.ask()
    assert not actions.run(wish, refuse)
    news = wish.trouble
    assert news is not None
    wish.failed_at -= actions.ERROR_STAYS_S
    assert wish.trouble is None
    wish.ask()
    assert wish.state == "asked"
