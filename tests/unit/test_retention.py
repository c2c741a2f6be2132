"""Grandfather, father, son: what stays and what goes, whatever the copies."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from backend.backups.retention import Copy, Keep, Kept, to_delete

REASONS = ("schedule", "hand", "migration", "recovery")
NOON = datetime(2026, 11, 23, 17, tzinfo=UTC)


def nightly(nights: int) -> list[Copy]:
    return [Copy(str(n), f"c{n}", NOON - timedelta(days=n), proven=True, reason="schedule") for n in range(nights)]


def left(kept: Kept) -> list[str]:
    gone = {copy.id for copy in to_delete(kept)}
    return [copy.id for copy in kept.copies if copy.id not in gone]


def test_a_year_of_nights_leaves_days_weeks_and_months() -> None:
    stays = left(Kept(Keep(7, 4, 12), nightly(365)))
    assert stays[:7] == [str(n) for n in range(7)]
    assert 7 + 3 + 10 <= len(stays) <= 7 + 4 + 12


def test_within_a_day_the_proven_one_is_kept() -> None:
    copies = [
        Copy("new", "new", NOON, proven=False, reason="schedule"),
        Copy("morning", "m", NOON - timedelta(days=3), proven=False, reason="schedule"),
        Copy("night", "n", NOON - timedelta(days=3, hours=5), proven=True, reason="schedule"),
    ]
    assert left(Kept(Keep(7, 0, 0), copies)) == ["new", "night"]


def test_the_last_proven_copy_stays_though_no_day_week_or_month_keeps_it() -> None:
    copies = [
        Copy("tonight", "t", NOON, proven=False, reason="schedule"),
        Copy("last night", "l", NOON - timedelta(days=1), proven=False, reason="schedule"),
        Copy("proven", "p", NOON - timedelta(days=40), proven=True, reason="schedule"),
        Copy("proven before", "b", NOON - timedelta(days=41), proven=True, reason="schedule"),
    ]
    assert left(Kept(Keep(1, 0, 0), copies)) == ["tonight", "proven"]


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.booleans(), st.booleans()), min_size=1, max_size=60),
    st.integers(1, 9), st.integers(0, 9), st.integers(0, 9),
)  # fmt: skip
def test_the_newest_the_last_proven_and_the_busy_never_go(
    drawn: list[tuple[int, bool, bool]], daily: int, weekly: int, monthly: int
) -> None:
    copies = [
        Copy(str(n), f"c{n}", NOON - timedelta(hours=hours), proven, "schedule", busy)
        for n, (hours, proven, busy) in enumerate(drawn)
    ]
    gone = {copy.id for copy in to_delete(Kept(Keep(daily, weekly, monthly), copies))}
    newest = max(copies, key=lambda copy: copy.snapshot_at)
    proven = [copy for copy in copies if copy.proven]
    assert newest.id not in gone or any(
        copy.snapshot_at == newest.snapshot_at for copy in copies if copy.id not in gone
    )
    assert not proven or any(
        copy.snapshot_at == max(one.snapshot_at for one in proven) for copy in proven if copy.id not in gone
    )
    assert not any(copy.busy and copy.id in gone for copy in copies)


@given(
    st.lists(st.tuples(st.integers(0, 2000), st.booleans(), st.sampled_from(REASONS)), min_size=1, max_size=60),
    st.integers(1, 9), st.integers(0, 9), st.integers(0, 9), st.sampled_from(REASONS),
)  # fmt: skip
def test_copies_of_one_origin_push_out_none_of_another(
    drawn: list[tuple[int, bool, str]], daily: int, weekly: int, monthly: int, origin: str
) -> None:
    keep = Keep(daily, weekly, monthly)
    copies = [Copy(str(n), f"c{n}", NOON - timedelta(hours=h), proven, r) for n, (h, proven, r) in enumerate(drawn)]
    alone = [copy for copy in copies if copy.reason == origin]
    kept_alone = set(left(Kept(keep, alone))) - _always_kept(alone)
    assert kept_alone <= set(left(Kept(keep, copies)))


def test_a_copy_asked_for_by_day_leaves_the_nights() -> None:
    night = Copy("night", "n", NOON - timedelta(hours=10), proven=True, reason="schedule")
    asked = [Copy(r, r, NOON - timedelta(hours=n), proven=True, reason=r) for n, r in enumerate(REASONS[1:])]
    assert set(left(Kept(Keep(7, 4, 12), [night, *asked]))) == {"night", "hand", "migration", "recovery"}


def _always_kept(copies: list[Copy]) -> set[str]:
    """The newest and the last proven stay for another reason than their day."""
    newest = sorted(copies, key=lambda copy: copy.snapshot_at, reverse=True)
    return {copy.id for copy in (newest[:1] + [one for one in newest if one.proven][:1])}
