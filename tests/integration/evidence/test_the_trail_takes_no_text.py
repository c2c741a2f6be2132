"""The trail takes no text of any size, and no form keeps a field that it does not know: tried on every function that
signed-in people may call, the list of them read from the catalogue."""

from __future__ import annotations

import json
import secrets
import uuid
from typing import Any

import psycopg
import pytest

from tests.catalogue import KNOWN_FIELDS, Catalogue, Function, read
from tests.readiness_fixtures import World, gates_db, world

__all__ = ["gates_db", "world"]
LONG = secrets.token_hex(150_000)
# Longer than any line of the trail, than any note, than the longest register of an incident.
MOST = 40_000
# What an argument is given while another one is tried.
HARMLESS: dict[str, Any] = {
    "uuid": "00000000-0000-4000-8000-000000000000", "integer": 1, "bigint": 1, "boolean": True, "double precision": 1,
    "timestamp with time zone": "2026-11-23T12:00:00Z", "date": "2026-11-23", "jsonb": "{}", "text": "x",
    "text[]": ["x"], "uuid[]": [], "bigint[]": [1],
}  # fmt: skip
LONG_OF: dict[str, Any] = {
    "text": LONG, "text[]": [LONG], "jsonb": json.dumps({LONG: LONG}),
    "uuid[]": [str(uuid.uuid4()) for _ in range(8_000)], "bigint[]": list(range(10**12, 10**12 + 20_000)),
}  # fmt: skip


def call(world: World, role: str, one: Function, given: dict[str, Any]) -> str | None:
    """Why it was refused, or None: in a transaction that is taken back by whoever calls this."""
    names = ", ".join(f"{name} => %s::{kind}" for name, kind in one.arguments.items())
    claims = json.dumps({"sub": str(world.people[role]), "aal": "aal2"})
    try:
        with world.conn.transaction():
            world.do("select set_config('request.jwt.claims', %s, true)", claims)
            world.do("set local role authenticated")
            world.do(f"select {one.name}({names})", *(given[name] for name in one.arguments))
            world.do("reset role")
    except psycopg.Error as error:
        return error.diag.message_primary or type(error).__name__
    return None


def arguments(one: Function, **tried: Any) -> dict[str, Any]:
    fresh = {name: str(uuid.uuid4()) for name in one.arguments if name == "p_request_id"}
    empty = {name: "[]" for name in one.lists}
    return {name: HARMLESS[kind] for name, kind in one.arguments.items()} | empty | fresh | tried


def long_rows(world: World, tables: frozenset[str]) -> list[str]:
    long = "select exists (select from {} t where length(t::text) > {})"
    return [table for table in sorted(tables) if world.do(long.format(table, MOST))[0]]


def forms(found: Catalogue) -> list[tuple[Function, str]]:
    return [(one, name) for one in found.open for name, kind in one.arguments.items() if kind in ("json", "jsonb")]


def test_every_kind_of_argument_that_people_may_send_is_tried(world: World) -> None:
    kinds = {kind for one in read(world.conn).open for kind in one.arguments.values()}
    assert kinds - HARMLESS.keys() - {"time without time zone", "smallint"} == set()
    assert {kind for kind in kinds if "[]" in kind or kind in ("text", "jsonb")} <= LONG_OF.keys()


@pytest.mark.timeout(300)
def test_no_function_keeps_a_long_text_whoever_sends_it(world: World) -> None:
    found = read(world.conn)
    before = long_rows(world, found.tables)
    kept = []
    tried = 0
    for one in found.open:
        for name, kind in one.arguments.items():
            if kind not in LONG_OF:
                continue
            for role in ("owner", "staff", "admin"):
                with world.conn.transaction(force_rollback=True):
                    why = call(world, role, one, arguments(one, **{name: LONG_OF[kind]}))
                    tried += 1
                    if why is None and long_rows(world, found.tables) != before:
                        kept.append((one.name, name, role))
    assert kept == []
    assert tried > 100


def test_every_form_says_which_fields_it_knows_before_anything_is_written(world: World) -> None:
    for one, name in forms(read(world.conn)):
        assert one.fields.get(name), f"{one.name} takes {name} and names no field of it"
        checked = KNOWN_FIELDS.search(one.body)
        assert checked and checked.start() < one.body.index("begin_action"), one.name


@pytest.mark.parametrize(
    ("value", "why"),
    [
        ({"unknown_to_all": 1}, "unknown_field"),
        ({"known": {"nested": "x"}}, "fields_unreadable"),
        ({"known": [["x"]]}, "fields_unreadable"),
        ({"known": LONG}, "too_long"),
        ([], "fields_unreadable"),
        ("x", "fields_unreadable"),
        (None, "fields_unreadable"),
    ],
)
def test_every_form_refuses_what_it_does_not_know(world: World, value: Any, why: str) -> None:
    found = forms(read(world.conn))
    assert len(found) >= 7
    for one, name in found:
        first = one.fields[name][0]
        sent = {first: value["known"]} if isinstance(value, dict) and "known" in value else value
        # Of the roles, whoever may.
        asked = {name: json.dumps(one.form(name, sent))}
        refused = {call(world, role, one, arguments(one, **asked)) for role in ("owner", "admin")}
        assert why in refused, (one.name, value if len(str(value)) < 100 else "long", refused)


def test_every_list_of_forms_is_a_list(world: World) -> None:
    found = [(one, name) for one, name in forms(read(world.conn)) if name in one.lists]
    assert found
    for one, name in found:
        for value in (json.dumps({one.fields[name][0]: 1}), "{}", '"x"', "null", None):
            assert call(world, "owner", one, arguments(one, **{name: value})) == "fields_unreadable", (one.name, value)
        many = json.dumps([dict.fromkeys(one.fields[name], "x" * 400)] * 100)
        for_all = dict.fromkeys(other for other, kind in one.arguments.items() if kind in ("text", "uuid"))
        given = arguments(one) | for_all | {name: many, "p_request_id": str(uuid.uuid4())}
        with world.conn.transaction(force_rollback=True):
            assert call(world, "owner", one, given) == "request_too_long", one.name


def test_a_wrong_type_in_a_field_is_a_refusal_and_no_outage(world: World) -> None:
    answers = {}
    for one, name in forms(read(world.conn)):
        for field in one.fields[name]:
            for wrong in ("\u0000"[:0] + "neither a date nor a number", 10**30, True, [1, 2], None):
                given = arguments(one, **{name: json.dumps(one.form(name, {field: wrong}))})
                with world.conn.transaction(force_rollback=True):
                    answers[one.name, field, str(wrong)] = call(world, "admin", one, given)
    codes = {why for why in answers.values() if why and not why.replace("_", "").isalpha()}
    assert codes == set(), [key for key, why in answers.items() if why in codes]


def test_staff_cannot_name_an_export_s_filters_as_they_like(world: World) -> None:
    with pytest.raises(psycopg.DatabaseError, match="unknown_filter"):
        world.ask("staff", "log_export", p_rows=3, p_filters=["Jean Tremblay, 450 555-0134"])


def test_known_filters_are_written_down(world: World) -> None:
    assert world.ask("staff", "log_export", p_rows=3, p_filters=["since", "words"]) == {"rows": 3}
    assert world.do("select changes from audit_log where action = 'export_calls'")[0] == {
        "rows": 3, "filters": ["since", "words"],
    }  # fmt: skip
