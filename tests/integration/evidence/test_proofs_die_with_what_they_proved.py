"""A proof names the number, the address, the line, the key, the place that it proved, and dies with it."""

from __future__ import annotations

import json

import psycopg
import pytest

from tests import readiness_fixtures as given
from tests.readiness_fixtures import World, gates_db, world

__all__ = ["gates_db", "world"]
OLD, NEW = "+15145550100", "+15145550177"
STATE = "select sms_delivered_at is not null, unreachable_reason from recipients where full_name = 'Guillaume'"


def sent(world: World, number: str, minutes_ago: int = 1) -> None:
    """A text went there, and Brevo told that it arrived."""
    recipient = given.guillaume(world)
    attempt = world.do(
        "with a as (insert into alerts (kind, cause_key, urgent, due_at, by_hand) values ('test',"
        " gen_random_uuid()::text, false, null, true) returning id) insert into alert_attempts (alert_id, channel,"
        " recipient_id, address, state, at) select id, 'sms', %s, %s, 'handed_over',"
        " clock_timestamp() - make_interval(mins => %s) from a returning id",
        recipient, number, minutes_ago,
    )[0]  # fmt: skip
    world.do("select private.record_attempt(%s, 'delivered', false, null, null, null)", attempt)


def change(world: World, **fields: object) -> None:
    """By the form, as the owner."""
    recipient = given.guillaume(world) if world.do("select 1 from recipients where phone = %s", OLD) else None
    who = recipient or world.do("select id from recipients where full_name = 'Guillaume'")[0]
    world.ask("owner", "save_recipient", p_recipient_id=who, p_fields=json.dumps(fields))


def test_a_new_number_has_received_nothing_and_the_gate_says_so(world: World) -> None:
    given.sms(world)
    sent(world, OLD)
    assert world.do(STATE) == (True, None)
    assert world.check("sms", "delivered")["state"] == "good"
    change(world, phone=NEW)
    assert world.do(STATE) == (False, None)
    assert world.check("sms", "delivered")["state"] == "unmeasured"


def test_delivered_is_not_shown_beside_a_number_that_never_received_it(world: World) -> None:
    given.guillaume(world)
    sent(world, OLD)
    shown = "select jsonb_path_query_first(public.alert_setup(), '$.recipients[*] ? (@.full_name == \"Guillaume\")')"
    claims = json.dumps({"sub": str(world.people["owner"]), "aal": "aal2"})
    world.do("select set_config('request.jwt.claims', %s, true)", claims)
    assert world.do(shown)[0]["last"]["state"] == "delivered"
    change(world, phone=NEW)
    assert world.do(shown)[0]["last"] is None


def test_the_old_number_taken_back_has_what_it_had(world: World) -> None:
    given.guillaume(world)
    sent(world, OLD)
    change(world, phone=NEW)
    change(world, phone=OLD)
    assert world.do(STATE) == (True, None)


def test_stop_belongs_to_the_number_and_no_form_lifts_it(world: World) -> None:
    given.guillaume(world)
    world.do("select private.mark_unreachable('sms', %s, 'stop')", OLD)
    assert world.do(STATE) == (False, "stop")
    for field in ("unreachable_reason", "sms_delivered_at", "email_unreachable_reason", "unreachable_at"):
        with pytest.raises(psycopg.DatabaseError, match="unknown_field"):
            change(world, **{field: None})
    change(world, full_name="Guillaume", phone=OLD)
    # Whoever holds the table itself changes nothing of it either.
    world.do("update recipients set unreachable_reason = null, sms_delivered_at = now()")
    assert world.do(STATE) == (False, "stop")
    change(world, phone=NEW)
    assert world.do(STATE) == (False, None)
    change(world, phone=OLD)
    assert world.do(STATE) == (False, "stop")


def test_only_a_message_sent_after_the_stop_and_delivered_lifts_it(world: World) -> None:
    given.guillaume(world)
    world.do("select private.mark_unreachable('sms', %s, 'stop')", OLD)
    sent(world, OLD, minutes_ago=5)
    assert world.do(STATE) == (True, "stop")
    sent(world, OLD, minutes_ago=-1)
    assert world.do(STATE) == (True, None)


def test_a_receipt_that_comes_after_the_number_changed_proves_the_old_one(world: World) -> None:
    given.guillaume(world)
    change(world, phone=NEW)
    sent_to_old = world.do(
        "with a as (insert into alerts (kind, cause_key, urgent, due_at) values ('test', 'late', false, null)"
        " returning id) insert into alert_attempts (alert_id, channel, recipient_id, address, state) select a.id,"
        " 'sms', r.id, %s, 'handed_over' from a, recipients r where r.full_name = 'Guillaume' returning id",
        OLD,
    )[0]  # fmt: skip
    world.do("select private.record_attempt(%s, 'delivered', false, null, null, null)", sent_to_old)
    assert world.do(STATE) == (False, None)


def test_what_another_key_of_brevo_delivered_proves_nothing_of_this_one(world: World) -> None:
    given.sms(world, 60)
    world.evidence("sms", "provider", given.DAY, key="one")
    assert world.check("sms", "delivered")["state"] == "good"
    world.evidence("sms", "provider", 0, key="two")
    assert world.check("sms", "delivered")["state"] == "unmeasured"
    assert world.check("sms", "email")["state"] == "unmeasured"


def test_trials_of_another_line_prove_nothing_of_this_one(world: World) -> None:
    given.paul(world)
    assert world.check("paul", "trials")["state"] == "good"
    world.do("update trial_settings set line_number = '+14505550999'")
    assert world.check("paul", "trials")["state"] == "unmeasured"


def test_an_exercise_at_another_phone_proves_nothing_of_this_one(world: World) -> None:
    given.plan_b(world)
    assert world.check("plan_b", "exercise")["state"] == "good"
    change(world, phone=NEW)
    assert world.check("plan_b", "exercise")["state"] == "unmeasured"


def test_copies_in_another_bucket_prove_nothing_of_this_one(world: World) -> None:
    given.backups(world, ago=30)
    world.evidence("backups", "away", 60, store="s3", place="elsewhere", bucket="one")
    assert world.gate("backups")["is_good"]
    world.evidence("backups", "away", 5, store="s3", place="elsewhere", bucket="two")
    assert [one["state"] for one in world.gate("backups")["checks"]] == ["unmeasured"] * 3


def test_checks_of_another_commit_prove_nothing_of_this_one(world: World) -> None:
    given.quality(world)
    assert world.gate("quality")["is_good"]
    world.do("update private.heartbeats set release = 'fedcba987'")
    assert not world.gate("quality")["is_good"]
