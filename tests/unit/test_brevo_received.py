"""What was received outlives the stand-in; the statistics are filtered as Brevo documents it."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from backend.local.standins.brevo.events import Event, story
from backend.local.standins.brevo.received import Received, ReceivedMessages
from backend.local.standins.brevo.refusals import Refusal
from backend.local.standins.brevo.statistics import Statistics

NOON = 1795176000.0
ONE = Received("sms", "1", "+15145550100", "18335550100", "Égout", ("alert:1", "lead"), NOON, "delivered", {"a": [1]})
TWO = replace(
    ONE, message_id="2", recipient="+15145550101", tags=("alert:2", "lead"), at=NOON + 86400, fate="bounce_hard"
)


@pytest.fixture
def statistics() -> Statistics:
    known = Statistics(lambda: NOON + 90000)
    known.add(*story(ONE, pace_s=1), *story(TWO, pace_s=1))
    return known


def found(statistics: Statistics, **given: str) -> list[tuple[str, str]]:
    events: list[dict[str, Any]] = statistics.find("sms", given, late_s=0)["events"]
    return [(event["messageId"], event["event"]) for event in events]


def test_what_was_received_is_read_back(tmp_path: Path) -> None:
    file = tmp_path / "received.jsonl"
    first = ReceivedMessages(file)
    first.add(ONE)
    first.add(TWO)
    assert ReceivedMessages(file).all() == [ONE, TWO]
    assert file.stat().st_mode & 0o777 == 0o600
    assert ReceivedMessages(file).all(tag="alert:2") == [TWO]
    assert ReceivedMessages(file).last_to("+15145550100") == ONE


def test_a_line_cut_short_costs_only_itself(tmp_path: Path) -> None:
    file = tmp_path / "received.jsonl"
    ReceivedMessages(file).add(ONE)
    file.write_bytes(file.read_bytes() + b'{"channel": "sm')
    second = ReceivedMessages(file)
    second.add(TWO)
    assert ReceivedMessages(file).all() == [ONE, TWO]


def test_reset_empties_the_file(tmp_path: Path) -> None:
    file = tmp_path / "received.jsonl"
    ledger = ReceivedMessages(file)
    ledger.add(ONE)
    ledger.reset()
    ledger.add(TWO)
    assert ledger.all() == ReceivedMessages(file).all() == [TWO]


def test_newest_first_unless_asked_otherwise(statistics: Statistics) -> None:
    assert found(statistics)[0] == ("2", "hardBounces")
    assert found(statistics, sort="asc")[0] == ("1", "sent")


@pytest.mark.parametrize("tags", ["alert:1", '["alert:1"]', '["none","alert:1"]'])
def test_any_of_a_messages_tags_finds_it(statistics: Statistics, tags: str) -> None:
    assert {number for number, _ in found(statistics, tags=tags)} == {"1"}


@pytest.mark.parametrize(
    ("given", "count"),
    [
        ({"tags": "lead"}, 6),
        ({"tags": "none"}, 0),
        ({"phoneNumber": "15145550100"}, 3),
        ({"phoneNumber": "+15145550100"}, 3),
        ({"event": "sent"}, 2),
        ({"event": "bounces"}, 1),
        ({"event": "softBounces"}, 0),
        ({"limit": "2"}, 2),
        ({"limit": "100", "offset": "5"}, 1),
        ({"startDate": "2026-11-20", "endDate": "2026-11-20"}, 3),
        ({"startDate": "2026-11-20", "endDate": "2026-11-21"}, 6),
    ],
)
def test_filters(statistics: Statistics, given: dict[str, str], count: int) -> None:
    assert len(found(statistics, **given)) == count


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"limit": "101"}, "out_of_range"),
        ({"limit": "many"}, "invalid_parameter"),
        ({"event": "arrived"}, "invalid_parameter"),
        ({"sort": "up"}, "invalid_parameter"),
        ({"tags": "[alert"}, "invalid_parameter"),
        ({"startDate": "2026-11-20"}, "missing_parameter"),
        ({"startDate": "20/11/2026", "endDate": "2026-11-21"}, "invalid_parameter"),
        ({"days": "1", "startDate": "2026-11-20", "endDate": "2026-11-21"}, "invalid_parameter"),
    ],
)
def test_a_filter_that_makes_no_sense_is_refused(statistics: Statistics, given: dict[str, str], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        found(statistics, **given)
    assert (refused.value.status, refused.value.code) == (400, code)


def test_an_event_is_shown_at_its_time_and_not_before() -> None:
    now = [NOON]
    statistics = Statistics(lambda: now[0])
    statistics.add(Event(ONE, "sent", NOON), Event(ONE, "delivered", NOON + 2))
    assert found(statistics) == [("1", "sent")]
    assert statistics.find("sms", {}, late_s=1) == {"events": []}
    now[0] += 2
    assert found(statistics) == [("1", "delivered"), ("1", "sent")]
    assert statistics.find("email", {}, late_s=0) == {"events": []}
