"""`python -m backend.paul`: the difference, the change, the proof; and the drift that the worker sees."""

from __future__ import annotations

import asyncio
import os
import subprocess
import sys
from collections.abc import Callable, Iterator

import httpx
import psycopg
import pytest

from backend.db import open_pool, query
from backend.local.standins.vapi.lines import ASSISTANT_ID, LINE_ID
from backend.paul.wanted import tool_names
from backend.settings.worker import WorkerSettings
from backend.worker.vapi import look_for_drift
from tests.people import sign_in
from tests.vapi_standin import VapiStandin, in_stack

Run = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture
def vapi(env: dict[str, str]) -> Iterator[VapiStandin]:
    standin = in_stack(env)
    standin.reset()
    yield standin
    standin.reset()


@pytest.fixture
def paul(env: dict[str, str]) -> Run:
    def run(*arguments: str, says: str = "", **more: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [sys.executable, "-m", "backend.paul", *arguments],
            env={**os.environ, **env, **more},
            input=says,
            capture_output=True,
            text=True,
            timeout=60,
        )

    return run


def test_a_bare_account_is_made_as_written_once_and_only_after_a_yes(vapi: VapiStandin, paul: Run) -> None:
    vapi.bare()
    plan = paul("plan")
    assert plan.returncode == 1 and "Outil «enregistrer_lead»: à créer" in plan.stdout
    refused = paul("apply", says="non\n")
    assert refused.returncode == 1 and "Rien n’a été changé" in refused.stdout
    assert vapi.get("/tool").json() == []
    assert paul("apply", says="oui\n").returncode == 0
    assert paul("verify").returncode == 0
    again = paul("apply", "--yes")
    assert again.returncode == 0 and "Tout est déjà comme prévu" in again.stdout
    assert len(vapi.get("/tool").json()) == len(tool_names()) and len(vapi.get("/credential").json()) == 1
    line, assistant = vapi.get(f"/phone-number/{LINE_ID}").json(), vapi.get(f"/assistant/{ASSISTANT_ID}").json()
    assert line["assistantId"] == ASSISTANT_ID and line["fallbackDestination"]["number"] == "+15145550100"
    assert assistant["model"]["toolIds"] == [tool["id"] for tool in vapi.get("/tool").json()]
    assert assistant["server"]["credentialId"] == vapi.get("/credential").json()[0]["id"]


def test_a_creation_in_doubt_is_found_by_its_name_and_not_made_again(vapi: VapiStandin, paul: Run) -> None:
    vapi.bare()
    vapi.command(mode="accept_then_cut", scope="writes", times=1)
    unsure = paul("apply", "--yes")
    assert unsure.returncode == 2 and "Rien n’est sûr" in unsure.stderr
    assert paul("apply", "--yes").returncode == 0
    assert len(vapi.get("/credential").json()) == 1


def test_one_change_is_told_by_name_and_undone(vapi: VapiStandin, paul: Run) -> None:
    vapi.patch(f"/assistant/{ASSISTANT_ID}", {"firstMessage": "Allô?"})
    verify = paul("verify")
    assert verify.returncode == 1 and "firstMessage: Allô? → Bonjour, ici Paul" in verify.stdout
    assert paul("apply", "--yes").returncode == 0
    assert "Bonjour, ici Paul" in vapi.get(f"/assistant/{ASSISTANT_ID}").json()["firstMessage"]


def test_a_diversion_of_the_line_is_left_alone(vapi: VapiStandin, paul: Run) -> None:
    hooks = [{"on": "call.ringing", "do": [{"type": "transfer", "destination": {"type": "number", "number": "+1"}}]}]
    vapi.patch(f"/phone-number/{LINE_ID}", {"provider": "twilio", "hooks": hooks, "name": "Autre"})
    assert paul("apply", "--yes").returncode == 0
    assert vapi.get(f"/phone-number/{LINE_ID}").json()["hooks"] == hooks


@pytest.mark.parametrize(
    ("wrong", "result"),
    [({"VAPI_TRANSFER_NUMBER": "abc"}, "VAPI_TRANSFER_NUMBER"), ({"VAPI_API_KEY": "faux"}, "VAPI_API_KEY")],
)
def test_a_wrong_setting_is_named_and_the_secret_is_not(paul: Run, wrong: dict[str, str], result: str) -> None:
    answer = paul("plan", **wrong)
    assert answer.returncode == 2 and result in answer.stderr
    assert "faux" not in answer.stderr + answer.stdout


def test_the_worker_sees_the_drift_and_its_end(
    vapi: VapiStandin, db: psycopg.Connection, env: dict[str, str], monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, value in env.items():
        monkeypatch.setenv(name, value)

    async def once() -> None:
        async with open_pool(env["SUPABASE_DB_URL"], size=1) as pool, httpx.AsyncClient() as http:
            await look_for_drift(pool, http, WorkerSettings.load())

    def look() -> list[str]:
        asyncio.run(once())
        row = db.execute("select differences from private.paul_drift").fetchone()
        assert row is not None, "the worker never looked"
        return list(row[0])

    assert look() == []
    vapi.patch(f"/assistant/{ASSISTANT_ID}", {"maxDurationSeconds": 60})
    assert look() == ["Paul - Drain Fortin: maxDurationSeconds"]
    result = sign_in(env, "staff").rpc("status_line").json()["plan_b"]["drift"]
    assert result["differences"] == ["Paul - Drain Fortin: maxDurationSeconds"]
    vapi.reset()
    assert look() == []


def test_a_look_that_fails_is_no_comparison(db: psycopg.Connection) -> None:
    note = query("note_drift")
    with db.transaction(force_rollback=True):
        # The worker's own look waits for us.
        db.execute("lock table private.paul_drift in exclusive mode")
        db.execute("delete from private.paul_drift")
        db.execute(note, [True, None, "failing"])
        assert db.execute("select 1 from private.paul_drift").fetchone() is None, "nothing was ever compared"
        db.execute(note, [True, ["Paul: voice"], None])
        db.execute(note, [True, None, "failing"])
        kept = db.execute("select differences, error from private.paul_drift").fetchone()
    assert kept == (["Paul: voice"], "failing")
