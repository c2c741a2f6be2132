"""The stand-in for Vapi's REST interface keeps to what is documented: filters, order, limits, bodies, errors."""

from __future__ import annotations

import time
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import httpx
import psycopg
import pytest

from backend.local.standins.vapi.catalogue import SCENARIOS
from backend.local.standins.vapi.lines import LINE_ID, LINE_NUMBER, TEST_ASSISTANT_ID, TEST_LINE_ID
from backend.wire import moment
from tests.local_stack import Stack
from tests.rows import empty
from tests.unit.test_standin_messages import strictly
from tests.vapi_sdk import declared
from tests.vapi_standin import VapiStandin, in_stack

ORDER = {
    "name": "console-test 2f9c",
    "assistantId": TEST_ASSISTANT_ID,
    "phoneNumberId": TEST_LINE_ID,
    "customer": {"number": LINE_NUMBER},
    "assistantOverrides": {"maxDurationSeconds": 60},
}


@pytest.fixture
def vapi(stack: Stack, db: psycopg.Connection) -> Iterator[VapiStandin]:
    standin = in_stack(stack.env)
    standin.reset()
    yield standin
    standin.reset()
    empty(db)


@pytest.mark.parametrize("name", SCENARIOS)
def test_every_listed_call_is_one_that_vapi_could_list(vapi: VapiStandin, name: str) -> None:
    played = vapi.play(name)
    [call] = vapi.calls()
    strictly(declared("Call"), call)
    assert (call["id"], call["status"]) == (played["call_id"], "ended")
    assert vapi.get(f"/call/{call['id']}").json() == call


def test_the_list_is_filtered_limited_and_newest_first(vapi: VapiStandin) -> None:
    for seed in range(1, 5):
        vapi.play("wrong_number", seed)
    calls = vapi.calls()
    made = [moment(call["createdAt"]) for call in calls]
    assert made == sorted(made, key=lambda at: at or 0, reverse=True) and len(calls) == 4
    assert vapi.calls(limit=2) == calls[:2]
    assert vapi.calls(createdAtLt=calls[1]["createdAt"]) == calls[2:]
    assert vapi.calls(createdAtLe=calls[1]["createdAt"]) == calls[1:]
    latest = max(moment(call["updatedAt"]) or made[0] for call in calls)  # type: ignore[type-var]
    assert latest is not None
    assert vapi.calls(updatedAtGt=latest.isoformat()) == []
    assert vapi.calls(updatedAtGe=(latest - timedelta(days=1)).isoformat()) == calls
    assert vapi.get("/call", limit=1001).status_code == 400


def test_without_the_key_nothing_is_told(vapi: VapiStandin) -> None:
    answer = httpx.get(f"{vapi.url}/call", headers={"authorization": "Bearer other"}, timeout=10)
    assert (answer.status_code, answer.json()["error"]) == (401, "Unauthorized")
    assert vapi.get("/call/unknown").status_code == 404
    assert vapi.get(f"/phone-number/{LINE_ID}").json()["number"] == LINE_NUMBER


def test_a_call_is_placed_once_with_the_answer_that_vapi_gives(vapi: VapiStandin) -> None:
    answer = vapi.post(ORDER)
    assert answer.status_code == 201
    result = answer.json()
    assert (result["status"], result["name"], result["phoneNumberId"]) == ("queued", ORDER["name"], TEST_LINE_ID)
    assert result["subscriptionLimits"]["concurrencyBlocked"] is False
    strictly(declared("Call"), {name: value for name, value in result.items() if name != "subscriptionLimits"})


@pytest.mark.parametrize(
    "wrong",
    [{"name": "x" * 41}, {"customer": {"number": "450 280-3222"}}, {"phoneNumberId": "none"}, {"assistantId": None}],
)
def test_a_wrong_order_is_refused_and_not_dialled(vapi: VapiStandin, wrong: dict[str, Any]) -> None:
    answer = vapi.post({**ORDER, **wrong})
    assert (answer.status_code, answer.json()["statusCode"]) == (400, 400)
    assert vapi.command()["placed"] == []


def test_a_recording_s_link_works_without_a_key_and_not_for_long(vapi: VapiStandin) -> None:
    call_id = vapi.play("lead_only")["call_id"]
    vapi.command(link_s=0.3)
    link = vapi.get(f"/call/{call_id}/mono-recording")
    assert link.status_code == 302
    assert httpx.get(link.headers["location"], timeout=10).content[:4] == b"RIFF"
    time.sleep(0.5)
    assert httpx.get(link.headers["location"], timeout=10).status_code == 403
    assert vapi.get("/call/unknown/mono-recording").status_code == 404
