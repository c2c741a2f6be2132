"""A signed message of our own through the whole chain: webhook, row, call, an alert to nobody, what a screen reads."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import httpx

from backend.db import Pool, query
from backend.health.probes.reader import ChainReader
from backend.health.probes.reading import LOOPBACK, NOT_SET, Reading
from backend.settings.places import points_off_loopback
from backend.vapi.facts import PROBE_CALL_PREFIX, TEST_CALL_PREFIX
from backend.vapi.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign

# In the order in which they are gone through; `chain` is all of them.
STEPS = ("chain_webhook", "chain_alert", "chain_read")
WEBHOOK_PATIENCE_S = 10.0
# An alert is carried within a second, unless the worker's loop missed its wake: it looks by itself every thirty.
ALERT_PATIENCE_S = 40.0
LOOK_EVERY_S = 0.1


@dataclass(frozen=True, slots=True)
class Address:
    """Where Vapi's messages go, and the secret that signs them; both empty where they are not set."""

    webhook_url: str
    secret: str


def new_id() -> str:
    """An id that no call of Vapi's has."""
    return f"{PROBE_CALL_PREFIX}{uuid4()}"


def message(call_id: str, at: datetime) -> bytes:
    """The report of a call that nobody made: it names no number, and says that it is a test."""
    began = at - timedelta(seconds=1)
    call = {"id": call_id, "name": f"{TEST_CALL_PREFIX} probe", "type": "inboundPhoneCall"}
    report = {
        "type": "end-of-call-report", "timestamp": int(at.timestamp() * 1000), "call": call, "analysis": {},
        "artifact": {}, "endedReason": "customer-ended-call", "startedAt": began.isoformat(),
        "endedAt": at.isoformat(),
    }  # fmt: skip
    return json.dumps({"message": report}).encode()


class Chain:
    """Goes through it once, step by step; where one fails, those behind it are not measured."""

    def __init__(self, pool: Pool, http: httpx.AsyncClient, address: Address, reader: ChainReader) -> None:
        self._pool = pool
        self._http = http
        self._address = address
        self._reader = reader

    async def prove(self, call_id: str) -> list[Reading]:
        """A reading of each step that was gone through, then that of the whole. Raises what the database raises."""
        steps = [step async for step in self._steps(call_id)]
        return [*steps, _whole(steps)]

    async def _steps(self, call_id: str) -> AsyncIterator[Reading]:
        received = await self._send(call_id)
        yield received
        if not received.ok:
            return
        carried = await self._await_alert(call_id)
        yield carried
        if carried.ok:
            yield await self._reader.read(str((await self._facts(call_id))["call_id"]))

    async def _send(self, call_id: str) -> Reading:
        """`chain_webhook`: until the answer that says that it is kept; then whether that was in the database."""
        at = self._address
        if not at.webhook_url or not at.secret:
            return Reading("chain_webhook", False, detail=NOT_SET)
        body, sent = message(call_id, datetime.now(UTC)), str(int(time.time()))
        headers = {SIGNATURE_HEADER: sign(at.secret, body, sent), TIMESTAMP_HEADER: sent}
        url, started = f"{at.webhook_url.rstrip('/')}/vapi", time.perf_counter()
        try:
            response = await self._http.post(url, content=body, headers=headers, timeout=WEBHOOK_PATIENCE_S)
        except httpx.HTTPError as error:
            return Reading("chain_webhook", False, detail=type(error).__name__)
        ms = (time.perf_counter() - started) * 1000
        if not response.is_success:
            return Reading("chain_webhook", False, ms, f"HTTP {response.status_code}")
        found = await self._facts(call_id)
        if found["via"] != "webhook" or found["call_id"] is None:
            return Reading("chain_webhook", False, ms, "not_computed" if found["via"] else "journaled")
        return Reading("chain_webhook", True, ms, None if points_off_loopback(url) else LOOPBACK)

    async def _await_alert(self, call_id: str) -> Reading:
        """`chain_alert`: until the alert, raised with the call, was taken and carried to its end."""
        started = time.perf_counter()
        while not (found := await self._facts(call_id))["carried"]:
            if time.perf_counter() - started > ALERT_PATIENCE_S:
                return Reading("chain_alert", False, detail="silent")
            await asyncio.sleep(LOOK_EVERY_S)
        return Reading("chain_alert", found["carried"], (time.perf_counter() - started) * 1000)

    async def _facts(self, call_id: str) -> dict[str, Any]:
        async with self._pool.connection() as conn:
            row = await (await conn.execute(query("chain_probe_facts"), [call_id])).fetchone()
        facts = row["facts"] if row else None
        assert isinstance(facts, dict)
        return facts


def _whole(steps: list[Reading]) -> Reading:
    """`chain`: proven when each step is. Its detail names the one that failed."""
    failed = next((step for step in steps if not step.ok), None)
    if failed is None:
        return Reading("chain", True, sum(step.value or 0.0 for step in steps), steps[0].detail)
    return Reading("chain", False, detail=NOT_SET if failed.detail == NOT_SET else failed.probe.removeprefix("chain_"))
