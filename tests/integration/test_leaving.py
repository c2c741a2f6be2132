"""Leaving means gone: whatever way a session ends here, nothing of it is left alive at Supabase Auth."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest

from backend.console.services import Services, assemble
from backend.console.sessions import IDLE_S, hashed
from backend.db import query
from backend.settings.console import ConsoleSettings
from backend.supabase.errors import ApiError
from tests.emptying import delete
from tests.front import FRONT, Front, standing_before
from tests.people import Caller, sign_in

AWAY = next(one for one in FRONT if one["name"] == "500 upstream")


@pytest.fixture
def front(env: dict[str, str]) -> Iterator[Front]:
    with standing_before(env["SUPABASE_URL"]) as one:
        yield one


@pytest.fixture
def rebuilt(env: dict[str, str], front: Front, tmp_path: Path) -> Callable[[str], Services]:
    """A console on a file of that name: the same name is a restart, another one a console rebuilt without its file."""

    def assembled(name: str) -> Services:
        names = {key: value for key, value in env.items() if key in ConsoleSettings.model_fields}
        own = {"SUPABASE_URL": front.url, "CONSOLE_SESSIONS_PATH": tmp_path / name}
        return assemble(ConsoleSettings(**{**names, **own}))  # type: ignore[arg-type]

    return assembled


@pytest.fixture
def parts(rebuilt: Callable[[str], Services]) -> Services:
    return rebuilt("sessions.sqlite3")


def enter(parts: Services, who: tuple[str, str]) -> str:
    cookie = parts.keeper.sign_in(*who)
    assert cookie is not None
    return cookie


def alive(db: psycopg.Connection, who: tuple[str, str]) -> int:
    row = db.execute(
        "select count(*) from auth.sessions s join auth.users u on u.id = s.user_id where u.email = %s", [who[0]]
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_signing_out_ends_this_session_and_no_other(
    parts: Services, hired: tuple[str, str], db: psycopg.Connection
) -> None:
    office, telephone = enter(parts, hired), enter(parts, hired)
    parts.keeper.end(office)
    parts.endings.work()
    assert alive(db, hired) == 1
    assert parts.api_for(telephone).rpc("people")


def test_an_expired_token_leaves_as_well(
    parts: Services, hired: tuple[str, str], db: psycopg.Connection, tmp_path: Path
) -> None:
    cookie = enter(parts, hired)
    with sqlite3.connect(tmp_path / "sessions.sqlite3") as file:
        file.execute("update sessions set access_expires_at = 0, refresh_token = 'spent elsewhere'")
    parts.keeper.end(cookie)
    parts.endings.work()
    assert alive(db, hired) == 0


def test_an_outage_and_a_restart_are_outlived(
    rebuilt: Callable[[str], Services], front: Front, hired: tuple[str, str], db: psycopg.Connection
) -> None:
    parts = rebuilt("sessions.sqlite3")
    cookie = enter(parts, hired)
    front.refusal = AWAY
    parts.keeper.end(cookie)
    parts.endings.work()
    assert parts.person_behind(cookie) is None
    assert alive(db, hired) == 1
    again = rebuilt("sessions.sqlite3")
    again.end_what_is_over()
    assert alive(db, hired) == 1
    front.refusal = None
    again.end_what_is_over()
    assert alive(db, hired) == 0


def test_what_is_kept_until_then_opens_nothing(
    parts: Services, front: Front, hired: tuple[str, str], tmp_path: Path
) -> None:
    cookie = enter(parts, hired)
    session = parts.store.find(hashed(cookie))
    assert session is not None
    front.refusal = AWAY
    parts.keeper.end(cookie)
    with sqlite3.connect(tmp_path / "sessions.sqlite3") as file:
        kept = str(file.execute("select * from endings").fetchall())
    assert session.tokens.access not in kept and session.tokens.refresh not in kept


def test_leaving_everywhere_ends_the_sessions_of_other_consoles_too(
    rebuilt: Callable[[str], Services], hired: tuple[str, str], db: psycopg.Connection
) -> None:
    one, other = rebuilt("one.sqlite3"), rebuilt("other.sqlite3")
    cookie = enter(one, hired)
    enter(other, hired)
    one.keeper.end_everywhere(cookie)
    one.endings.work()
    assert alive(db, hired) == 0


def test_a_session_that_ran_out_ends_there_too(
    parts: Services, hired: tuple[str, str], db: psycopg.Connection, tmp_path: Path
) -> None:
    enter(parts, hired)
    with sqlite3.connect(tmp_path / "sessions.sqlite3") as file:
        file.execute("update sessions set last_seen_at = ?", [time.time() - IDLE_S - 1])
    parts.end_what_is_over()
    assert alive(db, hired) == 0


def test_a_console_rebuilt_without_its_file_leaves_nothing_alive_for_long(
    rebuilt: Callable[[str], Services], hired: tuple[str, str], db: psycopg.Connection
) -> None:
    enter(rebuilt("lost.sqlite3"), hired)
    kept = rebuilt("new.sqlite3")
    cookie = enter(kept, hired)
    db.execute(
        "update auth.sessions set created_at = now() - interval '27 hours', refreshed_at = null where id = "
        "(select s.id from auth.sessions s join auth.users u on u.id = s.user_id where u.email = %s "
        "order by s.created_at limit 1)",
        [hired[0]],
    )
    db.execute(query("end_forgotten_sessions"))
    assert alive(db, hired) == 1
    assert kept.api_for(cookie).rpc("people")


def test_a_suspended_person_has_no_session_left_anywhere(
    parts: Services, env: dict[str, str], hired: tuple[str, str], db: psycopg.Connection
) -> None:
    cookie = enter(parts, hired)
    user = db.execute("select user_id from profiles where email = %s", [hired[0]]).fetchone()
    assert user is not None
    owner: Caller = sign_in(env, "owner")
    asked = owner.rpc("set_suspended", p_request_id=str(uuid4()), p_user_id=str(user[0]), p_suspended=True)
    assert asked.status_code == 200
    deadline = time.monotonic() + 30
    while alive(db, hired) and time.monotonic() < deadline:
        time.sleep(0.2)
    assert alive(db, hired) == 0
    with pytest.raises(ApiError) as refused:
        parts.api_for(cookie).rpc("people")
    assert refused.value.kind in ("expired", "forbidden")


def test_a_session_is_ended_by_its_number_and_by_nothing_less(env: dict[str, str], hired: tuple[str, str]) -> None:
    stranger = Caller(env["SUPABASE_URL"], env["SUPABASE_PUBLISHABLE_KEY"], None)
    made_up = stranger.rpc("leave_session", p_session_id=str(uuid4()), p_everywhere=True)
    nothing = stranger.rpc("leave_session", p_session_id=None, p_everywhere=True)
    assert {made_up.status_code, nothing.status_code} == {401}
    assert made_up.json()["code"] == "42501"


def test_a_person_deleted_in_the_dashboard_is_out_within_a_minute_and_their_name_stays(
    parts: Services, env: dict[str, str], db: psycopg.Connection, hired: tuple[str, str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    cookie = enter(parts, hired)
    user = db.execute("select user_id from profiles where email = %s", [hired[0]]).fetchone()
    assert user is not None
    entry = (uuid4(), user[0])
    db.execute(
        "insert into audit_log (request_id, actor, action, subject_type) values (%s, %s, 'classify_call', 'call')",
        entry,
    )
    called_back = db.execute(
        "insert into vapi_calls (vapi_call_id, status, created_at, called_back_at, called_back_by)"
        " values (%s, 'ended', now(), now(), %s) returning id",
        [uuid4().hex, user[0]],
    ).fetchone()
    assert called_back is not None
    [call] = called_back
    delete(db, "delete from auth.users where id = %s", [user[0]])
    monkeypatch.setattr("backend.console.renewal.PROFILE_GOOD_FOR_S", 0)
    assert parts.person_behind(cookie) is None
    assert alive(db, hired) == 0
    trail = sign_in(env, "owner").rpc("audit_trail", p_actor=str(user[0])).json()
    assert [one["actor_name"] for one in trail] == ["Employé Essai"]
    detail = sign_in(env, "owner").rpc("call_detail", p_call_id=str(call)).json()
    assert detail["call"]["called_back_by_name"] == "Employé Essai"
    asked = sign_in(env, "owner").rpc(
        "invite_person", p_request_id=str(uuid4()), p_email=hired[0], p_full_name="Employé Essai", p_role="staff"
    )
    assert asked.status_code == 200, asked.text
