"""The stand-in for Brevo, for tests: started apart or found in the stack, commanded and asked over HTTP."""

from __future__ import annotations

import os
import secrets
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
from brevo import Brevo

from backend.postgres.ports import LOOPBACK, free_port
from tests.local_stack import ROOT

READY_WITHIN_S = 20


@dataclass(frozen=True)
class Standin:
    """One running stand-in: its address with /v3, and its key."""

    api_url: str
    key: str = field(repr=False)
    http: httpx.Client = field(default_factory=httpx.Client, repr=False)

    @property
    def url(self) -> str:
        """Its address without /v3."""
        return self.api_url.removesuffix("/v3")

    @property
    def sdk(self) -> Brevo:
        """Brevo's own client, pointed at it, without retries of its own."""
        return Brevo(base_url=self.api_url, api_key=self.key, max_retries=0, timeout=10)

    def command(self, **what: Any) -> dict[str, Any]:
        """Give a command; returns how it stands now."""
        return self._control("POST", "command", what)

    def received(self, **only: str) -> dict[str, Any]:
        """What was really received; `channel` or `tag` narrow it."""
        found: dict[str, Any] = self.http.get(f"{self.url}/_standin/received", params=only).raise_for_status().json()
        return found

    def events(self) -> list[dict[str, Any]]:
        """What was told to the webhook, or will be."""
        found: list[dict[str, Any]] = self._control("GET", "events")["events"]
        return found

    def reply(self, number: str, text: str) -> dict[str, Any]:
        """Somebody answers the last SMS they got."""
        return self._control("POST", "reply", {"from": number, "text": text})

    def reset(self) -> None:
        """As at the very first start."""
        self._control("POST", "reset")

    def api(self, method: str, path: str, **more: Any) -> httpx.Response:
        """A request to the API, with the key."""
        return self.http.request(method, f"{self.api_url}{path}", headers={"api-key": self.key}, **more)

    def _control(self, method: str, path: str, body: object = None) -> dict[str, Any]:
        answer = self.http.request(method, f"{self.url}/_standin/{path}", json=body).raise_for_status()
        found: dict[str, Any] = answer.json()
        return found


def in_stack(env: dict[str, str]) -> Standin:
    """The stand-in of a running stack, from the stack's settings."""
    return Standin(env["BREVO_API_URL"], env["BREVO_API_KEY"])


@contextmanager
def running(webhook_url: str, *options: str, token: str = "", log: Path | None = None) -> Iterator[Standin]:
    """A stand-in of the test's own, killed at the end as a machine dies."""
    port = free_port()
    standin = Standin(f"http://{LOOPBACK}:{port}/v3", f"local-{secrets.token_hex(24)}")
    settings = {
        "BREVO_API_URL": standin.api_url,
        "BREVO_API_KEY": standin.key,
        "BREVO_WEBHOOK_TOKEN": token or f"local-{secrets.token_hex(24)}",
        "WEBHOOK_URL": webhook_url,
    }
    kept = ["--log", str(log)] if log else []
    command = [sys.executable, "-m", "backend.local.standins.brevo", *kept, *options]
    process = subprocess.Popen(command, cwd=ROOT, env={**os.environ, **settings})
    try:
        _wait(standin, process)
        yield standin
    finally:
        process.kill()
        process.wait()
        standin.http.close()


def _wait(standin: Standin, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + READY_WITHIN_S
    while process.poll() is None and time.monotonic() < deadline:
        try:
            standin.http.get(f"{standin.url}/healthz").raise_for_status()
            return
        except httpx.HTTPError:
            time.sleep(0.05)
    raise AssertionError("the stand-in did not start")
