"""Go or no-go: the verdict, the owner's risks, the stages of the opening, and the command that says it all."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import Any

import psycopg
import pytest

from backend.readiness.read import read_answer
from tests.local_stack import ROOT
from tests.readiness_fixtures import COMMIT, GREEN, NAME, World, gates_db, made, world, world_on

__all__ = ["gates_db", "world"]
# What these tests leave unmeasured, so that the owner may answer for it.
BY_RISK = ("plan_b", "privacy")
REASON = "Exercice prévu vendredi, la ligne est courte."


def measured(world: World, *but: str) -> None:
    for gate, (arrange, _) in GREEN.items():
        if gate not in but:
            arrange(world)


def accept(world: World, *gates: str) -> None:
    for gate in gates:
        world.ask("owner", "accept_risk", p_gate=gate, p_reason=REASON, p_until=soon(world))


def soon(world: World) -> Any:
    return world.do("select ((now() at time zone 'America/Toronto')::date + 14)")[0]


def refused(world: World, role: str, function: str, **params: object) -> str:
    with pytest.raises(psycopg.Error) as error, world.conn.transaction():
        world.ask(role, function, **params)
    return str(error.value)


def open_at(world: World, stage: int, days_ago: int) -> None:
    world.do("insert into rollout_moves (stage, at) values (%s, now() - make_interval(days => %s))", stage, days_ago)


def test_a_risk_stands_in_a_gates_place_and_is_never_called_good(world: World) -> None:
    measured(world, *BY_RISK)
    assert world.readiness()["verdict"] == "no"
    accept(world, *BY_RISK)
    now = world.readiness()
    assert (now["verdict"], now["stage"]) == ("limited", 1)
    gate = world.gate("plan_b")
    assert (gate["is_good"], gate["holds"], gate["risk"]["reason"], gate["risk"]["accepted_by_name"]) == (
        False, True, REASON, "Owner",
    )  # fmt: skip
    trail = world.do("select actor, subject_id from audit_log where action = 'accept_risk' order by subject_id limit 1")
    assert trail == (world.people["owner"], "plan_b")
    # At the last stage too, a risk is no measure.
    open_at(world, 3, 1)
    assert world.readiness()["verdict"] == "limited"


def test_go_is_every_gate_measured_at_the_last_stage(world: World) -> None:
    measured(world)
    assert world.readiness()["verdict"] == "limited"
    open_at(world, 3, 1)
    assert world.readiness()["verdict"] == "go"
    world.do("delete from backup_proofs")
    assert world.readiness()["verdict"] == "no"


def test_a_risk_runs_out_and_can_be_withdrawn(world: World) -> None:
    accept(world, "plan_b")
    world.ask("owner", "withdraw_risk", p_gate="plan_b")
    assert not world.gate("plan_b")["holds"]
    accept(world, "plan_b")
    world.do(
        "update accepted_risks set accepted_at = now() - interval '20 days', expires_at = now() - interval '1 day'"
    )
    gate = world.gate("plan_b")
    assert (gate["holds"], gate["risk"]["holds"]) == (False, False)


def test_only_the_owner_answers_for_a_risk_in_writing_and_for_a_while(world: World) -> None:
    good = {"p_gate": "plan_b", "p_reason": REASON, "p_until": soon(world)}
    for role in ("admin", "staff"):
        assert "role_not_allowed" in refused(world, role, "accept_risk", **good)
        assert "role_not_allowed" in refused(world, role, "withdraw_risk", p_gate="plan_b")
    assert "risk_invalid" in refused(world, "owner", "accept_risk", **{**good, "p_reason": "ok"})
    assert "risk_invalid" in refused(world, "owner", "accept_risk", **{**good, "p_until": "2099-01-01"})
    assert "risk_until_the_past" in refused(world, "owner", "accept_risk", **{**good, "p_until": "2020-01-01"})
    assert "unknown_gate" in refused(world, "owner", "accept_risk", **{**good, "p_gate": "moon"})
    assert world.do("select count(*) from accepted_risks")[0] == 0


def test_staff_sees_nothing_and_moves_nothing(world: World) -> None:
    assert "role_not_allowed" in refused(world, "staff", "move_stage", p_stage=1)
    with pytest.raises(psycopg.Error, match="role_not_allowed"), world.conn.transaction():
        world.act("staff", "readiness")
    assert world.act("admin", "readiness")["verdict"] == "no"


def test_the_line_does_not_open_while_a_gate_does_not_hold(world: World) -> None:
    assert "stage_not_ready" in refused(world, "admin", "move_stage", p_stage=1)
    measured(world, *BY_RISK)
    assert world.readiness()["rollout"]["lacking"] == list(BY_RISK)
    accept(world, *BY_RISK)
    assert world.readiness()["rollout"]["may_move_up"]
    assert world.ask("admin", "move_stage", p_stage=1) == {"from": 0, "to": 1}
    assert world.do("select actor from audit_log where action = 'move_stage'")[0] == world.people["admin"]
    assert "one_stage_at_a_time" in refused(world, "owner", "move_stage", p_stage=3)
    assert "stage_unchanged" in refused(world, "owner", "move_stage", p_stage=1)


def test_a_stage_lasts_its_days_at_its_volume(world: World) -> None:
    measured(world, *BY_RISK)
    accept(world, *BY_RISK)
    open_at(world, 1, 6)
    # Two days at the stage's volume, one above it, one without a call, one of tests only.
    for days_ago, n in ((5, 5), (4, 3), (3, 6)):
        world.calls(n, days_ago)
    world.calls(1, 1)
    world.do("update vapi_calls set is_test = true where created_at > now() - interval '36 hours'")
    rollout = world.readiness()["rollout"]
    assert (rollout["days_done"], rollout["may_move_up"], rollout["lacking"]) == (2, False, [])
    assert "stage_not_ready" in refused(world, "owner", "move_stage", p_stage=2)
    world.calls(4, 2)
    assert world.readiness()["rollout"]["days_done"] == 3
    assert world.ask("owner", "move_stage", p_stage=2) == {"from": 1, "to": 2}
    # Back is always possible.
    assert world.ask("owner", "move_stage", p_stage=0) == {"from": 2, "to": 0}


def test_more_calls_than_the_stage_is_for_are_seen(world: World) -> None:
    open_at(world, 1, 2)
    world.do(
        "insert into vapi_calls (vapi_call_id, created_at) select gen_random_uuid()::text, private.local_day(now())"
        " from generate_series(1, 5)"
    )
    rollout = world.readiness()["rollout"]
    assert (rollout["calls_today"], rollout["most_today"], rollout["exceeded"]) == (5, 5, False)
    world.do("insert into vapi_calls (vapi_call_id, created_at) values ('one more', private.local_day(now()))")
    assert world.readiness()["rollout"]["exceeded"]
    open_at(world, 0, 0)
    assert world.readiness()["rollout"]["exceeded"], "before the line is open every customer's call is one too many"


def test_a_measure_is_asked_for_and_taken_by_one_worker(world: World) -> None:
    world.do("update private.measurements set due_at = now() + interval '1 day'")
    assert world.do("select private.claim_measurement()")[0] is None
    world.ask("admin", "measure_now", p_code="anonymous")
    assert world.readiness()["asked"] == ["anonymous"]
    assert world.do("select private.claim_measurement()")[0] == "anonymous"
    assert world.do("select private.claim_measurement()")[0] is None
    # Asked for again meanwhile: that is not forgotten.
    world.ask("owner", "measure_now", p_code="anonymous")
    for left in (["anonymous"], []):
        world.do("select private.finish_measurement('anonymous', true)")
        assert world.readiness()["asked"] == left
        assert world.do("select private.claim_measurement()")[0] == ("anonymous" if left else None)
    assert "measurement_not_on_demand" in refused(world, "admin", "measure_now", p_code="moon")


def command(db_url: str) -> subprocess.CompletedProcess[str]:
    env = {**os.environ, "SUPABASE_DB_URL": db_url, "DRAIN_ENVIRONMENT_ONLY": "1"}
    line = [sys.executable, "-m", "backend.readiness"]
    return subprocess.run(line, cwd=ROOT, env=env, capture_output=True, text=True, timeout=60)


def test_the_command_prints_the_report_and_ends_with_0_only_on_go(gates_db: str, env: dict[str, str]) -> None:
    no = command(gates_db)
    assert (no.returncode, no.stderr) == (1, "")
    assert no.stdout.startswith("# Mise en service: NE PAS DÉPLOYER\n")
    assert "## À faire, dans l’ordre\n\n1. Secrets: " in no.stdout and "### ✕ Loi 25: " in no.stdout
    assert no.stdout.count("\n### ") == 10 and "**Écart 0**: non mesuré" in no.stdout
    with made(env["SUPABASE_DB_URL"], "gates_go", NAME) as url:
        with psycopg.connect(url) as conn:
            copy = world_on(conn)
            measured(copy, *BY_RISK)
            accept(copy, *BY_RISK)
        limited = command(url)
        assert limited.returncode == 3
        assert limited.stdout.startswith("# Mise en service: GO LIMITÉ: étape 1, 5 appels par jour au plus\n")
        assert "Risque accepté par Owner, jusqu’au" in limited.stdout and REASON in limited.stdout
        with psycopg.connect(url) as conn:
            copy = world_on(conn)
            for gate in BY_RISK:
                GREEN[gate][0](copy)
            open_at(copy, 3, 1)
        go = command(url)
        assert (go.returncode, go.stdout.split("\n")[0]) == (0, "# Mise en service: GO")
        assert f"sur le commit {COMMIT[:9]}." in go.stdout
    gone = command(url)
    assert gone.returncode == 2 and "la base n’a pas répondu" in gone.stderr


def test_the_answer_is_read_as_the_screen_reads_it(world: World) -> None:
    measured(world, *BY_RISK)
    read = read_answer(world.act("owner", "readiness"))
    assert [one.gate for one in read.failing] == list(BY_RISK)
