"""One round of probes: all at once, each with its own patience, none waiting for another."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass
from pathlib import Path

import httpx
from pydantic import SecretStr

from backend.db import Pool
from backend.health.probes import machine, web
from backend.health.probes.certificate import certificate
from backend.health.probes.reading import Probe, Reading, take
from backend.settings.worker import WorkerSettings

# Brevo grants a hundred such requests an hour to all who ask; a certificate changes every few weeks.
SELDOM_S = {"brevo_credits": 900.0, "twilio_balance": 900.0, "certificate": 3600.0}


@dataclass(frozen=True, slots=True)
class Places:
    """What is probed, as the worker's settings name it."""

    settings: WorkerSettings
    pool: Pool
    http: httpx.AsyncClient
    folder: Path = Path()


class Round:
    """Remembers when the seldom ones were last asked."""

    def __init__(self, places: Places) -> None:
        self._places = places
        self._asked: dict[str, float] = {}

    async def measure(self) -> list[Reading]:
        """Every probe that is due."""
        due = {name: probe for name, probe in self._probes().items() if self._is_due(name)}
        found = await asyncio.gather(*(take(name, probe) for name, probe in due.items()))
        return [reading for readings in found for reading in readings]

    def _is_due(self, name: str) -> bool:
        now, every_s = time.monotonic(), SELDOM_S.get(name)
        if every_s is None:
            return True
        if now - self._asked.get(name, -every_s) < every_s:
            return False
        self._asked[name] = now
        return True

    def _probes(self) -> dict[str, Probe]:
        at, s, http = self._places, self._places.settings, self._places.http
        return {
            "database": lambda: machine.database(at.pool),
            "pooler": lambda: machine.pooler(at.pool),
            "data_api": lambda: web.data_api(http, s.SUPABASE_URL, _plain(s.SUPABASE_PUBLISHABLE_KEY)),
            "webhook": lambda: web.webhook(http, s.WEBHOOK_URL),
            "vapi": lambda: web.vapi(http, s.VAPI_API_URL, _plain(s.VAPI_API_KEY)),
            "brevo_credits": lambda: web.brevo_credits(http, s.BREVO_API_URL, _plain(s.BREVO_API_KEY)),
            "twilio_balance": lambda: web.twilio_balance(
                http, s.TWILIO_API_URL, s.TWILIO_ACCOUNT_SID if s.has_twilio else "", _plain(s.TWILIO_AUTH_TOKEN)
            ),
            "disk": lambda: machine.disk(at.folder),
            "certificate": lambda: certificate([s.WEBHOOK_URL, s.CONSOLE_URL, s.SUPABASE_URL]),
        }


def _plain(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret else ""
