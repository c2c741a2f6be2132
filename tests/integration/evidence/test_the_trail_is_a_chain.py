"""A line of the trail that is changed, taken away, slipped in or cut off breaks the chain, whoever did it; a lawful
redaction and a purge are links of their own."""

from __future__ import annotations

import json
import re
import uuid
from typing import Any

import pytest

from tests.readiness_fixtures import World, gates_db, world

__all__ = ["gates_db", "world"]


def write(world: World, n: int = 5, days_ago: int = 0) -> list[uuid.UUID]:
    """So many lines, one after the other."""
    made = []
    for number in range(n):
        one = world.do(
            "insert into audit_log (request_id, at, actor, action, subject_type, changes, result)"
            " values (gen_random_uuid(), now() - make_interval(days => %s) + make_interval(secs => %s), null, 'test',"
            " 'test', %s, '{}') returning request_id",
            days_ago, number, json.dumps({"number": number}),
        )  # fmt: skip
        made.append(one[0])
    return made


def seal(world: World) -> int:
    sealed: int = world.do("select private.seal_trail(500)")[0]
    return sealed


def night(world: World) -> dict[str, Any]:
    found: dict[str, Any] = world.do("select private.note_trail()")[0]
    return found


def around_the_triggers(world: World, statement: str, *values: object) -> None:
    """As whoever holds the database itself could: the table's own guards sleep."""
    world.do("set local session_replication_role = replica")
    world.do(statement, *values)
    world.do("set local session_replication_role = origin")


def test_an_untouched_trail_is_whole_and_each_line_is_sealed_once(world: World) -> None:
    write(world, 7)
    assert (seal(world), seal(world)) == (7, 0)
    found = night(world)
    assert (found["whole"], found["links"], found["lines"]) == (True, 7, 7)
    assert re.fullmatch("[0-9a-f]{64}", found["head"])


@pytest.mark.parametrize(
    ("statement", "wrong"),
    [
        ("update audit_log set changes = '{}' where request_id = %s", {"changed": 1}),
        ("update audit_log set actor = gen_random_uuid() where request_id = %s", {"changed": 1}),
        ("update audit_log set at = at - interval '1 second' where request_id = %s", {"changed": 1}),
        ("delete from audit_log where request_id = %s", {"missing": 1}),
        ("delete from private.trail_links where request_id = %s", {"broken": 4}),
        ("update private.trail_links set kind = 'purge' where request_id = %s", {"broken": 3, "back": 1}),
        ("update private.trail_links set line_sha256 = sha256('x') where request_id = %s", {"broken": 3, "changed": 1}),
    ],
)
def test_whoever_changes_a_line_or_a_link_is_found_out_that_night(
    world: World, statement: str, wrong: dict[str, int]
) -> None:
    lines = write(world)
    seal(world)
    around_the_triggers(world, statement, lines[2])
    found = night(world)
    assert not found["whole"]
    assert {name: found[name] for name in wrong} == wrong


def test_a_line_slipped_in_among_old_ones_was_never_of_the_chain(world: World) -> None:
    write(world)
    seal(world)
    write(world, 1, days_ago=30)
    assert seal(world) == 0
    found = night(world)
    assert (found["whole"], found["unsealed"]) == (False, 1)


def test_an_end_that_was_cut_off_with_its_links_is_missed_the_night_after(world: World) -> None:
    lines = write(world)
    seal(world)
    assert night(world)["whole"]
    around_the_triggers(world, "delete from audit_log where request_id = any (%s)", lines[3:])
    around_the_triggers(world, "delete from private.trail_links where request_id = any (%s)", lines[3:])
    found = night(world)
    assert (found["whole"], found["cut"], found["broken"]) == (False, True, None)


def test_a_redaction_is_a_link_of_its_own_and_says_that_it_was_one(world: World) -> None:
    lines = write(world)
    seal(world)
    assert world.do("select private.redact_lines(%s)", [lines[1]])[0] == 1
    assert night(world)["whole"]
    kinds = world.conn.execute("select kind from private.trail_links where request_id = %s order by n", [lines[1]])
    assert [row[0] for row in kinds.fetchall()] == ["line", "redaction"]


def test_a_purge_is_a_link_of_its_own_and_what_it_took_must_stay_away(world: World) -> None:
    [line] = write(world, 1, days_ago=365 * 6)
    seal(world)
    assert world.do("select private.purge_batch('trail', 100)")[0] == 1
    found = night(world)
    assert (found["whole"], found["lines"], found["links"]) == (True, 0, 2)
    around_the_triggers(
        world,
        "insert into audit_log (request_id, action, subject_type, result) values (%s, 'test', 'test', '{}')", line,
    )  # fmt: skip
    assert night(world)["back"] == 1


def test_a_line_that_is_still_being_written_is_not_sealed_half(world: World) -> None:
    world.do("insert into audit_log (request_id, action, subject_type) values (gen_random_uuid(), 'test', 'test')")
    assert seal(world) == 0
    world.do("update audit_log set result = '{}' where result is null")
    assert seal(world) == 1
    assert night(world)["whole"]


def test_no_signed_in_person_reads_the_chain_and_no_key_of_the_data_api_writes_it(world: World) -> None:
    asked = "select has_table_privilege(%s, 'private.trail_links', %s)"
    for role in ("anon", "authenticated"):
        assert not world.do(asked, role, "select, insert, update, delete")[0]
    assert not world.do(asked, "service_role", "insert, update, delete, truncate")[0]
