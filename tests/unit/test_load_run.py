"""A run says of itself no more than it was, or it is refused."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path
from random import Random
from typing import Any

import pytest

from backend.load.__main__ import main
from backend.load.run import BadRun, LoadRun, read
from tests.drills.load.book import Book, CallBook, p95
from tests.drills.load.day import moments
from tests.drills.load.faults import NAMES, schedule
from tests.drills.load.soak import Asked, summed_up
from tests.drills.load.verify import Verdict

NOW = datetime.now(UTC) - timedelta(minutes=1)
SOAK: dict[str, Any] = {
    "kind": "soak", "started_at": (NOW - timedelta(minutes=8)).isoformat(), "finished_at": NOW.isoformat(),
    "speed": 360.0, "real_hours": 8 / 60, "calls_per_day": 50, "calls": 100, "lost": 0, "twice": 0, "p95_ms": 40.0,
    "held": True, "release": "abc",
}  # fmt: skip
RAMP = SOAK | {"kind": "ramp", "speed": 20.0, "calls_at_once": 30, "events_per_second": 200.0, "calls_per_day": 9000}


def run(**other: Any) -> LoadRun:
    return read(json.dumps(SOAK | other))


def test_an_accelerated_run_never_calls_itself_real() -> None:
    assert not run().in_real_time
    assert run().label == "accéléré 360×: 48.0 h simulées en 0.13 h réelles; pas du temps réel"
    assert not read(json.dumps(RAMP)).in_real_time


def test_a_real_run_is_one_that_lasted() -> None:
    real = {"speed": 1.0, "real_hours": 48.0, "started_at": (NOW - timedelta(hours=48)).isoformat()}
    assert run(**real).in_real_time
    assert run(**real).label == "temps réel, 48.00 h réelles"


@pytest.mark.parametrize(
    ("other", "said"),
    [
        # Forty-eight hours in eight minutes, called real.
        ({"speed": 1.0}, "100 calls in"),
        ({"speed": 1.0, "real_hours": 48.0}, "real_hours is 48"),
        ({"speed": 0.5}, "speed"),
        ({"real_hours": 0.5}, "real_hours"),
        ({"finished_at": SOAK["started_at"]}, "before it begins"),
        ({"finished_at": (NOW + timedelta(days=1)).isoformat()}, "in the future"),
        ({"started_at": "2026-11-23T10:00:00"}, "started_at"),
        ({"lost": 1}, "cannot have held"),
        ({"twice": 2}, "cannot have held"),
        ({"lost": -1}, "lost"),
        ({"calls": 20}, "20 calls in"),
        ({"calls": "100"}, "calls"),
        ({"p95_ms": None}, "p95"),
        ({"held": "yes"}, "held"),
        ({"kind": "walk"}, "kind"),
        ({"release": ""}, "release"),
        ({"approved_by": "me"}, "approved_by"),
        ({"detail": {"label": "temps réel, 48.00 h réelles"}}, "its label must be"),
        (RAMP | {"calls_at_once": None}, "at once"),
        (RAMP | {"calls_at_once": 0}, "did not hold"),
    ],
)
def test_nonsense_is_refused(other: dict[str, Any], said: str) -> None:
    with pytest.raises(BadRun, match=said):
        run(**other)


def test_the_command_refuses_in_one_sentence(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file = tmp_path / "run.json"
    file.write_text(json.dumps(SOAK | {"speed": 1.0, "real_hours": 48.0}), encoding="utf-8")
    assert main(["record", str(file)]) == 1
    assert "Refusé : Value error, real_hours is 48" in capsys.readouterr().err
    assert main(["record", str(tmp_path / "none.json")]) == 1


def test_as_many_calls_as_asked_in_the_rhythm_of_a_day() -> None:
    result = moments(Random(1), 54, 400)
    assert len(result) == 900
    assert result == sorted(result)
    assert result[0] >= 0 and result[-1] < 54 * 3600
    by_hour = [sum(int(at / 3600) == hour for at in result) for hour in range(24)]
    assert by_hour[9] > 10 * (by_hour[3] + 1)


@pytest.mark.parametrize(("real_s", "speed"), [(480.0, 360.0), (48 * 3600.0, 1.0)])
def test_every_fault_comes_and_is_over_before_the_next(real_s: float, speed: float) -> None:
    faults = list(schedule(real_s, speed))
    assert {fault.name for fault in faults} == set(NAMES)
    for one, following in pairwise(faults):
        assert one.at_s + one.lasts_s < following.at_s
    assert faults[-1].at_s + faults[-1].lasts_s < real_s


def test_nothing_measured_is_no_figure() -> None:
    assert p95([]) is None
    assert p95([float(n) for n in range(1, 101)]) == 96.0


@pytest.mark.parametrize("agreed", [True, False])
def test_a_soak_with_which_the_auditor_does_not_agree_has_not_held(agreed: bool) -> None:
    asked = Asked(hours=48, calls_per_day=50, speed=360.0)
    book = Book(calls={str(number): CallBook(str(number)) for number in range(100)}, tool_ms=[40.0])
    assert summed_up(asked, book, Verdict(), NOW - timedelta(minutes=9), {}, agreed).held is agreed
