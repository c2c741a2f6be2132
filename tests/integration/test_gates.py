"""Each gate is green by measures alone: red without them, red when they are too old, never green by simulation."""

from __future__ import annotations

import psycopg
import pytest

from backend.readiness.words import CHECKS
from tests import readiness_fixtures as given
from tests.readiness_fixtures import COMMIT, DAY, GREEN, HOUR, World, gates_db, world

__all__ = ["gates_db", "world"]


def test_where_nothing_was_measured_nothing_is_green(world: World) -> None:
    result = world.readiness()
    assert result["verdict"] == "no"
    assert [one["gate"] for one in result["gates"]] == [*GREEN]
    assert not any(one["is_good"] or one["holds"] for one in result["gates"])
    assert all(one["checks"] for one in result["gates"])


def test_the_words_of_the_gates_name_the_limits_that_are_held(world: World) -> None:
    limits = world.do("select to_jsonb(l) from private.gate_limits() l")[0]
    assert CHECKS["load.soak"].name.startswith(f"{limits['soak_hours']} heures")
    notice = CHECKS["privacy.notice"].method
    assert (
        f"{limits['notice_calls']} derniers appels" in notice and f"{limits['least_notice_calls']} au moins" in notice
    )
    assert (CHECKS["paul.trials"].name.partition(" ")[0], limits["trials_in_a_row"]) == ("Dix", 10)


@pytest.mark.parametrize("gate", GREEN)
def test_red_without_a_measure_then_green(world: World, gate: str) -> None:
    assert not world.gate(gate)["is_good"]
    GREEN[gate][0](world)
    assert [one["state"] for one in world.gate(gate)["checks"]] == ["good"] * len(world.gate(gate)["checks"])
    assert world.gate(gate)["is_good"]


@pytest.mark.parametrize("gate", [one for one in GREEN if one != "sms"])
def test_what_held_once_grows_too_old(world: World, gate: str) -> None:
    arrange, too_old = GREEN[gate]
    arrange(world, too_old)
    assert "expired" in [one["state"] for one in world.gate(gate)["checks"]]
    assert not world.gate(gate)["is_good"]


def test_a_text_delivered_eight_days_ago_proves_nothing_today(world: World) -> None:
    given.sms(world, 8 * DAY)
    assert world.check("sms", "delivered")["state"] == "expired"


def test_the_clean_history_of_another_commit_is_worth_nothing(world: World) -> None:
    given.secrets(world)
    given.quality(world)
    world.do("update private.heartbeats set release = 'fedcba987'")
    assert world.check("secrets", "history")["state"] == "bad"
    assert world.check("quality", "tests")["state"] == "bad"
    world.do("update private.heartbeats set release = %s", COMMIT)
    assert world.gate("quality")["is_good"]
    # Too short a name could be anything; and two versions at once are not one.
    world.do("update private.heartbeats set release = '012'")
    assert not world.gate("quality")["is_good"]
    world.do("update private.heartbeats set release = %s", COMMIT)
    world.do("insert into private.heartbeats (program, instance, release) values ('worker', 'two', 'dev')")
    assert not world.gate("quality")["is_good"]


def test_a_weak_secret_an_old_one_and_a_silent_program(world: World) -> None:
    given.secrets(world)
    world.do("update private.secret_sightings set weakness = 'demonstration' where setting = 'BREVO_API_KEY'")
    check = world.check("secrets", "settings")
    assert (check["state"], check["detail"]["weak"]) == ("bad", [{"setting": "BREVO_API_KEY", "why": "demonstration"}])
    world.do("update private.secret_sightings set first_seen_at = now() - interval '181 days'")
    assert world.check("secrets", "ages")["state"] == "bad"
    # Changed: the new fingerprint is young, whatever the old one was.
    world.do(
        "insert into private.secret_sightings (program, setting, fingerprint) values ('worker', 'BREVO_API_KEY', 'new')"
    )
    ages = {one["setting"]: one["over"] for one in world.check("secrets", "ages")["detail"]["secrets"]}
    assert ages == {"VAPI_WEBHOOK_SECRET": True, "BREVO_API_KEY": False}
    world.do("delete from private.secret_sightings where program = 'webhook'")
    check = world.check("secrets", "settings")
    assert (check["state"], check["detail"]["silent"]) == ("unmeasured", ["webhook"])


def test_simulated_trials_and_a_simulated_gap_never_count(world: World) -> None:
    given.paul(world)
    world.do("update test_calls set simulated = true")
    world.do("update private.reconciliations set simulated = true")
    trials = world.check("paul", "trials")
    assert (trials["state"], trials["n"], trials["detail"]["simulated"]) == ("unmeasured", 0, 10)
    assert world.check("paul", "gap")["state"] == "unmeasured"


def test_one_failed_trial_begins_the_ten_anew(world: World) -> None:
    given.paul(world, 5)
    world.do(
        "insert into test_calls (to_number, to_name, is_whole, state, simulated, failed_step, ended_at)"
        " values ('+14502803222', 'la ligne', true, 'failed', false, 'webhook', now())"
    )
    check = world.check("paul", "trials")
    assert (check["state"], check["n"]) == ("bad", 0)


def test_what_the_stand_in_delivers_proves_nothing(world: World) -> None:
    given.sms(world)
    world.evidence("sms", "provider", 0, ok=False)
    assert [one["state"] for one in world.gate("sms")["checks"]] == ["unmeasured"] * 3
    # Nor does it once the real Brevo is there: only what was delivered since.
    world.evidence("sms", "provider", -1)
    assert world.check("sms", "email")["state"] == "unmeasured"


def test_a_recipient_without_a_text_and_an_alert_that_failed(world: World) -> None:
    given.sms(world)
    world.do("insert into recipients (full_name, phone) values ('Sylvie', '+14505550101')")
    check = world.check("sms", "delivered")
    assert (check["state"], check["detail"]["without"]) == ("bad", ["Sylvie"])
    world.do("insert into alerts (kind, cause_key, urgent, state, due_at) values ('lead', 'x', false, 'failed', null)")
    assert world.check("sms", "lost")["state"] == "bad"


def test_a_copy_that_was_not_proven_and_one_at_the_same_provider(world: World) -> None:
    given.backups(world)
    world.do("update backup_proofs set state = 'failed' where reason = 'after'")
    world.do("update backup_proofs set finished_at = finished_at - interval '1 hour' where reason = 'hand'")
    assert world.check("backups", "proven")["state"] == "bad"
    world.evidence("backups", "away", 0, ok=False, store="s3", place="same_provider")
    assert world.check("backups", "away")["state"] == "bad"


def test_an_accelerated_or_short_soak_is_shown_and_does_not_count(world: World) -> None:
    given.load(world, 9, speed=60.0, hours=0.8)
    check = world.check("load", "soak")
    assert (check["state"], check["detail"]["speed"], check["detail"]["counts"]) == ("unmeasured", 60, False)
    given.load(world, 8, hours=12)
    assert world.check("load", "soak")["state"] == "unmeasured"
    given.load(world, 7)
    assert world.check("load", "soak")["state"] == "good"
    # A later accelerated one does not take its place.
    given.load(world, 6, speed=60.0)
    assert world.check("load", "soak")["state"] == "good"
    given.load(world, 5, lost=1)
    assert world.check("load", "soak")["state"] == "bad"


def test_capacity_is_held_against_the_stage(world: World) -> None:
    given.capacity(world, calls_per_day=12, at_once=2)
    assert world.gate("capacity")["is_good"]
    world.do("insert into rollout_moves (stage) values (2)")
    assert world.check("capacity", "ramp")["state"] == "bad"


def test_an_error_a_late_job_and_a_refused_event(world: World) -> None:
    given.monitoring(world)
    world.do("update check_ins set at = now() - interval '27 hours' where job = 'digest'")
    assert world.check("monitoring", "check_ins")["detail"]["late"] == ["digest"]
    world.do("insert into sentry_events (program, at, accepted) values ('worker', now() + interval '1 second', false)")
    assert world.check("monitoring", "sentry_worker")["state"] == "bad"
    world.do("update private.webhook_requests set outcome = 'lost'")
    assert world.check("monitoring", "errors")["state"] == "bad"


def test_evidence_is_only_ever_added(world: World) -> None:
    world.evidence("quality", "tests")
    for attempt in ("delete from evidence", "update evidence set ok = true", "truncate evidence"):
        with pytest.raises(psycopg.errors.RaiseException, match="append-only"), world.conn.transaction():
            world.do(attempt)


def test_the_same_evidence_is_kept_once_a_day(world: World) -> None:
    note = (
        "select private.note_evidence('sms', 'provider', now() - make_interval(mins => %s), '26 hours', null, null, %s,"
        " 'x', null, '{}')"
    )
    said = ((3 * DAY, True), (3 * DAY - HOUR, True), (DAY, True), (HOUR, False))
    assert [world.do(note, ago, ok)[0] for ago, ok in said] == [True, False, True, True]
