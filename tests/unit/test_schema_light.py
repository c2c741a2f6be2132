"""The light «Schéma de la base»: green on a fresh comparison alone; red names what differs and what to do."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from backend.lights import Probe
from backend.schema import light
from backend.schema.difference import Difference, from_detail, to_detail

NOW = datetime(2026, 11, 23, 19, 5, tzinfo=UTC)
THIS_MORNING = NOW - timedelta(hours=8)
FOUND = [
    Difference("trigger", "public.alerts alerts_guard", "missing"),
    Difference("function", "public.extra()", "unknown"),
    Difference("grant", "public.leads to anon", "unknown"),
    Difference("column", "public.leads.note", "differs"),
]


def test_nobody_has_looked_is_grey() -> None:
    assert light.light(NOW, None).state == "unknown"


def test_the_same_is_green_while_it_is_fresh_and_grey_afterwards() -> None:
    assert light.light(NOW, Probe("schema", THIS_MORNING, True, 0)).state == "good"
    assert light.light(NOW, Probe("schema", NOW - timedelta(days=3), True, 0)).state == "unknown"


def test_drift_is_red_however_old_and_names_the_first_of_it() -> None:
    told = light.light(NOW, Probe("schema", NOW - timedelta(days=3), False, 4, to_detail(FOUND)))
    assert (told.state, told.text) == ("bad", "4\u00a0écarts")
    assert told.remedy.startswith(
        "déclencheur public.alerts alerts_guard: manque; fonction public.extra(): n’est écrit"
    )
    assert "et 1 de plus" in told.remedy and "backend.migrate --check" in told.remedy


def test_what_is_kept_is_read_back_as_it_was() -> None:
    assert from_detail(to_detail(FOUND)) == FOUND
    assert from_detail(None) == from_detail("") == []
