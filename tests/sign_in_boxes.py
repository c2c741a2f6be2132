"""The sign-in service's dashboard, for tests: boxes that are ticked, people, their links, their telephones."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from uuid import uuid4

import httpx
import psycopg
import pytest
from supabase import create_client

from backend import totp
from backend.db import query
from backend.supabase.auth_admin import fingerprint
from tests.emptying import delete

PASSWORD = "local-premier tuyau bleu"


@dataclass(frozen=True)
class Dashboard:
    """One stack's: its settings, and its database."""

    env: dict[str, str]
    db: psycopg.Connection
    hired: list[str] = field(default_factory=list)

    def tick(self, **boxes: object) -> None:
        """Those not named are as a stack starts."""
        url, key = f"{self.env['SUPABASE_URL']}/_standin/sign-in", self.env["SUPABASE_SECRET_KEY"]
        answer = httpx.put(url, headers={"apikey": key}, json={"limits": False, **boxes})
        if answer.status_code == 404:
            pytest.skip("the gateway of this stack has no boxes to tick")
        answer.raise_for_status()

    def hire(self) -> str:
        """Somebody of the staff; their e-mail."""
        service = create_client(self.env["SUPABASE_URL"], self.env["SUPABASE_SECRET_KEY"])
        email = f"{uuid4().hex[:12]}@drain.example"
        user = service.auth.admin.create_user({"email": email, "password": PASSWORD, "email_confirm": True}).user
        profile = {"user_id": user.id, "email": email, "full_name": "Employé Essai", "role": "staff"}
        service.table("profiles").insert(profile).execute()
        self.hired.append(email)
        return email

    @contextmanager
    def manager(self, role: str) -> Iterator[str]:
        """Somebody who must have a telephone, for as long as this lasts: another owner would be in other tests' way."""
        email = self.hire()
        self.db.execute("update profiles set role = %s where email = %s", [role, email])
        try:
            yield email
        finally:
            delete(self.db, "delete from auth.users where email = %s", [email])

    def link(self, email: str) -> str:
        """The proof of a link to a new password, known here as those are that the worker sends."""
        service = create_client(self.env["SUPABASE_URL"], self.env["SUPABASE_SECRET_KEY"])
        made = service.auth.admin.generate_link({"type": "recovery", "email": email})
        proof = made.properties.hashed_token
        self.db.execute(query("keep_access_link"), [fingerprint(proof), made.user.id])
        return proof

    def telephone(self, email: str) -> str:
        """A second factor, enrolled and shown; its secret."""
        client = create_client(self.env["SUPABASE_URL"], self.env["SUPABASE_PUBLISHABLE_KEY"])
        client.auth.sign_in_with_password({"email": email, "password": PASSWORD})
        factor = client.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "Téléphone"})
        assert factor.totp is not None
        # The code of the half minute before, so that the next one is another; it is good until this one ends.
        if time.time() % totp.PERIOD_S > totp.PERIOD_S - 10:
            time.sleep(totp.PERIOD_S - time.time() % totp.PERIOD_S)
        client.auth.mfa.challenge_and_verify({"factor_id": factor.id, "code": code(factor.totp.secret, -30)})
        return factor.totp.secret


@contextmanager
def dashboard(env: dict[str, str], db: psycopg.Connection) -> Iterator[Dashboard]:
    """Every box is put back at the end, and nobody stays who was hired."""
    one = Dashboard(env, db)
    one.tick()
    try:
        yield one
    finally:
        one.tick()
        delete(db, "delete from auth.users where email = any(%s)", [one.hired])


def code(secret: str, later_s: float = 0) -> str:
    """What the telephone shows, now or later."""
    return totp.code(secret, time.time() + later_s)
