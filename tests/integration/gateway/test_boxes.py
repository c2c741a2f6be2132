"""The boxes of the dashboard change the answers as recorded."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import httpx
import psycopg
import pytest

from backend import totp
from tests.integration.gateway.asking import FIRST, SECOND, THIRD, Asker, with_factor
from tests.integration.gateway.recorded import check

Boxes = Callable[..., None]


def test_nobody_but_the_holder_of_the_secret_key_ticks_a_box(asker: Asker) -> None:
    url, key = f"{asker.stack.supabase_url}/_standin/sign-in", asker.stack.publishable_key
    assert httpx.put(url, headers={"apikey": key}, json={"captcha": True}).status_code == 403
    unknown = httpx.put(url, headers={"apikey": asker.stack.secret_key}, json={"captchas": True})
    assert unknown.status_code == 422


def test_password_rules_name_what_is_missed_and_spare_older_passwords(
    asker: Asker, ana: dict[str, Any], boxes: Boxes
) -> None:
    token = asker.session(ana["email"])["access_token"]
    boxes(password_characters=["lower", "upper", "digits", "symbols"])
    result = check("characters.user.put", asker.change(token, password="que des lettres simples"))
    assert result["weak_password"]["reasons"] == ["characters"]
    assert check("characters.sign_in_with_old_password", asker.password(ana["email"]))["weak_password"] is None
    boxes(password_length=30, password_characters=["digits"])
    result = check("length.user.put", asker.change(token, password="court sans chiffre"))
    assert result["weak_password"]["reasons"] == ["length", "characters"]
    new = {"email": f"{uuid4().hex}@exemple.test", "password": "court", "email_confirm": True}
    check("length.admin.create", asker.admin("POST", "/admin/users", new))
    older = check("length.sign_in_with_older_shorter_password", asker.password(ana["email"]))
    assert older["weak_password"]["reasons"] == ["length"]
    boxes(leaked_passwords=[SECOND])
    assert asker.change(token, password=SECOND).json()["weak_password"]["reasons"] == ["pwned"]


def test_bot_protection_stops_sign_ins_and_nothing_else(asker: Asker, ana: dict[str, Any], boxes: Boxes) -> None:
    session = asker.session(ana["email"])
    boxes(captcha=True)
    check("captcha.token", asker.password(ana["email"]))
    check("captcha.refresh", asker.renew(session["refresh_token"]))
    check("captcha.link", asker.link("recovery", ana["email"]))


def test_with_the_email_provider_off_links_and_open_sessions_go_on(
    asker: Asker, ana: dict[str, Any], boxes: Boxes
) -> None:
    session = asker.session(ana["email"])
    boxes(email_provider=False)
    check("noemail.token", asker.password(ana["email"]))
    check("noemail.link.recovery", asker.link("recovery", ana["email"]))
    check("noemail.link.invite", asker.link("invite", f"{uuid4().hex}@exemple.test"))
    check("noemail.refresh", asker.renew(session["refresh_token"]))
    assert not check("settings", asker.ask("GET", "/settings"))["external"]["email"]


def test_the_current_password_is_asked_for_except_after_a_link(asker: Asker, ana: dict[str, Any], boxes: Boxes) -> None:
    token = asker.session(ana["email"])["access_token"]
    boxes(current_password=True)
    check("current.user.put.without", asker.change(token, password=SECOND))
    check("current.user.put.wrong", asker.change(token, password=SECOND, current_password="faux"))
    check("current.user.put.right", asker.change(token, password=SECOND, current_password=FIRST))
    link = asker.link("recovery", ana["email"]).json()
    recovery = asker.spend("recovery", link["hashed_token"]).json()["access_token"]
    check("current.user.put.in_recovery_session", asker.change(recovery, password=THIRD))


def test_an_old_session_must_be_confirmed_before_a_new_password(
    asker: Asker, ana: dict[str, Any], boxes: Boxes, db: psycopg.Connection
) -> None:
    token = asker.session(ana["email"])["access_token"]
    boxes(reauthentication=True)
    assert asker.change(token, password=SECOND).status_code == 200
    db.execute("update auth.sessions set created_at = now() - interval '25 hours' where user_id = %s", [ana["id"]])
    check("reauth.user.put", asker.change(token, password=THIRD))


@pytest.mark.parametrize(("box", "name"), [("session_s", "timebox.refresh"), ("idle_s", "inactivity.refresh")])
def test_sessions_end_by_age_or_by_idleness(
    asker: Asker, ana: dict[str, Any], boxes: Boxes, box: str, name: str
) -> None:
    session = asker.session(ana["email"])
    boxes(**{box: 3600})
    renewed = asker.renew(session["refresh_token"]).json()
    boxes(**{box: 0})
    check(name, asker.renew(renewed["refresh_token"]))
    check("timebox.user.get", asker.user(renewed["access_token"]))


def test_a_newer_sign_in_ends_the_older_session_where_one_is_allowed(
    asker: Asker, ana: dict[str, Any], boxes: Boxes
) -> None:
    older, newer = asker.session(ana["email"]), asker.session(ana["email"])
    boxes(single_session=True)
    check("single.older.refresh", asker.renew(older["refresh_token"]))
    check("single.older.user.get", asker.user(older["access_token"]))
    check("single.newer.refresh", asker.renew(newer["refresh_token"]))


def test_an_expired_access_token_reads_nothing_and_ends_nothing(
    asker: Asker, ana: dict[str, Any], boxes: Boxes
) -> None:
    boxes(access_s=-1)
    session = asker.session(ana["email"])
    check("expired.user.get", asker.user(session["access_token"]))
    check("expired.logout", asker.ask("POST", "/logout?scope=local", token=session["access_token"]))
    check("expired.refresh", asker.renew(session["refresh_token"]))


def test_second_factors_may_be_off_or_few_and_a_challenge_grows_old(
    asker: Asker, ana: dict[str, Any], boxes: Boxes
) -> None:
    token = asker.session(ana["email"])["access_token"]
    boxes(totp=False)
    check("nomfa.enroll", asker.factor(token, friendly_name="x"))
    boxes(challenge_s=0, most_factors=2)
    factor, _ = asker.factor(token, friendly_name="Un").json(), asker.factor(token, friendly_name="Deux")
    check("too_many.enroll", asker.factor(token, friendly_name="Trois"))
    challenge = asker.challenge(token, factor["id"]).json()["id"]
    code = totp.code(factor["totp"]["secret"], time.time())
    check("challenge_expired.verify", asker.prove(token, factor["id"], challenge, code))


def test_sessions_that_lack_the_second_factor_may_be_kept_short(
    asker: Asker, ana: dict[str, Any], boxes: Boxes
) -> None:
    _, strong = with_factor(asker, asker.session(ana["email"])["access_token"])
    weak = asker.session(ana["email"])
    boxes(aal1_s=0)
    check("low_aal.refresh", asker.renew(weak["refresh_token"]))
    check("low_aal.aal2.refresh", asker.renew(strong["refresh_token"]))


def test_sign_up_is_closed_unless_somebody_left_it_open(asker: Asker, boxes: Boxes) -> None:
    new = {"email": f"{uuid4().hex}@exemple.test", "password": FIRST}
    check("signup.closed", asker.ask("POST", "/signup", new))
    boxes(signup=True)
    assert asker.ask("POST", "/signup", new).status_code == 200
    assert asker.ask("GET", "/settings").json()["disable_signup"] is False
