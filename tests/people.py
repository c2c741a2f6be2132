"""The demonstration people as callers of the Data API, each with their own token and nothing more."""

from __future__ import annotations

from dataclasses import dataclass
from time import time
from typing import Any

import httpx

from backend import totp

ROLES = ("owner", "staff", "admin")


@dataclass(frozen=True)
class Caller:
    """Somebody who speaks to the Data API directly; `token` None is a stranger with the publishable key."""

    url: str
    key: str
    token: str | None

    def rpc(self, function: str, **params: Any) -> httpx.Response:
        """Call a database function."""
        return self._send("POST", f"/rpc/{function}", json=params)

    def table(self, method: str, table: str, query: str = "", json: Any = None) -> httpx.Response:
        """Touch a table or view directly."""
        return self._send(method, f"/{table}?{query}", json=json)

    def _send(self, method: str, path: str, json: Any) -> httpx.Response:
        headers = {"apikey": self.key, "authorization": f"Bearer {self.token or self.key}"}
        return httpx.request(method, f"{self.url}/rest/v1{path}", json=json, headers=headers, timeout=20)


def sign_in(env: dict[str, str], role: str) -> Caller:
    """The demonstration person of that role; `anonymous` has no token."""
    url, key = env["SUPABASE_URL"], env["SUPABASE_PUBLISHABLE_KEY"]
    if role == "anonymous":
        return Caller(url, key, None)
    answer = httpx.post(
        f"{url}/auth/v1/token?grant_type=password",
        json={"email": env[f"DEMO_{role.upper()}_EMAIL"], "password": env["DEMO_PASSWORD"]},
        headers={"apikey": key},
        timeout=20,
    )
    opened = answer.raise_for_status().json()
    return Caller(url, key, _shown(env, opened) if opened["user"].get("factors") else opened["access_token"])


def _shown(env: dict[str, str], opened: dict[str, Any]) -> str:
    """The token after the code of the demonstration's telephone, as its console shows it."""
    headers = {"apikey": env["SUPABASE_PUBLISHABLE_KEY"], "authorization": f"Bearer {opened['access_token']}"}
    factor = f"{env['SUPABASE_URL']}/auth/v1/factors/{opened['user']['factors'][0]['id']}"
    asked = httpx.post(f"{factor}/challenge", headers=headers, timeout=20).raise_for_status().json()
    given = {"challenge_id": asked["id"], "code": totp.code(env["DEMO_FACTOR_SECRET"], time())}
    answer = httpx.post(f"{factor}/verify", headers=headers, json=given, timeout=20)
    return str(answer.raise_for_status().json()["access_token"])
