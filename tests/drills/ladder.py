"""`make drill-alerts`, its second table: both providers, a ladder and phones, while one or the other is in trouble.

Fifty urgent alerts a scene, to two people. Guillaume reads what really arrives and touches the link, a few seconds
later; his phone is not answered, Sylvie's is, and she presses 1. Scaled: the call comes after six seconds and the email
after twelve instead of minutes. Counted in what both stand-ins really took: an alert that nobody took over is lost; a
second SMS about one alert to one person, by whichever provider, came twice; and what is acknowledged without a link
touched or a key pressed was counted as reached without anybody.
"""

from __future__ import annotations

import re
import statistics
import threading
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

import httpx

from tests.drills.alert_room import AlertRoom
from tests.twilio_standin import TwilioStandin, in_stack

COUNT = 50
WITHIN_S = 150.0
READS_AFTER_S = 2.0
LINK = re.compile(r"(https?://\S+/a/[\w-]+)")
NUMBER = re.compile(r"450 555-(\d{4})")
PEOPLE = """
    truncate leads, alerts, recipients cascade;
    insert into recipients (full_name, phone, email, on_call_rank) values
        ('Guillaume', '+15145550100', 'guillaume@drainfortin.example', 1),
        ('Sylvie', '+14505550101', 'sylvie@drainfortin.example', 2);
    insert into alert_rungs (place, after_minutes, way)
        values (0, 0, 'sms'), (1, 0.1, 'call'), (2, 0.2, 'email'), (3, 10, 'next')
"""
WAITED = """
    select extract(epoch from acknowledged_at - created_at)::float8 from alerts where acknowledged_at is not null
"""
# Beside what the room itself moves.
HURRY = (
    "update alerts set created_at = created_at - %(by)s::interval,"
    " acknowledged_at = acknowledged_at - %(by)s::interval",
    "update alert_attempts set doubted_at = doubted_at - %(by)s::interval where doubted_at is not null",
)
STEP_S = 0.5
WITHOUT = "select count(*) from alerts where state = 'acknowledged' and acknowledged_via is null"


@dataclass
class Room:
    """The stack with both stand-ins, and the people who read."""

    desk: AlertRoom
    twilio: TwilioStandin
    stop: threading.Event = field(default_factory=threading.Event)

    @classmethod
    def of(cls, desk: AlertRoom) -> Room:
        """On a running stack."""
        return cls(desk, in_stack(desk.stack.env))

    def clear(self) -> None:
        """Two people, a ladder, and stand-ins that forgot all."""
        self.desk.clear()
        self.twilio.reset()
        self.twilio.command(event_delay_s=0.2, phones={"+14505550101": "key1"})
        with self.desk.database() as db:
            db.execute(PEOPLE.encode())

    def pass_time(self, seconds: float) -> None:
        """Move everything back by that long: when it was raised and since when it is in doubt, too."""
        self.desk.pass_time(seconds)
        with self.desk.database() as db:
            for statement in HURRY:
                db.execute(statement.encode(), {"by": f"{seconds} seconds"})

    def delivered(self) -> list[str]:
        """The words of what really arrived."""
        received = self.desk.brevo.received()
        first = [one for one in (*received["sms"], *received["email"]) if one["fate"] == "delivered"]
        second = [one for one in self.twilio.messages() if one["status"] == "delivered"]
        return [*(one["content"] for one in first), *(one["body"] for one in second)]

    def read(self) -> None:
        """Touch each link that arrived, once, a moment later; until told to stop."""
        seen: dict[str, float] = {}
        with httpx.Client(timeout=10) as http:
            while not self.stop.wait(0.3):
                now = time.monotonic()
                for words in self.delivered():
                    for link in LINK.findall(words):
                        seen.setdefault(link, now)
                for link, at in list(seen.items()):
                    if at >= 0 and now - at > READS_AFTER_S and http.post(link).status_code < 400:
                        seen[link] = -1.0


@dataclass(frozen=True)
class Fault:
    """What is broken, how it is broken, and how it is mended after `after_s`."""

    name: str
    begin: Callable[[Room], object]
    mend: Callable[[Room], object] | None = None
    after_s: float = 0.0
    # Each second counts as so many more, from the first to the last.
    hurry_s: float = 0.0

    @property
    def title(self) -> str:
        """With how fast time passes in it."""
        return f"{self.name} (time × {1 + self.hurry_s:.0f})" if self.hurry_s else self.name


def first(**what: Any) -> Callable[[Room], object]:
    """A command to the first provider."""
    return lambda room: room.desk.brevo.command(**what)


def second(**what: Any) -> Callable[[Room], object]:
    """A command to the second."""
    return lambda room: room.twilio.command(**what)


def both(*acts: Callable[[Room], object]) -> Callable[[Room], object]:
    """One after the other."""
    return lambda room: [act(room) for act in acts]


def kill_worker(room: Room) -> object:
    """Between a request and its record."""
    room.desk.brevo.command(mode="slow", scope="sends", seconds=3)
    return None


def killed(room: Room) -> object:
    """Now; and it comes back."""
    done = room.desk.stack.command("kill", "worker", "--held", "0")
    assert done.returncode == 0, done.stderr
    room.desk.brevo.command(mode="normal")
    room.desk.forget_leases()
    return None


# The first provider takes no SMS: all of them leave by the second.
NO_CREDITS = first(mode="402", channel="sms")
FAULTS = (
    Fault("nothing is wrong", first(mode="normal")),
    Fault("first provider down", first(mode="down")),
    Fault("first provider slow (20 s), all of it", first(mode="slow", seconds=20)),
    Fault("first provider refuses our key (401)", first(mode="401")),
    Fault("first accepts, never delivers", first(mode="accept_never_deliver", channel="sms")),
    Fault("first accepts, then cuts", first(mode="accept_then_cut", channel="sms")),
    Fault("second provider down", both(NO_CREDITS, second(mode="down"))),
    Fault("second provider slow (20 s), all of it", both(NO_CREDITS, second(mode="slow", seconds=20))),
    Fault("second provider refuses our key (401)", both(NO_CREDITS, second(mode="401"))),
    Fault("second accepts, never delivers", both(NO_CREDITS, second(mode="accept_never_deliver"))),
    Fault("second accepts, then cuts", both(NO_CREDITS, second(mode="accept_then_cut"))),
    Fault("both down for 20 s", both(first(mode="down"), second(mode="down")),
          both(first(mode="normal"), second(mode="normal")), 20),
    Fault("both down for 10 min", both(first(mode="down"), second(mode="down")),
          both(first(mode="normal"), second(mode="normal")), 20, hurry_s=29),
    Fault("worker killed between a request and its record", kill_worker, killed, 1.5),
    Fault("callbacks lost", both(second(lose_callbacks=True), NO_CREDITS)),
    Fault("callbacks doubled and shuffled",
          both(second(duplicate_callbacks=True, shuffle_callbacks=True), NO_CREDITS,
               first(duplicate_events=True, shuffle_events=True))),
)  # fmt: skip
COLUMNS = ("alerts", "sms 1", "sms 2", "calls", "emails", "LOST", "TWICE", "NOBODY", "p50 s", "p95 s")
HEADLINE = f"{'':<50}" + "".join(f"{name:>8}" for name in COLUMNS)


def play(room: Room, fault: Fault) -> tuple[str, bool]:
    """One scene: its line, and whether a promise broke."""
    room.clear()
    room.stop.clear()
    reader = threading.Thread(target=room.read, daemon=True)
    fault.begin(room)
    room.desk.raise_alerts(COUNT)
    reader.start()
    started = time.monotonic()
    if fault.mend:
        _pass(room, fault, fault.after_s)
        fault.mend(room)
    while time.monotonic() - started < WITHIN_S and len(_column(room, WAITED)) < COUNT:
        _pass(room, fault, 0.5)
    time.sleep(1.5)
    room.stop.set()
    reader.join()
    return _line(room, fault)


def _pass(room: Room, fault: Fault, seconds: float) -> None:
    """Wait that long; where time is hurried, in short steps that count for more."""
    if not fault.hurry_s:
        time.sleep(seconds)
        return
    for _ in range(round(seconds / STEP_S)):
        time.sleep(STEP_S)
        room.pass_time(fault.hurry_s * STEP_S)


def _line(room: Room, fault: Fault) -> tuple[str, bool]:
    received, taken = room.desk.brevo.received(), room.twilio.received()
    texts = [(one["recipient"], one["content"]) for one in received["sms"]]
    texts += [(one["to"], one["body"]) for one in taken["messages"]]
    heard = Counter((to, "".join(NUMBER.findall(words))) for to, words in texts)
    waited = sorted(_column(room, WAITED))
    lost, twice = COUNT - len(waited), heard.total() - len(heard)
    nobody = int(_column(room, WITHOUT)[0])
    counted = (COUNT, len(received["sms"]), len(taken["messages"]), len(taken["calls"]), len(received["email"]))
    p50, p95 = (statistics.quantiles(waited, n=20)[place] for place in (9, 18)) if len(waited) > 1 else (0.0, 0.0)
    line = f"{fault.title:<50}" + "".join(f"{n:>8}" for n in (*counted, lost, twice, nobody))
    broken = bool(lost or twice or nobody)
    return f"{line}{p50:>8.1f}{p95:>8.1f}{'  BROKEN' if broken else ''}", broken


def _column(room: Room, query: str) -> list[float]:
    with room.desk.database() as db:
        return [float(row[0]) for row in db.execute(query.encode()).fetchall()]
