"""The second factor answers as recorded, from its enrolment to its end."""

from __future__ import annotations

import time
from typing import Any

from backend import totp
from backend.local.gateway.totp import is_right, new_secret
from tests.integration.gateway.asking import FIRST, NOBODY, SECOND, THIRD, Asker, with_factor
from tests.integration.gateway.recorded import check
from tests.integration.gateway.test_password import claims, ways


def test_a_factor_is_enrolled_under_a_name_of_its_own(asker: Asker, ana: dict[str, Any]) -> None:
    token = asker.session(ana["email"])["access_token"]
    check("mfa.challenge.unknown", asker.challenge(token, NOBODY))
    made = check("mfa.enroll", asker.factor(token, friendly_name="Téléphone", issuer="Drain Fortin"))
    assert made["totp"]["qr_code"].startswith("<svg") and "Drain%20Fortin" in made["totp"]["uri"]
    check("mfa.enroll.same_name", asker.factor(token, friendly_name="Téléphone"))
    check("mfa.enroll.no_name", asker.factor(token))
    check("mfa.enroll.unknown_type", asker.factor(token, factor_type="carrier"))
    check("mfa.unverified.user.get", asker.user(token))


def test_only_the_right_code_for_ones_own_challenge_counts(asker: Asker, ana: dict[str, Any]) -> None:
    token = asker.session(ana["email"])["access_token"]
    factor = asker.factor(token, friendly_name="Téléphone").json()
    code = totp.code(factor["totp"]["secret"], time.time())
    challenge = check("mfa.challenge", asker.challenge(token, factor["id"]))["id"]
    check("mfa.verify.wrong", asker.prove(token, factor["id"], challenge, "000000"))
    check("mfa.verify.no_code", asker.prove(token, factor["id"], challenge, "abc"))
    check("mfa.verify.unknown_challenge", asker.prove(token, factor["id"], NOBODY, code))
    strong = check("mfa.verify", asker.prove(token, factor["id"], challenge, code))
    spent = asker.prove(strong["access_token"], factor["id"], challenge, code)
    check("mfa.verify.spent_challenge", spent)
    elsewhere = Asker(asker.stack)
    another = asker.challenge(strong["access_token"], factor["id"]).json()["id"]
    assert elsewhere.prove(strong["access_token"], factor["id"], another, code).json()["code"] == (
        "mfa_ip_address_mismatch"
    )


def test_a_verified_factor_ends_every_session_without_it(asker: Asker, ana: dict[str, Any]) -> None:
    weak, other = asker.session(ana["email"]), asker.session(ana["email"])
    _, strong = with_factor(asker, weak["access_token"])
    assert (claims(strong)["aal"], ways(strong)) == ("aal2", ["password", "totp"])
    assert strong["refresh_token"] != weak["refresh_token"]
    check("mfa.verify.user.get_by_old_token", asker.user(weak["access_token"]))
    check("mfa.verify.user.get_in_other_session", asker.user(other["access_token"]))
    check("mfa.verify.refresh_of_other_session", asker.renew(other["refresh_token"]))
    renewed = check("mfa.refresh", asker.renew(strong["refresh_token"]))
    assert (claims(renewed)["aal"], ways(renewed)) == ("aal2", ["password", "totp"])


def test_a_session_without_it_may_change_nothing_that_matters(asker: Asker, ana: dict[str, Any]) -> None:
    factor, _ = with_factor(asker, asker.session(ana["email"])["access_token"])
    weak = check("mfa.password", asker.password(ana["email"]))
    token = weak["access_token"]
    assert (claims(weak)["aal"], ways(weak)) == ("aal1", ["password"])
    check("mfa.aal1.user.put", asker.change(token, password=SECOND))
    check("mfa.aal1.enroll", asker.factor(token, friendly_name="Autre"))
    check("mfa.aal1.unenroll", asker.ask("DELETE", f"/factors/{factor['id']}", token=token))
    check("mfa.aal1.user.get", asker.user(token))
    link = asker.link("recovery", ana["email"]).json()
    recovery = check("mfa.recovery", asker.spend("recovery", link["hashed_token"]))
    check("mfa.recovery.user.put", asker.change(recovery["access_token"], password=SECOND))


def test_whoever_shows_it_may_change_the_password_and_put_it_away(asker: Asker, ana: dict[str, Any]) -> None:
    factor, _ = with_factor(asker, asker.session(ana["email"])["access_token"])
    weak = asker.session(ana["email"], FIRST)["access_token"]
    challenge = asker.challenge(weak, factor["id"]).json()["id"]
    code = totp.code(factor["totp"]["secret"], time.time())
    strong = check("mfa.verify.later", asker.prove(weak, factor["id"], challenge, code))
    check("mfa.aal2.user.put", asker.change(strong["access_token"], password=THIRD))
    gone = asker.ask("DELETE", f"/factors/{factor['id']}", token=strong["access_token"])
    check("mfa.aal2.unenroll", gone)
    renewed = check("mfa.aal2.unenroll.refresh", asker.renew(strong["refresh_token"]))
    assert (claims(renewed)["aal"], ways(renewed)) == ("aal1", ["password"])


def test_an_administrator_lists_and_takes_away_a_factor(asker: Asker, ana: dict[str, Any]) -> None:
    factor, strong = with_factor(asker, asker.session(ana["email"])["access_token"])
    factors = f"/admin/users/{ana['id']}/factors"
    check("mfa.admin.list", asker.admin("GET", factors))
    check("admin.reset_factor", asker.admin("DELETE", f"{factors}/{factor['id']}"))
    # The open session goes on as it is, until it is renewed.
    check("after_admin_reset.user.get", asker.user(strong["access_token"]))
    renewed = check("after_admin_reset.refresh", asker.renew(strong["refresh_token"]))
    assert (claims(renewed)["aal"], ways(renewed)) == ("aal1", ["password"])


def test_a_code_of_the_half_minute_before_or_after_still_counts() -> None:
    secret, now = new_secret(), time.time()
    assert is_right(secret, totp.code(secret, now - 20)) and is_right(secret, totp.code(secret, now + 20))
    assert not is_right(secret, totp.code(secret, now - 90))
    # The example of RFC 6238, appendix B, by its last six digits.
    assert totp.code("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ", 59) == "287082"
