"""The events told have the very fields of the examples."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.local.standins.brevo.commands import Channel
from backend.local.standins.brevo.events import STORIES, Event, payload, story
from backend.local.standins.brevo.received import Fate, Received
from backend.local.standins.brevo.statistics import NAMES
from tests import payload_files

AT = 1795183543.0
EXAMPLES = sorted(path.stem for path in (payload_files.PAYLOADS / "brevo-webhooks").glob("*.json"))


def message(channel: Channel, fate: Fate = "delivered") -> Received:
    if channel == "sms":
        return Received(
            "sms", "1511882900176220", "+15145550100", "18335550100", "Test", ("alerte-lead", "lead:DF-2026-1187"), AT,
            fate, {}, sms_count=2, credits_used=1.4, reference="23befbae-1505-47a8-bd27-e30ef739f32c",
        )  # fmt: skip
    return Received(
        "email", "<202611201505.43129876543@smtp-relay.mailin.fr>", "guillaume@drainfortin.example",
        "alertes@drainfortin.example", "Test", ("alerte-lead",), AT, fate, {},
        subject="Nouveau lead urgent DF-2026-1187", custom="alerte:DF-2026-1187",
    )  # fmt: skip


@pytest.mark.parametrize("example", EXAMPLES)
def test_an_event_is_the_example_at_another_time(example: str) -> None:
    known: dict[str, Any] = json.loads(payload_files.body(f"brevo-webhooks/{example}.json"))
    channel: Channel = "sms" if example.startswith("sms-") else "email"
    name = str(known["msg_status"] if channel == "sms" else known["event"])
    result = payload(Event(message(channel), name, float(known["ts_event"]), known.get("reply")), 412.6)
    assert result == known


def test_every_event_of_every_story_has_a_name_in_the_statistics() -> None:
    for (channel, _), names in STORIES.items():
        assert set(names) <= NAMES[channel].keys()
    assert len(EXAMPLES) == 14


def test_a_story_goes_forward_and_begins_at_once() -> None:
    assert [event.name for event in story(message("sms"), pace_s=0.5)] == ["sent", "accepted", "delivered"]
    assert [event.at - AT for event in story(message("sms"), pace_s=0.5)] == [0.0, 0.5, 1.0]
    assert [event.name for event in story(message("email"), pace_s=0.5)] == ["request", "delivered"]


def test_a_message_never_delivered_says_so_by_silence() -> None:
    assert [event.name for event in story(message("sms", "silence"), pace_s=0)] == ["sent", "accepted"]
    assert [event.name for event in story(message("email", "sandbox"), pace_s=0)] == []
