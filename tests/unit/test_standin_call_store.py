"""What the stand-in for Vapi lists of a call that was going on when its programs were stopped."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any

from backend.local.standins.vapi.call_store import LONGEST, CallStore
from backend.local.standins.vapi.catalogue import scenario
from backend.local.standins.vapi.collect import collect
from backend.local.standins.vapi.faults.catalogue import NONE
from backend.local.standins.vapi.placed import place
from backend.wire import moment
from tests.local_stack import ROOT
from tests.unit.test_standin_messages import strictly
from tests.vapi_sdk import declared


def bodies(ago: timedelta) -> list[dict[str, Any]]:
    """A call that began so long ago, message by message."""
    rng, at = Random(5), datetime.now(UTC) - ago
    call = place(scenario("lead_booking", rng, at, faults=NONE), at, rng)
    return [json.loads(json.dumps(posting.body)) for posting in collect(call)]


def test_a_call_is_listed_from_its_first_message_on_whoever_is_stopped(tmp_path: Path) -> None:
    first, second, *_ = bodies(timedelta(seconds=20))
    before = CallStore(tmp_path / "calls.jsonl")
    before.keep(first)
    after = CallStore(tmp_path / "calls.jsonl")
    [call] = after.all()
    strictly(declared("Call"), call)
    assert call["id"] == first["message"]["call"]["id"] and call["status"] != "ended"
    after.keep(second)
    assert len(after.all()) == len(CallStore(tmp_path / "calls.jsonl").all()) == 1


def test_a_call_that_nobody_ended_ends_at_the_longest_that_paul_stays(tmp_path: Path) -> None:
    CallStore(tmp_path / "calls.jsonl").keep(bodies(LONGEST + timedelta(minutes=1))[0])
    [call] = CallStore(tmp_path / "calls.jsonl").all()
    strictly(declared("Call"), call)
    began, ended = moment(call["createdAt"]), moment(call["endedAt"])
    assert (call["status"], call["endedReason"]) == ("ended", "exceeded-max-duration")
    assert began and ended and ended - began == LONGEST
    written = json.loads((ROOT / "backend" / "paul" / "config" / "assistant.json").read_text(encoding="utf-8"))
    assert timedelta(seconds=written["maxDurationSeconds"]) == LONGEST


def test_a_call_that_ended_is_read_as_its_report_told_it(tmp_path: Path) -> None:
    before = CallStore(tmp_path / "calls.jsonl")
    for body in bodies(LONGEST + timedelta(minutes=1)):
        before.keep(body)
    assert CallStore(tmp_path / "calls.jsonl").all() == before.all()
    assert before.all()[0]["analysis"] is not None
