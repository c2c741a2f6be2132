"""Signing in with a password, and changing it, answer as recorded."""

from __future__ import annotations

from typing import Any

import jwt
import pytest

from tests.integration.gateway.asking import FIRST, SECOND, Asker
from tests.integration.gateway.recorded import check

BY_PASSWORD = "/token?grant_type=password"
CLAIMS = {"aal", "amr", "app_metadata", "aud", "email", "exp", "iat", "is_anonymous", "iss", "phone", "role",
          "session_id", "sub", "user_metadata"}  # fmt: skip


def claims(session: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = jwt.decode(session["access_token"], options={"verify_signature": False})
    return found


def ways(session: dict[str, Any]) -> list[str]:
    return sorted(way["method"] for way in claims(session)["amr"])


def test_a_right_password_opens_a_session(asker: Asker, ana: dict[str, Any]) -> None:
    session = check("password", asker.password(ana["email"]))
    found = claims(session)
    assert set(found) == CLAIMS
    assert (found["aal"], found["role"], found["aud"]) == ("aal1", "authenticated", "authenticated")
    assert ways(session) == ["password"]
    assert jwt.get_unverified_header(session["access_token"])["alg"] == "ES256"
    check("password.capitals", asker.password(ana["email"].upper()))


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("password.spaces", lambda email: {"email": f" {email} "}),
        ("password.wrong", lambda email: {"password": "faux"}),
        ("password.unknown", lambda email: {"email": f"x{email}"}),
        ("password.empty", lambda email: {"password": ""}),
        ("password.zero_byte", lambda email: {"password": "a\x00b"}),
        ("password.5000_characters", lambda email: {"password": "x" * 5000}),
    ],
)
def test_whatever_is_not_right_is_wrong_alike(asker: Asker, ana: dict[str, Any], name: str, change: Any) -> None:
    body = {"email": ana["email"], "password": FIRST, **change(ana["email"])}
    check(name, asker.ask("POST", BY_PASSWORD, body))


def test_what_is_no_sign_in_is_refused(asker: Asker, ana: dict[str, Any]) -> None:
    body = {"email": ana["email"], "password": FIRST}
    check("password.wrong.old_shape", asker.ask("POST", BY_PASSWORD, {**body, "password": "faux"}, codes=False))
    check("password.no_email", asker.ask("POST", BY_PASSWORD, {"password": FIRST}))
    check("password.not_json", asker.ask("POST", BY_PASSWORD, content="nope"))
    check("grant.unknown", asker.ask("POST", "/token?grant_type=magic", body))
    check("grant.none", asker.ask("POST", "/token", body))


def test_an_address_that_was_not_confirmed_does_not_sign_in(asker: Asker) -> None:
    check("password.unconfirmed", asker.password(asker.person(confirmed=False)["email"]))


def test_a_token_says_who_somebody_is(asker: Asker, ana: dict[str, Any]) -> None:
    check("user.get", asker.user(asker.session(ana["email"])["access_token"]))
    check("user.get.no_token", asker.ask("GET", "/user"))
    check("user.get.garbage", asker.user("a.b.c"))


def test_a_new_password_keeps_to_the_rules(asker: Asker, ana: dict[str, Any]) -> None:
    token = asker.session(ana["email"])["access_token"]
    check("user.put.same", asker.change(token, password=FIRST))
    check("user.put.weak", asker.change(token, password="123"))
    check("user.put.empty", asker.change(token, password=""))
    check("user.put.nothing", asker.change(token))
    check("user.put.73_bytes", asker.change(token, password="y" * 73))


def test_a_new_password_ends_every_other_session_at_once(asker: Asker, ana: dict[str, Any]) -> None:
    mine, other = asker.session(ana["email"])["access_token"], asker.session(ana["email"])["access_token"]
    check("user.put", asker.change(mine, password=SECOND))
    check("user.get.this_session_after_put", asker.user(mine))
    check("user.get.other_session_after_put", asker.user(other))
    check("password.old", asker.password(ana["email"]))


def test_leaving_ends_this_session_the_others_or_all(asker: Asker, ana: dict[str, Any]) -> None:
    one, two, three = (asker.session(ana["email"]) for _ in range(3))
    check("logout.local", leave(asker, one, "local"))
    check("logout.local.again", leave(asker, one, "local"))
    check("logout.local.user.get", asker.user(one["access_token"]))
    check("logout.local.user.put", asker.change(one["access_token"], password=SECOND))
    check("logout.local.refresh", asker.renew(one["refresh_token"]))
    check("logout.others", leave(asker, two, "others"))
    check("logout.others.refresh_of_another", asker.renew(three["refresh_token"]))
    check("logout.others.user.get", asker.user(two["access_token"]))
    check("logout.unknown_scope", leave(asker, two, "mine"))
    check("logout.no_token", asker.ask("POST", "/logout?scope=local"))
    four = asker.session(ana["email"])
    check("logout.global", leave(asker, two, "global"))
    check("logout.global.refresh_of_another", asker.renew(four["refresh_token"]))


def leave(asker: Asker, session: dict[str, Any], scope: str) -> Any:
    return asker.ask("POST", f"/logout?scope={scope}", token=session["access_token"])
