"""Each function that the Data API shows, by its name: done for whom it is declared, refused to everybody else, written
down once. The list is the catalogue's; the arguments are those of `samples`."""

from __future__ import annotations

from uuid import uuid4

import httpx
import pytest

from tests.catalogue import Catalogue
from tests.integration.functions.asking import Answer, arguments, ask, changed, is_action, prepare
from tests.integration.functions.fixtures import business, business_db, found
from tests.integration.functions.samples import SAMPLES
from tests.readiness_fixtures import World
from tests.rights_expected import CALLERS, TEAM

__all__ = ["business", "business_db", "found"]
# The console asks these for somebody who is not signed in: whoever holds the link, or the session's number, may.
HELD = {"link_is_ours": "p_fingerprint", "leave_session": "p_session_id", "use_recovery_code": "p_code"}
# Of these, what is held is one's own.
OWNED = {"use_recovery_code": {"staff", "staff:aal1"}}
# More than a role: the code of the telephone was shown just now.
FRESH_CODE = ("make_recovery_codes", "staff:aal1", "no_second_factor")
# Told once and kept nowhere: the same request again does not have it.
TOLD_ONCE = "codes"
# What writes and is no action: why it leaves no line of its own, or another kind of line.
NO_ACTION = {
    "call_detail": "opened: one line an hour", "customer": "opened: one line an hour",
    "privacy_file": "opened: one line an hour",
    "use_recovery_code": "one line, under an id of its own",
    "note_visit": "when they were last here", "recording_source": "asks again for a link that has expired",
}  # fmt: skip
OWN = {role: {role, f"{role}:aal2"} for role in TEAM} | {"staff": {"staff", "staff:aal1"}}
EVERYBODY = ("anonymous", "nobody", "staff", "staff:aal1", "admin", "admin:aal1", "owner", "owner:aal1")


def actions(found: Catalogue) -> set[str]:
    """What is carried out once for one id of a request."""
    names = (one.name.removeprefix("public.") for one in found.open)
    return {name for name in names if is_action(found, name)}


def tried(world: World, found: Catalogue, name: str, who: str) -> Answer:
    """With the sample arguments, taken back at once."""
    one = found.functions[f"public.{name}"]
    with world.conn.transaction(force_rollback=True):
        prepare(world, one)
        return ask(world, who, one, arguments(one, SAMPLES[name]))


def suspend(world: World, role: str) -> None:
    """Whatever else follows from it."""
    world.do("set local session_replication_role = replica")
    world.do("update profiles set suspended = true where role = %s", role)
    world.do("set local session_replication_role = origin")


def test_each_function_has_a_sample_and_no_two_share_a_name(found: Catalogue, business: World) -> None:
    shown = [row[0] for row in business.conn.execute(
        "select proname from pg_proc where pronamespace = 'public'::regnamespace order by 1"
    ).fetchall()]  # fmt: skip
    assert sorted(SAMPLES) == shown, "one sample a function, and overloads are told apart: there are none"
    for name, sample in SAMPLES.items():
        assert sample.keys() <= found.functions[f"public.{name}"].arguments.keys(), name


def test_the_data_api_shows_no_other_schema(env: dict[str, str]) -> None:
    headers = {"apikey": env["SUPABASE_PUBLISHABLE_KEY"], "accept-profile": "none"}
    answer = httpx.get(f"{env['SUPABASE_URL']}/rest/v1/leads", headers=headers, timeout=20)
    assert answer.json()["message"] == "The schema must be one of the following: public"


@pytest.mark.parametrize("name", sorted(CALLERS))
def test_it_is_done_for_whom_it_is_declared_and_for_nobody_else(business: World, found: Catalogue, name: str) -> None:
    may = {who for role in CALLERS[name] for who in OWN[role]}
    if name in HELD:
        may = OWNED.get(name, set(EVERYBODY))
    for who in EVERYBODY:
        answer = tried(business, found, name, who)
        if (name, who) == FRESH_CODE[:2]:
            assert answer.message == FRESH_CODE[2]
            continue
        assert answer.done if who in may else answer.state == "42501", (who, answer)
    if name in HELD:
        return
    for role in TEAM:
        with business.conn.transaction(force_rollback=True):
            suspend(business, role)
            assert tried(business, found, name, role).state == "42501", f"{role}, suspended"


@pytest.mark.parametrize("name", sorted(HELD))
def test_who_does_not_hold_the_link_or_the_number_is_refused(business: World, found: Catalogue, name: str) -> None:
    one = found.functions[f"public.{name}"]
    for guess in (None, "0" * 64 if name == "link_is_ours" else str(uuid4())):
        for who in EVERYBODY:
            assert ask(business, who, one, SAMPLES[name] | {HELD[name]: guess}).state == "42501", (who, guess)


def test_what_writes_and_is_no_action_says_why(found: Catalogue) -> None:
    writing = {name for one in found.open if found.writes(one.name) for name in [one.name.removeprefix("public.")]}
    assert writing - actions(found) == NO_ACTION.keys()
    assert len(actions(found)) > 55


@pytest.mark.parametrize("name", sorted(CALLERS))
def test_an_action_is_one_line_of_the_trail_and_the_same_request_twice_does_it_once(
    business: World, found: Catalogue, name: str
) -> None:
    if name not in actions(found):
        assert name in NO_ACTION or found.writes(f"public.{name}") == set()
        return
    role, other = (sorted(CALLERS[name]) * 2)[:2]
    one = found.functions[f"public.{name}"]
    prepare(business, one)
    given = arguments(one, SAMPLES[name])
    first = ask(business, role, one, given)
    line = "select actor, action <> '', result is not null from audit_log where request_id = %s"
    assert business.do(line, given["p_request_id"]) == (business.people[role], True, True)
    before = changed(business)
    again = ask(business, role, one, given)
    if isinstance(first.value, dict) and first.value.get(TOLD_ONCE):
        first.value[TOLD_ONCE] = []
    assert (again.state, again.value, changed(business)) == (None, first.value, before)
    if other != role:
        assert ask(business, other, one, given).state == "DF422", "the id of somebody else's request"
