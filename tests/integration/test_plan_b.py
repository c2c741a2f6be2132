"""The line turned to a person and back, believed only once read back; exercises; and who may."""

from __future__ import annotations

import asyncio
import uuid
from typing import Any

import pytest
from pydantic import TypeAdapter

from backend.db import open_pool
from backend.local.standins.vapi.lines import LINE_ID
from backend.plan_b import words
from backend.plan_b.read import Diversion
from backend.plan_b.signs import check_paul
from tests.people import sign_in
from tests.trial_fixtures import TrialDesk, trials

__all__ = ["trials"]

OWN_HOOK = {"on": "call.ending", "do": [{"type": "say", "exact": "Au revoir."}]}
GUILLAUME = "+15145550100"


@pytest.fixture
def owner(trials: TrialDesk) -> Any:
    trials.db.execute("delete from private.diversions; delete from private.paul_signs")
    trials.db.execute("update recipients set on_call_rank = null where full_name = 'Essai'")
    yield sign_in(trials.stack.env, "owner")
    trials.db.execute("delete from private.diversions; delete from private.paul_signs")


def new_id() -> str:
    return str(uuid.uuid4())


def hooks(trials: TrialDesk) -> list[dict[str, Any]]:
    answer: list[dict[str, Any]] = trials.vapi.get(f"/phone-number/{LINE_ID}").json().get("hooks") or []
    return answer


def look(trials: TrialDesk) -> None:
    async def once() -> None:
        async with open_pool(trials.stack.env["SUPABASE_DB_URL"], size=1) as pool:
            await check_paul(pool)

    asyncio.run(once())


def state(owner: Any) -> dict[str, Any]:
    answer: dict[str, Any] = owner.rpc("plan_b").json()["last"][0]
    return answer


def test_there_and_back_with_the_lines_own_hooks_as_they_were(trials: TrialDesk, owner: Any) -> None:
    trials.vapi.patch(f"/phone-number/{LINE_ID}", {"provider": "twilio", "hooks": [OWN_HOOK]})
    assert owner.rpc("divert_line", p_request_id=new_id()).status_code == 200
    trials.until(lambda: state(owner)["state"] == "on", "diverted")
    ringing, own = hooks(trials)
    assert ringing["do"][0]["destination"]["number"] == GUILLAUME and own == OWN_HOOK
    result = sign_in(trials.stack.env, "staff").rpc("status_line").json()["plan_b"]["diversion"]
    assert (result["to_name"], result["is_diverted"], result["simulated"]) == ("Guillaume", True, True)
    assert owner.rpc("divert_line", p_request_id=new_id()).status_code != 200
    assert owner.rpc("undo_diversion", p_request_id=new_id()).status_code == 200
    trials.until(lambda: state(owner)["state"] == "off", "given back")
    assert hooks(trials) == [OWN_HOOK]
    actions = trials.rows("select action from audit_log where action in ('divert_line', 'undo_diversion') order by at")
    assert actions[-2:] == ["divert_line", "undo_diversion"]


@pytest.mark.parametrize("mode", ["500", "accept_then_cut", "down"])
def test_a_failing_vapi_is_asked_again_until_it_is_read_back(trials: TrialDesk, owner: Any, mode: str) -> None:
    trials.vapi.command(mode=mode, scope="writes", times=1)
    owner.rpc("divert_line", p_request_id=new_id())
    trials.until(lambda: state(owner)["error"] is not None or state(owner)["state"] == "on", "told")
    trials.until(lambda: state(owner)["state"] == "on", "diverted in the end")
    assert len(hooks(trials)) == 1 and state(owner)["error"] is None


def test_a_key_that_is_refused_is_said_and_nothing_is_pending(trials: TrialDesk, owner: Any) -> None:
    trials.vapi.command(mode="401")
    owner.rpc("divert_line", p_request_id=new_id())
    trials.until(lambda: state(owner)["state"] == "failed", "refused for good")
    assert state(owner)["error"] == "refused_key"


def test_an_exercise_diverts_dials_gives_back_and_keeps_its_result(trials: TrialDesk, owner: Any) -> None:
    assert owner.rpc("divert_line", p_request_id=new_id(), p_exercise=True).status_code == 200
    trials.until(lambda: state(owner)["state"] == "off", "over", 40)
    result = state(owner)
    assert (result["passed"], result["verdict"], result["simulated"]) == (True, "rang", True), result
    assert hooks(trials) == []
    assert trials.rows("select count(*) from vapi_calls where type = 'inboundPhoneCall'") == [0]
    assert owner.rpc("plan_b").json()["last_exercise_at"] is not None
    assert trials.staff.rpc("trials").json()["simulated_in_a_row"] == 0


def test_an_exercise_where_nobody_picks_up_has_failed_and_the_line_is_given_back(trials: TrialDesk, owner: Any) -> None:
    trials.vapi.command(fate="no_answer")
    owner.rpc("divert_line", p_request_id=new_id(), p_exercise=True)
    trials.until(lambda: state(owner)["state"] == "off", "over", 40)
    assert state(owner)["passed"] is False and state(owner)["verdict"].startswith("trial:answered")
    assert hooks(trials) == []


def test_an_exercise_whose_trial_is_refused_says_why_with_the_figures(trials: TrialDesk, owner: Any) -> None:
    trials.db.execute("update trial_settings set daily_limit = 0")
    owner.rpc("divert_line", p_request_id=new_id(), p_exercise=True)
    trials.until(lambda: state(owner)["state"] == "off", "given back", 40)
    over = TypeAdapter(Diversion).validate_python(state(owner))
    assert over.verdict == 'trial_limit_reached {"limit": 0}'
    assert words.verdict(over) == "Déjà 0 essais aujourd’hui: c’est la limite."


def test_a_worker_killed_in_the_middle_is_followed_by_one_that_gives_the_line_back(
    trials: TrialDesk, owner: Any
) -> None:
    trials.vapi.command(speed=2.0)
    owner.rpc("divert_line", p_request_id=new_id(), p_exercise=True)
    trials.until(lambda: state(owner)["state"] == "on", "diverted")
    trials.stack.command("kill", "worker")
    trials.until(lambda: state(owner)["state"] == "off", "over", 60)
    assert hooks(trials) == []


def test_whoever_turns_the_line_elsewhere_is_noticed(trials: TrialDesk, owner: Any) -> None:
    owner.rpc("divert_line", p_request_id=new_id())
    trials.until(lambda: state(owner)["state"] == "on", "diverted")
    trials.vapi.patch(f"/phone-number/{LINE_ID}", {"provider": "twilio", "hooks": []})
    trials.db.execute("update private.diversions set due_at = now()")
    trials.until(lambda: state(owner)["is_diverted"] is False, "read back otherwise")


def test_staff_may_neither_divert_nor_give_back(trials: TrialDesk, owner: Any) -> None:
    for name in ("divert_line", "undo_diversion", "plan_b"):
        asked = {} if name == "plan_b" else {"p_request_id": new_id()}
        assert trials.staff.rpc(name, **asked).status_code == 403, name
    assert hooks(trials) == []


def test_a_vapi_that_stays_away_is_a_sign_told_once(trials: TrialDesk, owner: Any) -> None:
    trials.db.execute("delete from private.reconciliations")
    trials.db.execute(
        "insert into private.reconciliations (kind, since, started_at, finished_at, simulated, error)"
        " select 'recent', now() - interval '1 hour', at, at + interval '1 second', true, 'away'"
        " from generate_series(now() - interval '15 minutes', now(), interval '5 minutes') at"
    )
    look(trials)
    look(trials)
    signs = owner.rpc("status_line").json()["plan_b"]["signs"]
    assert [one["sign"] for one in signs] == ["vapi_away"]
    assert trials.rows("select detail from alerts where kind = 'paul_trouble'") == ["plan_b_vapi_away"]
    trials.db.execute("delete from private.reconciliations")
    look(trials)
    assert owner.rpc("status_line").json()["plan_b"]["signs"] == []
