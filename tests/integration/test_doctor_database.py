"""What a real Postgres says of a wrong address, of a full pooler, of its age and of its people, and in which words."""

from __future__ import annotations

import time
from collections.abc import Iterator

import psycopg
import pytest
from psycopg.conninfo import make_conninfo

from backend.doctor import database, people, schema, trial
from backend.doctor.finding import Finding
from backend.doctor.programs import Program, settle
from tests.doctor_fixtures import only, wrong


@pytest.fixture(autouse=True)
def _nothing_happened_yet(clean_db: psycopg.Connection) -> None:
    """No message that another test had refused."""


@pytest.fixture
def undone(env: dict[str, str]) -> Iterator[psycopg.Connection]:
    """A connection whose changes nobody else sees."""
    with psycopg.connect(env["SUPABASE_DB_URL"]) as conn:
        conn.execute("set session_replication_role = replica")
        yield conn
        conn.rollback()


@pytest.fixture
def limited(env: dict[str, str], db: psycopg.Connection) -> Iterator[str]:
    """The address of somebody to whom the server grants three connections."""
    db.execute("create role few login password 'few' connection limit 3")
    yield make_conninfo(env["SUPABASE_DB_URL"], user="few", password="few")
    db.execute("drop role few")


def test_the_stacks_own_database_is_in_order(env: dict[str, str]) -> None:
    found = list(database.opened(env["SUPABASE_DB_URL"]))
    assert wrong(found) == []
    assert {"SUPABASE_DB_URL", "Horloge", "Schéma de la base", "Compte du propriétaire"} <= {
        one.setting for one in found
    }


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"password": "autre"}, "le mot de passe est refusé"),
        ({"dbname": "ailleurs"}, "cette base n’existe pas"),
        ({"host": "base.invalid"}, "ce nom de machine n’existe pas"),
        ({"host": "2001:db8::1"}, "que des adresses IPv6"),
        ({"port": "9"}, "la base ne répond pas"),
        ({"sslmode": "require"}, "la connexion chiffrée est refusée"),
    ],
)
def test_an_address_that_does_not_open_says_why(env: dict[str, str], changed: dict[str, str], said: str) -> None:
    found = only(database.opened(make_conninfo(env["SUPABASE_DB_URL"], **changed)))
    assert (found.setting, found.state, found.stops) == ("SUPABASE_DB_URL", "broken", False)
    assert said in found.found


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("FATAL:  (EMAXCONNSESSION) max clients reached in session mode", "le pooler est plein"),
        ("FATAL:  Tenant or user not found", "cet utilisateur est inconnu"),
    ],
)
def test_what_only_the_pooler_says_is_understood(env: dict[str, str], words: str, said: str) -> None:
    assert said in database.refused(env["SUPABASE_DB_URL"], words).found


def test_a_pooler_that_is_too_small_is_seen_before_it_is_full(env: dict[str, str], limited: str) -> None:
    assert "n’accorde pas 10 connexions" in only(database.room(limited)).found
    assert wrong(database.room(limited, needed=3)) == []
    assert wrong(database.room(env["SUPABASE_DB_URL"])) == []


@pytest.mark.parametrize(("minutes", "ahead"), [(10, "en avance"), (-10, "en retard")])
@pytest.mark.parametrize(("program", "stops"), [("webhook", True), ("worker", False)])
def test_a_clock_ten_minutes_off_stops_whoever_checks_signatures(
    env: dict[str, str], monkeypatch: pytest.MonkeyPatch, program: Program, minutes: int, ahead: str, stops: bool
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)
    of_database = [one for one in settle(program, starting=True).trials if one.setting == "SUPABASE_DB_URL"]
    really = time.time
    monkeypatch.setattr(time, "time", lambda: really() + 60 * minutes + (1 if minutes > 0 else -1))
    found = only(trial.run(of_database))
    assert (found.setting, found.state, found.stops) == ("Horloge", "broken", stops)
    assert f"{ahead} de 10\N{NO-BREAK SPACE}min" in found.found and "401" in found.means


def test_a_schema_older_than_the_code_is_named(undone: psycopg.Connection) -> None:
    undone.execute("delete from private.schema_migrations where name >= '0016'")
    found = only(schema.compared(undone))
    assert found.state == "broken" and "plus ancien" in found.found and "0016_acknowledged_via.sql" in found.found
    assert "backend.migrate" in found.remedy


def test_a_schema_newer_than_the_code_is_named(undone: psycopg.Connection) -> None:
    undone.execute("insert into private.schema_migrations (name, sha256) values ('9999_future.sql', 'x')")
    found = only(schema.compared(undone))
    assert found.state == "gap" and "plus récent" in found.found and "9999_future.sql" in found.found


def test_a_migration_that_is_not_the_one_written_here_is_named(undone: psycopg.Connection) -> None:
    undone.execute("update private.schema_migrations set sha256 = 'x' where name like '0003%'")
    found = only(schema.compared(undone))
    assert found.state == "broken" and "0003_leads.sql" in found.found


def test_functions_of_another_version_are_named_by_their_file(undone: psycopg.Connection) -> None:
    undone.execute("update private.schema_parts set sha256 = 'x' where name = 'functions/team/people.sql'")
    found = only(schema.compared(undone))
    assert found.state == "broken" and "functions/team/people.sql" in found.found


def test_a_function_changed_by_hand_is_named(undone: psycopg.Connection) -> None:
    undone.execute(
        "create or replace function private.app_role() returns text language sql stable security definer"
        " set search_path = '' as $$ select 'owner' $$"
    )
    found = only(schema.compared(undone))
    assert found.state == "gap" and "private.app_role" in found.found and "--again" in found.remedy


def test_a_database_that_has_had_no_migration_is_named(undone: psycopg.Connection) -> None:
    undone.execute("drop table private.schema_migrations")
    assert "aucune migration" in only(schema.compared(undone)).found


def _about(conn: psycopg.Connection, setting: str) -> Finding | None:
    return next((one for one in people.known(conn) if one.setting == setting), None)


def test_a_team_without_an_owner_is_named(undone: psycopg.Connection) -> None:
    undone.execute("update profiles set role = 'staff' where role = 'owner'")
    found = _about(undone, "Compte du propriétaire")
    assert found is not None and found.state == "broken" and "aucun" in found.found
    assert "first-owner" in found.remedy


def test_an_invitation_that_outlived_its_link_shows_that_links_are_short(undone: psycopg.Connection) -> None:
    setting = "Supabase, Providers : Email OTP expiration"
    undone.execute(
        "insert into auth.users (id, email, created_at)"
        " values (gen_random_uuid(), 'n@x.ca', now() - interval '61 minutes')"
    )
    before = _about(undone, setting)
    undone.execute(
        "insert into profiles (user_id, email, full_name, role)"
        " select id, email, 'Nouvelle', 'staff' from auth.users where email = 'n@x.ca'"
    )
    after = _about(undone, setting)
    assert before is not None and before.state == "ok"
    assert after is not None and after.state == "gap" and "plus d’une heure" in after.found
    assert "86400" in after.remedy


@pytest.mark.parametrize(
    ("requests", "state"),
    [
        ([], None),
        ([(200, 5)], "ok"),
        ([(401, 5)], None),
        ([(401, minutes) for minutes in range(1, 8)], "broken"),
        ([(200, 60), (401, 5)], "ok"),
        ([(200, 60), *[(401, minutes) for minutes in range(1, 8)]], "gap"),
        ([(401, 60), (200, 5)], "ok"),
    ],
)
def test_a_webhook_secret_that_is_not_vapis_shows_in_what_is_refused(
    undone: psycopg.Connection, requests: list[tuple[int, int]], state: str | None
) -> None:
    undone.execute("delete from private.webhook_requests")
    for status, minutes in requests:
        undone.execute(
            "insert into private.webhook_requests (at, route, message_type, status, outcome, ms)"
            " values (now() - make_interval(mins => %s), 'vapi', '-', %s, %s, 1)",
            [minutes, status, "applied" if status == 200 else "refused"],
        )
    found = _about(undone, "VAPI_WEBHOOK_SECRET")
    assert (found.state if found else None) == state
