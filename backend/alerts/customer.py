"""When a message to a customer leaves, and whether it still should: pure functions of what is known of it."""

from __future__ import annotations

from datetime import datetime, timedelta

from backend.alerts.addressee import Customer, Hours
from backend.alerts.step import Drop, Wait
from backend.fr import ZONE
from backend.phones import may_get_texts

# A slip of the thumb is taken back meanwhile, and a caller who changes their mind is told once.
SLIP = timedelta(minutes=2)
# Later, whoever drives there has arrived.
ON_WAY_FOR = timedelta(minutes=30)
LOOK_AGAIN = timedelta(minutes=5)
# To one number within a day: more is an error, or somebody's mischief with another's number.
MOST_A_DAY = 6


def is_quiet(at: datetime, hours: Hours) -> bool:
    """Within the hours in which nothing is sent to a customer."""
    return after_quiet(at, hours) > at


def after_quiet(at: datetime, hours: Hours) -> datetime:
    """That moment, or the end of the quiet hours that it falls in; by the clock on the wall, whatever it skips."""
    local, starts, ends = at.astimezone(ZONE), hours.quiet_from, hours.quiet_until
    now = local.time()
    over_midnight = starts > ends
    quiet = (now >= starts or now < ends) if over_midnight else starts <= now < ends
    if not quiet:
        return at
    day = local.date() + timedelta(days=1) if over_midnight and now >= starts else local.date()
    return datetime.combine(day, ends, ZONE)


def held(to: Customer, now: datetime) -> Wait | Drop | None:
    """Not yet, or never; None: it may leave now."""
    why = _never(to)
    if why:
        return Drop(why)
    earliest, latest = _earliest(to), _latest(to)
    if earliest is None:
        return Drop("just_booked")
    meant = max(now, earliest)
    leaves = after_quiet(meant, to.hours)
    if leaves >= latest:
        return Drop("too_late")
    if leaves > now:
        return Wait(leaves, "quiet" if leaves > meant else "planned")
    return Wait(now + LOOK_AGAIN, "reserved") if to.must_wait else None


def _never(to: Customer) -> str | None:
    untrue = _untrue(to)
    if untrue:
        return untrue
    if not to.enabled:
        return "switched_off"
    if to.refused:
        return to.refused
    if not may_get_texts(to.phone):
        return "no_mobile"
    return "too_many_today" if to.sent_today >= MOST_A_DAY else None


def _untrue(to: Customer) -> str | None:
    """Why what it says is not so any more."""
    if to.kind == "visit_cancelled":
        if not to.is_cancelled:
            return "visit_stands" if to.stands else "visit_over"
    elif not to.stands:
        return "visit_over"
    return "visit_moved" if to.starts_at != to.visit_at else None


def _earliest(to: Customer) -> datetime | None:
    """None for a reminder whose hour was over when the visit was booked: they have just heard of it."""
    if to.kind in ("visit_booked", "visit_cancelled"):
        return to.raised_at + SLIP
    if to.kind == "visit_on_way":
        return to.raised_at
    day_before = to.visit_at.astimezone(ZONE).date() - timedelta(days=1)
    planned = datetime.combine(day_before, to.hours.remind_at, ZONE)
    return planned if planned > to.raised_at else None


def _latest(to: Customer) -> datetime:
    """From when on it is of no use any more."""
    if to.kind == "visit_on_way":
        return min(to.raised_at + ON_WAY_FOR, to.ends_at or to.visit_at)
    return to.visit_at
