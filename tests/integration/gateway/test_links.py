"""Invitations and recoveries answer as recorded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import psycopg

from tests.integration.gateway.asking import FIRST, Asker
from tests.integration.gateway.recorded import check
from tests.integration.gateway.test_password import claims, ways


def test_an_invitation_opens_an_account_once(asker: Asker) -> None:
    email = f"bob.{uuid4().hex[:8]}@exemple.test"
    old = check("link.invite", asker.link("invite", email.capitalize()))
    new = check("link.invite.second", asker.link("invite", email))
    check("verify.invite.replaced", asker.spend("invite", old["hashed_token"]))
    session = check("verify.invite", asker.spend("invite", new["hashed_token"]))
    assert (claims(session)["aal"], ways(session)) == ("aal1", ["otp"])
    check("verify.invite.spent", asker.spend("invite", new["hashed_token"]))
    check("verify.user.put", asker.change(session["access_token"], password=FIRST))
    check("verify.password", asker.password(email))
    check("link.invite.after_use", asker.link("invite", email))


def test_a_link_is_made_for_whom_it_can_serve(asker: Asker, ana: dict[str, Any]) -> None:
    check("link.invite.known", asker.link("invite", ana["email"]))
    check("link.invite.bad_email", asker.link("invite", "nope"))
    check("link.recovery.unknown", asker.link("recovery", "nobody@exemple.test"))
    check("link.recovery.unconfirmed", asker.link("recovery", asker.person(confirmed=False)["email"]))
    check("link.unknown_type", asker.link("wat", ana["email"]))
    check("link.no_type", asker.admin("POST", "/admin/generate_link", {"email": ana["email"]}))
    body = {"type": "recovery", "email": ana["email"]}
    check("link.publishable_key", asker.ask("POST", "/admin/generate_link", body))


def test_a_recovery_serves_as_what_it_is(asker: Asker, ana: dict[str, Any]) -> None:
    asker.session(ana["email"])
    link = check("link.recovery", asker.link("recovery", ana["email"]))
    check("verify.recovery.as_invite", asker.spend("invite", link["hashed_token"]))
    check("verify.recovery", asker.spend("recovery", link["hashed_token"]))
    old, new = (asker.link("recovery", ana["email"]).json() for _ in range(2))
    check("verify.recovery.replaced", asker.spend("recovery", old["hashed_token"]))
    check("verify.unknown", asker.spend("recovery", "00" * 28))
    check("verify.no_hash", asker.ask("POST", "/verify", {"type": "recovery"}))
    check("verify.no_type", asker.ask("POST", "/verify", {"token_hash": new["hashed_token"]}))


def test_a_link_lives_one_hour(
    asker: Asker, ana: dict[str, Any], db: psycopg.Connection, boxes: Callable[..., None]
) -> None:
    for minutes, name in ((59, "verify.recovery"), (61, "link_expired.verify")):
        link = asker.link("recovery", ana["email"]).json()
        aged = "update auth.one_time_tokens set created_at = created_at - make_interval(mins => %s) where user_id = %s"
        db.execute(aged, [minutes, ana["id"]])
        check(name, asker.spend("recovery", link["hashed_token"]))
