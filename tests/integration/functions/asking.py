"""Asks the database's functions as the Data API does: the body read by `json_to_record`, a token's claims, the role of
whoever holds it; and tells what came of it."""

from __future__ import annotations

import json
import time
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import psycopg

from tests.catalogue import Catalogue, Function
from tests.integration.functions.rows import BEFORE, SESSION
from tests.readiness_fixtures import World

# Our own refusals, and that of a role: the only ones with words for a person.
CLEAR = ("DF4", "42501")
COUNTED = "select relid::regclass::text, n_tup_ins + n_tup_upd + n_tup_del from pg_stat_xact_all_tables"


@dataclass(frozen=True)
class Answer:
    """What a function answered, or why not: `state` is null where it was carried out."""

    value: Any = None
    state: str | None = None
    message: str = ""
    # The body itself could not be read as these arguments: the Data API refuses it, no function hears of it.
    unreadable: bool = False

    @property
    def done(self) -> bool:
        """It was carried out."""
        return self.state is None

    @property
    def clear(self) -> bool:
        """Carried out, or refused under a code that has its words."""
        return self.done or self.unreadable or (self.state or "").startswith(CLEAR)


@dataclass(frozen=True)
class Person:
    """Who asks: the role of the database and the token's claims."""

    role: str
    claims: dict[str, Any]


def person(world: World, name: str) -> Person:
    """`anonymous`, `nobody` (an account without a profile), or a role; `owner:aal1` has not shown a code."""
    role, _, level = name.partition(":")
    if role == "anonymous":
        return Person("anon", {"role": "anon"})
    sub = str(uuid4()) if role == "nobody" else str(world.people[role])
    claims: dict[str, Any] = {"role": "authenticated", "sub": sub, "aal": level or "aal2"}
    if not level:
        claims["amr"] = [{"method": "totp", "timestamp": round(time.time())}]
    if role == "staff":
        claims["session_id"] = SESSION
    return Person("authenticated", claims)


def ask(world: World, who: str, one: Function, given: dict[str, Any]) -> Answer:
    """Carried out for good within the test's transaction; a refusal takes back what it did."""
    body = json.dumps(given)
    record = ", ".join(f"{name} {one.arguments[name]}" for name in given)
    named = ", ".join(f"{name} => x.{name}" for name in given)
    source = f"from json_to_record(%s) as x({record})" if given else ""
    asking = person(world, who)
    try:
        with world.conn.transaction():
            world.do("select set_config('request.jwt.claims', %s, true)", json.dumps(asking.claims))
            world.do(f"set local role {asking.role}")
            if given and (why := _unreadable(world, f"select * {source}", body)):
                return Answer(state=why, unreadable=True)
            rows = world.conn.execute(f"select {one.name}({named}) {source}".encode(), [body] if given else None)
            value = [row[0] for row in rows.fetchall()]
            world.do("reset role")
    except psycopg.Error as error:
        return Answer(state=error.sqlstate or "?", message=error.diag.message_primary or "")
    return Answer(value[0] if len(value) == 1 else value)


def _unreadable(world: World, statement: str, body: str) -> str | None:
    try:
        with world.conn.transaction():
            world.do(statement, body)
    except psycopg.Error as error:
        return error.sqlstate
    return None


def prepare(world: World, one: Function) -> None:
    """What has to be there for this function alone."""
    for statement in BEFORE.get(one.name.removeprefix("public."), "").split(";"):
        if statement:
            world.do(statement)


def is_action(found: Catalogue, name: str) -> bool:
    """It is carried out once for one id of a request."""
    one = found.functions[f"public.{name}"]
    return "p_request_id" in one.arguments and "private.begin_action" in found.reached(one.name)


def arguments(one: Function, sample: dict[str, Any]) -> dict[str, Any]:
    """The sample, with the id of a request where one is due."""
    return ({"p_request_id": str(uuid4())} if "p_request_id" in one.arguments else {}) | sample


def changed(world: World) -> dict[str, int]:
    """How many rows each table had written, changed or deleted in this transaction so far."""
    return {table: count for table, count in world.conn.execute(COUNTED.encode()).fetchall() if count}
