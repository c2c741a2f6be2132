"""What hosted Supabase's dashboard would show its owner of our schema: no error, and no warning without a reason."""

from __future__ import annotations

import tomllib

import psycopg
import pytest

from tests import catalogue
from tests.advisors import LINTS, Level, found
from tests.local_stack import ROOT

ACCEPTED = tomllib.loads((ROOT / "tests" / "advisors_accepted.toml").read_text(encoding="utf-8"))
REASONS = ACCEPTED.pop("reasons")


def of_level(level: Level) -> list[str]:
    return [name for name, lint in LINTS.items() if lint.level == level]


@pytest.mark.parametrize("name", of_level("error"))
def test_no_error(db: psycopg.Connection, name: str) -> None:
    assert found(db, name) == set()


@pytest.mark.parametrize("name", of_level("warning"))
def test_each_warning_was_accepted_and_what_was_accepted_is_still_there(db: psycopg.Connection, name: str) -> None:
    assert found(db, name) == ACCEPTED.get(name, {}).keys()


def test_every_acceptance_is_of_something_looked_at_and_says_why() -> None:
    assert ACCEPTED.keys() <= {*of_level("warning"), *of_level("hint")}
    assert [one for one in ACCEPTED.values() for why in one.values() if len(REASONS.get(why, why)) < 20] == []


def test_what_acts_is_in_the_trail_and_what_tells_asks_for_the_role(db: psycopg.Connection) -> None:
    functions = catalogue.read(db).functions
    said = {(name, why) for accepted in ACCEPTED.values() for name, why in accepted.items() if why in REASONS}
    assert {name for name, _ in said if "private.require_" not in functions[name].body} == set()
    assert {
        name for name, why in said if why == "acts" and "private.begin_action(" not in functions[name].body
    } == set()


def test_hints_are_accepted_or_of_tables_that_only_our_programs_read(db: psycopg.Connection) -> None:
    assert found(db, "no_primary_key") == ACCEPTED["no_primary_key"].keys()
    # No policy at all is the strictest one.
    assert {name for name in found(db, "rls_enabled_no_policy") if not name.startswith("private.")} == set()


@pytest.mark.parametrize("name", [name for name, lint in LINTS.items() if lint.planted])
def test_what_is_not_as_advised_is_found(db: psycopg.Connection, name: str) -> None:
    before = found(db, name)
    with db.transaction(force_rollback=True):
        db.execute(LINTS[name].planted.encode())
        [new] = found(db, name) - before
    assert "bare" in new
