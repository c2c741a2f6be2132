"""The administrator's calls answer as recorded."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

import pytest

from tests.integration.gateway.asking import FIRST, NOBODY, Asker
from tests.integration.gateway.recorded import check


def new(email: str = "", **more: Any) -> dict[str, Any]:
    return {"email": email or f"{uuid4().hex}@exemple.test", "password": FIRST, "email_confirm": True, **more}


@pytest.mark.parametrize(
    ("name", "body"),
    [
        ("admin.create", new()),
        ("admin.create.weak", new(password="12345")),
        ("admin.create.no_password", {"email": f"{uuid4().hex}@exemple.test"}),
        ("admin.create.unconfirmed", {"email": f"{uuid4().hex}@exemple.test", "password": FIRST}),
        ("admin.create.bad_email", new("pas une adresse")),
        ("admin.create.empty", {}),
    ],
)
def test_an_account_is_made_or_refused(asker: Asker, name: str, body: dict[str, Any]) -> None:
    check(name, asker.admin("POST", "/admin/users", body))


def test_an_address_serves_one_account_whatever_its_capitals(asker: Asker, ana: dict[str, Any]) -> None:
    again = new(ana["email"])
    check("admin.create.again", asker.admin("POST", "/admin/users", again))
    check("admin.create.again.old_shape", asker.ask("POST", "/admin/users", again, admin=True, codes=False))
    check("admin.create.capitals_again", asker.admin("POST", "/admin/users", new(ana["email"].upper())))


def test_a_password_that_bcrypt_cannot_take_is_a_fault_when_an_administrator_gives_it(asker: Asker) -> None:
    assert asker.admin("POST", "/admin/users", new(password="x" * 73)).status_code == 500


def test_people_are_listed_and_read(asker: Asker, ana: dict[str, Any]) -> None:
    asker.person(confirmed=False)
    check("admin.create.not_json", asker.ask("POST", "/admin/users", admin=True, content="{"))
    assert len(check("admin.list", asker.admin("GET", "/admin/users?page=1&per_page=2"))["users"]) == 2
    check("admin.get", asker.admin("GET", f"/admin/users/{ana['id']}"))
    check("admin.get.unknown", asker.admin("GET", f"/admin/users/{NOBODY}"))
    check("admin.get.no_uuid", asker.admin("GET", "/admin/users/abc"))
    check("admin.list.publishable_key", asker.ask("GET", "/admin/users"))


def test_a_change_keeps_to_the_rules(asker: Asker, ana: dict[str, Any]) -> None:
    user = f"/admin/users/{ana['id']}"
    check("admin.update.weak", asker.admin("PUT", user, {"password": "123"}))
    check("admin.ban.bad", asker.admin("PUT", user, {"ban_duration": "10 jours"}))
    check("admin.update.unknown", asker.admin("PUT", f"/admin/users/{NOBODY}", {"ban_duration": "none"}))
    session = asker.session(ana["email"])
    asker.admin("PUT", user, {"password": "Un autre mot 45!"}).raise_for_status()
    assert asker.user(session["access_token"]).json()["code"] == "session_not_found"
    assert asker.password(ana["email"], "Un autre mot 45!").status_code == 200


def test_a_banned_person_is_shut_out_until_the_ban_is_lifted(asker: Asker, ana: dict[str, Any]) -> None:
    session, user = asker.session(ana["email"]), f"/admin/users/{ana['id']}"
    check("ban", asker.admin("PUT", user, {"ban_duration": "876000h"}))
    check("ban.password", asker.password(ana["email"]))
    check("ban.password.wrong", asker.password(ana["email"], "faux"))
    check("ban.refresh", asker.renew(session["refresh_token"]))
    check("ban.user.get", asker.user(session["access_token"]))
    check("ban.user.put", asker.change(session["access_token"], password="Un autre mot 45!"))
    link = check("ban.link", asker.link("recovery", ana["email"]))
    check("ban.verify", asker.spend("recovery", link["hashed_token"]))
    check("ban.lifted", asker.admin("PUT", user, {"ban_duration": "none"}))
    check("ban.lifted.refresh", asker.renew(session["refresh_token"]))


def test_a_deleted_person_is_gone_with_their_sessions(asker: Asker, ana: dict[str, Any]) -> None:
    session, user = asker.session(ana["email"]), f"/admin/users/{ana['id']}"
    check("delete", asker.admin("DELETE", user, {}))
    check("delete.again", asker.admin("DELETE", user, {}))
    check("delete.user.get", asker.user(session["access_token"]))
    check("delete.refresh", asker.renew(session["refresh_token"]))
