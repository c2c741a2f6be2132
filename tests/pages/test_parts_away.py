"""Each screen, opened fresh while a part is down: an outage is never drawn as emptiness."""

from __future__ import annotations

import time
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from backend.supabase.errors import ApiError
from pages import menu
from pages.ui import links
from tests import outage
from tests.local_stack import Stack
from tests.screens import Signed, words

# Longer than all screens take; let back as soon as they were seen.
HELD_S = 300.0
GONE_WITHIN_S = 60.0
SCREENS = (*menu.DAILY, *menu.ADMINISTRATION)
SILENT_WORKER = b"update private.heartbeats set at = now() - interval '5 minutes' where program = 'worker'"
PATHS = [screen.path for screen in SCREENS]
# Who opens each: the administrator, but for the owner's own.
ROLES: dict[str, str] = {screen.path: "admin" if "admin" in screen.roles else screen.roles[0] for screen in SCREENS}


def one_screen(path: str) -> None:
    from pages import menu

    next(screen for screen in (*menu.DAILY, *menu.ADMINISTRATION) if screen.path == path).render()


def opened(path: str) -> AppTest:
    """That screen in a session that has never seen any data."""
    test = AppTest.from_function(one_screen, args=(path,), default_timeout=60)
    # Everything of one person: a screen that asks for nobody has nothing to read.
    if path == links.CUSTOMER_PATH:
        test.query_params[links.CALL] = str(uuid.uuid4())
    return test.run()


def html(test: AppTest) -> str:
    return " ".join(str(getattr(element.proto, "body", "")) for element in test.main if hasattr(element, "proto"))


@contextmanager
def down(stack: Stack, program: str, answers: Callable[[], bool]) -> Iterator[None]:
    """Killed and held down; back, and answering, afterwards."""
    outage.kill(stack, program, HELD_S)
    try:
        yield
    finally:
        outage.let_back(stack, program)
        deadline = time.monotonic() + GONE_WITHIN_S
        while not answers():
            assert time.monotonic() < deadline, f"{program} did not come back"
            time.sleep(0.2)
        outage.settled(stack)


def answering(signed: Signed) -> Callable[[], bool]:
    def ask() -> bool:
        try:
            signed[1].rpc("today", {"p_limit": 1})
        except ApiError:
            return False
        return True

    return ask


@pytest.mark.parametrize("program", ["postgres", "gateway"])
def test_without_its_data_each_screen_says_so_and_shows_no_empty_list(
    program: str, stack: Stack, become: Callable[[str], None], everyone: dict[str, Signed]
) -> None:
    with down(stack, program, answering(everyone["admin"])):
        wrong = {path: found for path in PATHS if (found := _what_is_wrong(_opened_by_its_own(path, become)))}
    assert wrong == {}


def _opened_by_its_own(path: str, become: Callable[[str], None]) -> AppTest:
    become(ROLES[path])
    return opened(path)


def _what_is_wrong(test: AppTest) -> list[str]:
    drawn, said = html(test), words(test)
    found = {
        "an exception": bool(test.exception),
        "nothing said": not test.error,
        "an empty list": "df-empty" in drawn,
        "figures": "df-count" in drawn,
        "asked to repeat what was not done": "Recommencez" in said,
    }
    return [what for what, is_so in found.items() if is_so]


def _outages(test: AppTest) -> list[str]:
    return [error.value for error in test.error if not error.value.startswith("Personne n’est de garde")]


def test_without_the_webhook_the_screens_are_all_there(
    stack: Stack, become: Callable[[str], None], everyone: dict[str, Signed]
) -> None:
    with down(stack, "webhook", answering(everyone["admin"])):
        assert _not_all_there(become) == set()


def test_without_the_worker_the_screens_are_all_there_and_say_so(
    become: Callable[[str], None], db: psycopg.Connection
) -> None:
    db.execute(SILENT_WORKER)
    assert _not_all_there(become) == set()
    line = AppTest.from_function(status_line, default_timeout=20).run()
    assert "Le service de fond se tait" in words(line)


def _not_all_there(become: Callable[[str], None]) -> set[str]:
    return {path for path in PATHS if (test := _opened_by_its_own(path, become)).exception or _outages(test)}


def status_line() -> None:
    from pages import status

    status.status_line()
