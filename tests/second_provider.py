"""The second provider's end of the wire, in memory, on the clock of the first: it keeps what it accepted."""

from __future__ import annotations

import uuid
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Protocol
from urllib.parse import parse_qs

import httpx


class Clock(Protocol):
    """Whose seconds count, and what happens in the world while a request is on the wire."""

    clock: float
    meanwhile: list[Callable[[], Awaitable[None]]]


@dataclass
class Taken:
    """One message or call that it took; `tag` is in the address that it tells."""

    kind: str
    tag: str
    sid: str
    to: str
    body: str
    at: float


@dataclass
class SecondProvider:
    """Each request takes the next of `answers`, and `ok` when none is left."""

    world: Clock
    lag_s: float
    late_s: float
    death: type[BaseException]
    answers: list[str] = field(default_factory=list)
    taken: list[Taken] = field(default_factory=list)
    late: list[tuple[float, str, dict[str, list[str]]]] = field(default_factory=list)

    async def __call__(self, request: httpx.Request) -> httpx.Response:
        """Answer one request."""
        kind = "call" if "Calls" in request.url.path else "sms"
        if request.method == "GET":
            return self._listed(kind, request.url.params["To"])
        how, began = (self.answers.pop(0) if self.answers else "ok"), self.world.clock
        posted = parse_qs(request.content.decode())
        if how == "killed_before":
            raise self.death
        while self.world.meanwhile:
            await self.world.meanwhile.pop()()
        if how in ("400", "401", "429", "500", "503"):
            return httpx.Response(int(how), json={"code": 0, "message": "x", "status": int(how)})
        if how == "away":
            raise httpx.ConnectError("away", request=request)
        if how == "late":
            self.late.append((began + self.late_s, kind, posted))
            raise httpx.ReadTimeout("late", request=request)
        sid = self._take(kind, posted, self.world.clock)
        if how == "killed_after":
            raise self.death
        if how == "cut":
            raise httpx.RemoteProtocolError("cut", request=request)
        return httpx.Response(500) if how == "500_after" else httpx.Response(201, json={"sid": sid})

    def pass_time(self) -> None:
        """What was late is taken once its moment has come."""
        due = [one for one in self.late if one[0] <= self.world.clock]
        self.late = [one for one in self.late if one[0] > self.world.clock]
        for at, kind, posted in due:
            self._take(kind, posted, at)

    def _take(self, kind: str, posted: dict[str, list[str]], at: float) -> str:
        tag = posted["StatusCallback"][0].rpartition("/")[2]
        body = posted.get("Body", [""])[0]
        self.taken.append(Taken(kind, tag, uuid.uuid4().hex, posted["To"][0], body, at))
        return self.taken[-1].sid

    def _listed(self, kind: str, to: str) -> httpx.Response:
        now, moment = datetime.now(UTC), self.world.clock
        shown = [one for one in self.taken if one.kind == kind and one.to == to and one.at <= moment - self.lag_s]
        listed = [
            {
                "sid": one.sid,
                "body": one.body,
                "date_created": format_datetime(now - timedelta(seconds=moment - one.at)),
            }
            for one in reversed(shown)
        ]
        return httpx.Response(200, json={"calls" if kind == "call" else "messages": listed[:100]})


def _written(at: datetime) -> str:
    return format_datetime(at.replace(microsecond=0))
