"""What came of a drill, counted in what the stand-in for Brevo really received."""

from __future__ import annotations

import contextlib
import re
import time
from collections import Counter
from dataclasses import dataclass

from tests.drills.alert_room import BROKEN, AlertRoom

NUMBER = re.compile(r"450 555-(\d{4})")
SETTLE_WITHIN_S = 45.0
OPEN = "select count(*) from alerts where state not in ('delivered', 'acknowledged')"


@dataclass(frozen=True)
class Tally:
    """`lost`: alerts of which nothing was received; `twice`: messages beyond the first to one person by one channel."""

    scene: str
    alerts: int
    sms: int
    emails: int
    lost: int
    twice: int
    # Alerts that our own books do not call delivered.
    open: int
    seconds: float

    @property
    def broken(self) -> bool:
        """True when a promise was not kept."""
        return bool(self.lost or self.twice or self.open)

    def line(self) -> str:
        """One row of the table."""
        counted = (self.alerts, self.sms, self.emails, self.lost, self.twice, self.open)
        mark = "  BROKEN" if self.broken else ""
        return f"{self.scene:<62}" + "".join(f"{n:>7}" for n in counted) + f"{self.seconds:>8.1f}{mark}"


HEADLINE = f"{'':<62}" + "".join(f"{name:>7}" for name in ("alerts", "sms", "emails", "LOST", "TWICE", "open", "s"))


def settle(desk: AlertRoom, scene: str, alerts: int, started: float, *, hurry_s: float = 0.0) -> Tally:
    """Wait until every alert is delivered, each second counting as `hurry_s` more; then count."""
    deadline = time.monotonic() + SETTLE_WITHIN_S
    while time.monotonic() < deadline and _open(desk) != 0:
        if hurry_s:
            _hurry(desk, hurry_s)
        time.sleep(1.0)
    # A message too many would still be on its way: give it the time to come.
    time.sleep(1.5)
    return count(desk, scene, alerts, time.monotonic() - started)


def count(desk: AlertRoom, scene: str, alerts: int, seconds: float) -> Tally:
    """Compare what was raised with what was received."""
    received = desk.brevo.received()
    messages = [*received["sms"], *received["email"]]
    heard = Counter((one["channel"], one["recipient"], _number(one["content"])) for one in messages)
    result = {number for _, _, number in heard}
    return Tally(
        scene=scene,
        alerts=alerts,
        sms=len(received["sms"]),
        emails=len(received["email"]),
        lost=alerts - len(result),
        twice=heard.total() - len(heard),
        open=_open(desk),
        seconds=seconds,
    )


def _number(content: str) -> str:
    found = NUMBER.search(content)
    assert found, "a message without the caller's number"
    return found[1]


def _open(desk: AlertRoom) -> int:
    try:
        with desk.database() as db:
            row = db.execute(OPEN).fetchone()
    except BROKEN:
        return -1
    return int(row[0]) if row else -1


def _hurry(desk: AlertRoom, seconds: float) -> None:
    with contextlib.suppress(*BROKEN):
        desk.pass_time(seconds)
