"""The light of the backups is green for one reason only: a proof young enough."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

from backend.backups.light import BackupState, light

NOW = datetime(2026, 11, 23, 17, tzinfo=UTC)
FRESH = BackupState(limit_hours=26, any=True, snapshot_at=NOW - timedelta(hours=3))


def test_nothing_asked_for_yet_is_grey() -> None:
    assert light(NOW, None).state == "unknown"
    assert light(NOW, BackupState(limit_hours=26, any=False)).state == "unknown"


def test_a_fresh_proof_is_green_with_its_age() -> None:
    shown = light(NOW, FRESH)
    assert (shown.state, shown.at) == ("good", FRESH.snapshot_at)
    assert "il y a 3" in shown.text


def test_a_copy_without_a_proof_is_never_green() -> None:
    unproven = replace(FRESH, snapshot_at=None)
    assert light(NOW, unproven).state == "bad"
    assert light(NOW, replace(unproven, running=True)).state == "warn"
    assert "place" in light(NOW, replace(unproven, failure="disk_full")).remedy


def test_an_old_proof_is_red_and_a_failed_one_too() -> None:
    assert light(NOW, replace(FRESH, snapshot_at=NOW - timedelta(hours=27))).state == "bad"
    assert light(NOW, replace(FRESH, proof_failure="altered")).state == "bad"
    assert light(NOW, replace(FRESH, failure="store_away")).state == "warn"
