"""Which copies stay: grandfather, father, son. The last proven one always does."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from pydantic import TypeAdapter

from backend import fr


@dataclass(frozen=True)
class Keep:
    """How many days, weeks and months keep one copy each."""

    keep_daily: int
    keep_weekly: int
    keep_monthly: int


@dataclass(frozen=True)
class Copy:
    """One copy in the store."""

    id: str
    name: str
    snapshot_at: datetime
    proven: bool
    # Why it was made: the night's, asked for by hand, before a migration, before a recovery.
    reason: str
    # A proof of it waits or runs.
    busy: bool = False


@dataclass(frozen=True)
class Kept:
    """What the database tells of the copies that are kept."""

    settings: Keep
    copies: list[Copy]


_READER: TypeAdapter[Kept] = TypeAdapter(Kept)


def read(given: Any) -> Kept:
    """The database's answer."""
    return _READER.validate_python(given)


def to_delete(kept: Kept) -> list[Copy]:
    """Those that no day, week or month needs, oldest first. Copies of one origin never push out those of another."""
    newest_first = sorted(kept.copies, key=lambda one: one.snapshot_at, reverse=True)
    stays = _always(newest_first)
    for reason in {one.reason for one in newest_first}:
        stays |= _needed([one for one in newest_first if one.reason == reason], kept.settings)
    return [one for one in reversed(newest_first) if one.id not in stays]


def _needed(newest_first: Sequence[Copy], keep: Keep) -> set[str]:
    return (
        _one_each(newest_first, keep.keep_daily, lambda at: at.strftime("%Y-%m-%d"))
        | _one_each(newest_first, keep.keep_weekly, lambda at: at.strftime("%G-%V"))
        | _one_each(newest_first, keep.keep_monthly, lambda at: at.strftime("%Y-%m"))
    )


def _always(newest_first: Sequence[Copy]) -> set[str]:
    proven = next((one.id for one in newest_first if one.proven), None)
    # The newest too, proven or not yet; and one that is being read.
    ids = {newest_first[0].id} if newest_first else set()
    return ids | {one.id for one in newest_first if one.busy} | ({proven} if proven else set())


def _one_each(newest_first: Sequence[Copy], periods: int, period_of: Callable[[datetime], str]) -> set[str]:
    """One copy for each of the newest periods that have any: the newest proven one, else the newest."""
    chosen: dict[str, Copy] = {}
    for one in newest_first:
        period = period_of(fr.local(one.snapshot_at))
        if period not in chosen and len(chosen) == periods:
            continue
        if period not in chosen or (one.proven and not chosen[period].proven):
            chosen[period] = one
    return {one.id for one in chosen.values()}
