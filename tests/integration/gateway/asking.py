"""A client of the sign-in service that hides nothing: each call is one request, each answer is handed back whole."""

from __future__ import annotations

import time
from dataclasses import dataclass, field
from typing import Any
from uuid import uuid4

import httpx

from backend import totp
from tests.integration.gateway.recorded import check
from tests.local_stack import Stack

FIRST, SECOND, THIRD = "Premier mot 42!", "Deuxième mot 43!", "Troisième mot 44!"
HTTP = httpx.Client(timeout=20, limits=httpx.Limits(max_keepalive_connections=0))
NOBODY = "00000000-0000-4000-8000-000000000001"


@dataclass
class Asker:
    """Asks as a person, as nobody, or as the administrator; from an address of its own."""

    stack: Stack
    address: str = field(default_factory=lambda: f"10.9.{uuid4().int % 250}.{uuid4().int % 250}")

    def ask(
        self, method: str, path: str, body: Any = None, *, admin: bool = False, token: str = "",
        content: str | None = None, codes: bool = True,
    ) -> httpx.Response:  # fmt: skip
        """One request; `codes=False` asks as clients older than 2024 do."""
        key = self.stack.secret_key if admin else self.stack.publishable_key
        headers = {"apikey": key, "authorization": f"Bearer {token or key}", "x-forwarded-for": self.address}
        if codes:
            headers["x-supabase-api-version"] = "2024-01-01"
        url = f"{self.stack.supabase_url}/auth/v1{path}"
        if content is not None:
            return HTTP.request(method, url, headers=headers, content=content)
        return HTTP.request(method, url, headers=headers, json=body)

    def admin(self, method: str, path: str, body: Any = None) -> httpx.Response:
        """The administrator's request."""
        return self.ask(method, path, body, admin=True)

    def person(self, password: str | None = FIRST, *, confirmed: bool = True, name: str = "ana") -> dict[str, Any]:
        """Somebody new."""
        new = {"email": f"{name}.{uuid4().hex[:10]}@exemple.test", "email_confirm": confirmed}
        given = {"password": password} if password else {}
        made: dict[str, Any] = self.admin("POST", "/admin/users", {**new, **given}).raise_for_status().json()
        return made

    def password(self, email: str, password: str = FIRST) -> httpx.Response:
        """A sign-in."""
        return self.ask("POST", "/token?grant_type=password", {"email": email, "password": password})

    def renew(self, token: str) -> httpx.Response:
        """A renewal."""
        return self.ask("POST", "/token?grant_type=refresh_token", {"refresh_token": token})

    def session(self, email: str, password: str = FIRST) -> dict[str, Any]:
        """A session that is opened, whatever it takes."""
        opened: dict[str, Any] = self.password(email, password).raise_for_status().json()
        return opened

    def user(self, token: str) -> httpx.Response:
        """Who the token's person is."""
        return self.ask("GET", "/user", token=token)

    def change(self, token: str, **body: Any) -> httpx.Response:
        """The person changes something of themselves."""
        return self.ask("PUT", "/user", body, token=token)

    def link(self, kind: str, email: str) -> httpx.Response:
        """The administrator makes a link."""
        return self.admin("POST", "/admin/generate_link", {"type": kind, "email": email})

    def spend(self, kind: str, proof: str) -> httpx.Response:
        """Somebody opens it."""
        return self.ask("POST", "/verify", {"type": kind, "token_hash": proof})

    def factor(self, token: str, **body: Any) -> httpx.Response:
        """The person enrols a second factor."""
        return self.ask("POST", "/factors", {"factor_type": "totp", **body}, token=token)

    def challenge(self, token: str, factor_id: str) -> httpx.Response:
        """The person asks to show it."""
        return self.ask("POST", f"/factors/{factor_id}/challenge", {}, token=token)

    def prove(self, token: str, factor_id: str, challenge_id: str, code: str) -> httpx.Response:
        """The person shows it."""
        body = {"challenge_id": challenge_id, "code": code}
        return self.ask("POST", f"/factors/{factor_id}/verify", body, token=token)


def with_factor(asker: Asker, token: str, name: str = "Téléphone") -> tuple[dict[str, Any], dict[str, Any]]:
    """A verified factor, and the session that has shown it."""
    factor = asker.factor(token, friendly_name=name).raise_for_status().json()
    return factor, shown(asker, token, factor)


def shown(asker: Asker, token: str, factor: dict[str, Any]) -> dict[str, Any]:
    """The session after its second factor was shown."""
    challenge = check("mfa.challenge", asker.challenge(token, factor["id"]))
    code = totp.code(factor["totp"]["secret"], time.time())
    opened: dict[str, Any] = asker.prove(token, factor["id"], challenge["id"], code).raise_for_status().json()
    return opened


def tick(stack: Stack, **boxes: Any) -> None:
    """Set boxes of the dashboard; those not named are as a test stack starts."""
    answer = httpx.put(f"{stack.supabase_url}/_standin/sign-in", headers={"apikey": stack.secret_key}, json=boxes)
    assert answer.status_code == 200, answer.text
