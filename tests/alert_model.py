"""A world for the alerts' whole machine: a base of its own, a provider in memory that keeps what it accepted, a clock.

The worker's code and the database are the real ones; only Brevo's end of the wire is here, and a death is an exception
that nothing catches.
"""

from __future__ import annotations

import asyncio
import json
import uuid
from collections.abc import Awaitable, Callable
from dataclasses import astuple, dataclass, field
from typing import Any

import httpx
import psycopg

from backend.alerts.carriers import Carriers
from backend.alerts.deliver import Delivery
from backend.alerts.store import AlertStore
from backend.brevo.client import Brevo, Sender
from backend.brevo.events import read_events
from backend.brevo.lookup import LookUps
from backend.db import Pool, query
from backend.twilio.client import Account, Twilio
from tests.second_provider import SecondProvider

# What Brevo's statistics lag behind, in seconds of this world.
LAG_S = 5.0
# How long after a request began it may still be accepted, its sender gone.
LATE_S = 30.0
MOVE = (
    "update alert_attempts set at = at - %(by)s::interval, doubted_at = doubted_at - %(by)s::interval,"
    " handed_over_at = handed_over_at - %(by)s::interval",
    "update alerts set created_at = created_at - %(by)s::interval, due_at = due_at - %(by)s::interval,"
    " lease_until = lease_until - %(by)s::interval, acknowledged_at = acknowledged_at - %(by)s::interval",
)


class Killed(BaseException):
    """The worker's process is gone."""


@dataclass(frozen=True)
class Accepted:
    """One message that the provider took."""

    channel: str
    tag: str
    message_id: str
    to: str
    at: float


@dataclass
class Provider:
    """Brevo's end of the wire. Each request takes the next of `answers`, and `ok` when none is left."""

    clock: float = 0.0
    answers: list[str] = field(default_factory=list)
    accepted: list[Accepted] = field(default_factory=list)
    # Taken only when that moment has come: the sender had stopped waiting.
    late: list[tuple[float, str, dict[str, Any]]] = field(default_factory=list)
    # What happens in the world while a request is on the wire.
    meanwhile: list[Callable[[], Awaitable[None]]] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        if request.method == "GET":
            return self._statistics(request)
        how, began = (self.answers.pop(0) if self.answers else "ok"), self.clock
        channel, body = "email" if "smtp" in request.url.path else "sms", json.loads(request.content)
        if how == "killed_before":
            raise Killed
        while self.meanwhile:
            await self.meanwhile.pop()()
        return self._send(how, channel, body, request, began)

    def _send(
        self, how: str, channel: str, body: dict[str, Any], request: httpx.Request, began: float
    ) -> httpx.Response:
        if how in ("402", "400") and channel == "email":
            # Somebody can always be reached: what is lost here is lost by us.
            how = "ok"
        if how in ("402", "400", "429", "401", "500", "503"):
            return httpx.Response(int(how), json={"code": "x", "message": "x"})
        if how == "away":
            raise httpx.ConnectError("away", request=request)
        if how == "late":
            self.late.append((began + LATE_S, channel, body))
            raise httpx.ReadTimeout("late", request=request)
        message_id = self.take(channel, body)
        if how == "killed_after":
            raise Killed
        if how == "cut":
            raise httpx.RemoteProtocolError("cut", request=request)
        if how == "500_after":
            return httpx.Response(500)
        return httpx.Response(201, json={"messageId": message_id})

    def take(self, channel: str, body: dict[str, Any], at: float | None = None) -> str:
        """Accept a message, now or at that moment."""
        tag = body["tag"] if channel == "sms" else body["tags"][0]
        to = body["recipient"] if channel == "sms" else body["to"][0]["email"]
        self.accepted.append(Accepted(channel, tag, uuid.uuid4().hex, to, self.clock if at is None else at))
        return self.accepted[-1].message_id

    def pass_time(self, seconds: float) -> None:
        """Let time pass at the provider."""
        self.clock += seconds
        due = [one for one in self.late if one[0] <= self.clock]
        self.late = [one for one in self.late if one[0] > self.clock]
        for at, channel, body in due:
            self.take(channel, body, at)

    def _statistics(self, request: httpx.Request) -> httpx.Response:
        channel = "email" if "smtp" in request.url.path else "sms"
        shown = [one for one in self.accepted if one.channel == channel and one.at <= self.clock - LAG_S]
        events = [{"tag": one.tag, "messageId": one.message_id, "event": "sent"} for one in reversed(shown)]
        offset = int(request.url.params.get("offset", 0))
        return httpx.Response(200, json={"events": events[offset : offset + 100]})


class World:
    """What happens to alerts, one thing at a time; `run` keeps it on one loop."""

    def __init__(self, pool: Pool, db: psycopg.Connection, runner: asyncio.Runner) -> None:
        self.db = db
        self.provider = Provider()
        self._runner = runner
        self._pool = pool
        self.second = SecondProvider(self.provider, lag_s=LAG_S, late_s=LATE_S, death=Killed)
        self._http = httpx.AsyncClient(transport=httpx.MockTransport(self._answer))
        self.climbs = False

    async def _answer(self, request: httpx.Request) -> httpx.Response:
        return await (self.second if request.url.host == "twilio.example" else self.provider)(request)

    async def deliver(self) -> None:
        """A worker that has just started does all that is due, as `backend.worker.loops` does, and may die of it."""
        sender = Sender("18335550100", "console@drainfortin.example", "Drain Fortin")
        brevo = Brevo(self._http, "http://brevo.example/v3", "key", sender)
        account = Account("AC0", "token", "+18335550101", "Drain Fortin", "https://crochet.example")
        twilio = Twilio(self._http, "http://twilio.example", account) if self.climbs else None
        delivery = Delivery(AlertStore(self._pool), Carriers(brevo, LookUps(), twilio), "https://crochet.example")
        try:
            while await delivery.deliver_due():
                pass
        except Killed:
            # What it did besides dies with it: nothing of it may go on.
            for task in asyncio.all_tasks() - {asyncio.current_task()}:
                if "_carry_on" in repr(task.get_coro()):
                    task.cancel()
            await asyncio.sleep(0)

    def run(self, done: Awaitable[None]) -> None:
        """Carry it out."""

        async def whole() -> None:
            await done

        self._runner.run(whole())

    def lead(self, urgency: str) -> None:
        """Paul stores a lead."""
        self.db.execute(
            "insert into leads (ref, source, created_at, phone, city, description, urgency)"
            " values (%s, 'tool', now(), '+14505550134', 'Laval', 'Refoulement', %s)",
            [str(uuid.uuid4()), urgency],
        )

    def pass_time(self, seconds: float) -> None:
        """Move everything back by that long."""
        self.provider.pass_time(seconds)
        self.second.pass_time()
        for statement in MOVE:
            self.db.execute(statement.encode(), {"by": f"{seconds} seconds"})

    def ask(self, alert_id: uuid.UUID, channel: str, clicks: int) -> None:
        """Somebody asks for it again, and clicks that often."""
        request = str(uuid.uuid4())
        with self.db.transaction():
            owner = self.db.execute("select user_id from profiles where role = 'owner'").fetchone()
            assert owner is not None
            claims = json.dumps({"sub": str(owner[0]), "role": "authenticated", "aal": "aal2"})
            self.db.execute("select set_config('request.jwt.claims', %s, true)", [claims])
            for _ in range(clicks):
                self.db.execute("select public.resend_alerts(%s, %s, %s)", [request, [alert_id], channel])

    def acknowledge(self, alert_id: uuid.UUID) -> None:
        """Somebody has seen it."""
        self.db.execute("select private.acknowledge(%s, 'Guillaume')", [alert_id])

    def tell(self, message: Accepted, status: str, times: int) -> None:
        """Brevo tells of a message, once or twice."""
        result = {
            "messageId": message.message_id,
            "msg_status": status,
            "event": status,
            "tag": message.tag,
            "ts_event": 1,
        }
        result |= {"message-id": message.message_id, "tags": [message.tag]} if message.channel == "email" else {}
        [event] = read_events("sms" if message.channel == "sms" else "email", json.dumps(result).encode())
        for _ in range(times):
            self.db.execute(query("receive_brevo_event"), astuple(event))
