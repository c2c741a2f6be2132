"""What the pooler makes of a client's first message."""

from __future__ import annotations

import pytest

from backend.local.pooler import startup
from backend.local.pooler.startup import NotForUs

ASKED = {"user": "postgres.embedded", "database": "postgres", "options": "-c statement_timeout=5000",
         "application_name": "drain-worker", "search_path": "extensions"}  # fmt: skip


def test_the_projects_name_comes_off_and_most_of_what_is_asked_for_gets_lost() -> None:
    assert startup.parameters(startup.passed_on(startup.written(ASKED))) == {
        "user": "postgres",
        "database": "postgres",
        "application_name": "Supavisor",
        "client_encoding": "UTF8",
        "search_path": "extensions",
    }


@pytest.mark.parametrize("user", ["postgres", ".embedded", "postgres.", ""])
def test_a_user_without_a_project_belongs_to_nobody(user: str) -> None:
    with pytest.raises(NotForUs, match="ENOIDENTIFIER"):
        startup.passed_on(startup.written({"user": user}))


def test_a_first_message_in_pieces_is_waited_for() -> None:
    whole = startup.written(ASKED)
    assert all(startup.first(whole[:length]) is None for length in range(len(whole)))
    found = startup.first(whole + b"more")
    assert found and (found.code, found.message) == (startup.PROTOCOL, whole)


@pytest.mark.parametrize("received", [b"GET / HTTP/1.1\r\n", b"\x00" * 8, b"\xff" * 8])
def test_what_is_no_first_message_is_refused(received: bytes) -> None:
    with pytest.raises(NotForUs):
        startup.first(received)
