"""Refresh tokens of both kinds: each serves once, within reason, and all who ask at once get the same."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import jwt
import psycopg
import pytest

from tests.integration.gateway.asking import Asker
from tests.integration.gateway.recorded import check

ROUNDS = 5


@pytest.fixture(params=[1, 2], ids=["kept", "counted"])
def kind(request: pytest.FixtureRequest, boxes: Callable[..., None]) -> int:
    boxes(refresh_kind=request.param)
    return int(request.param)


def later(db: psycopg.Connection, seconds: int = 11) -> None:
    """So much time passes for every token and session."""
    db.execute("update auth.refresh_tokens set updated_at = updated_at - make_interval(secs => %s)", [seconds])
    db.execute("update auth.sessions set refreshed_at = refreshed_at - make_interval(secs => %s)", [seconds])


def chain(asker: Asker, email: str, length: int) -> list[dict[str, Any]]:
    sessions = [asker.session(email)]
    while len(sessions) < length:
        sessions.append(asker.renew(sessions[-1]["refresh_token"]).raise_for_status().json())
    return sessions


def session_id(session: dict[str, Any]) -> str:
    return str(jwt.decode(session["access_token"], options={"verify_signature": False})["session_id"])


@pytest.mark.usefixtures("kind")
def test_a_renewal_goes_on_in_the_session_and_its_lost_answer_can_be_asked_again(
    asker: Asker, ana: dict[str, Any]
) -> None:
    first = asker.session(ana["email"])
    second = check("refresh", asker.renew(first["refresh_token"]))
    assert session_id(first) == session_id(second)
    assert first["refresh_token"] != second["refresh_token"]
    again = check("refresh.again_at_once", asker.renew(first["refresh_token"]))
    assert again["refresh_token"] == second["refresh_token"]


@pytest.mark.usefixtures("kind")
def test_what_is_no_refresh_token_is_refused(asker: Asker) -> None:
    path = "/token?grant_type=refresh_token"
    check("refresh.unknown", asker.renew("zzzzzzzzzzzz"))
    check("refresh.empty", asker.renew(""))
    check("refresh.none", asker.ask("POST", path, {}))


def test_a_token_of_the_second_kind_has_51_characters_and_cannot_be_forged(
    asker: Asker, ana: dict[str, Any], boxes: Callable[..., None]
) -> None:
    boxes(refresh_kind=2)
    token = asker.session(ana["email"])["refresh_token"]
    assert len(token) == 51
    forged = token[:25] + ("A" if token[25] != "A" else "B") + token[26:]
    assert asker.renew(forged).json()["code"] == "refresh_token_not_found"


def test_within_ten_seconds_an_older_token_is_tolerated(asker: Asker, ana: dict[str, Any], kind: int) -> None:
    tokens = chain(asker, ana["email"], 3)
    found = check("refresh.grandparent_within_10s", asker.renew(tokens[0]["refresh_token"]))
    is_newest = found["refresh_token"] == tokens[2]["refresh_token"]
    assert is_newest == (kind == 2)


@pytest.mark.usefixtures("kind")
def test_the_last_but_one_serves_at_any_time(asker: Asker, ana: dict[str, Any], db: psycopg.Connection) -> None:
    parent, newest = chain(asker, ana["email"], 2)
    later(db)
    found = check("refresh.parent_of_newest_after_10s", asker.renew(parent["refresh_token"]))
    assert found["refresh_token"] == newest["refresh_token"]


def test_an_older_one_that_comes_back_ends_the_session(
    asker: Asker, ana: dict[str, Any], db: psycopg.Connection, kind: int
) -> None:
    oldest, _, newest = chain(asker, ana["email"], 3)
    later(db)
    more = " (second kind)" if kind == 2 else ""
    check("refresh.grandparent_after_10s", asker.renew(oldest["refresh_token"]))
    check(f"refresh.newest_within_10s_of_that{more}", asker.renew(newest["refresh_token"]))
    check(f"user.get.after_that{more}", asker.user(newest["access_token"]))


def test_the_newest_one_ends_with_it(asker: Asker, ana: dict[str, Any], db: psycopg.Connection, kind: int) -> None:
    oldest, _, newest = chain(asker, ana["email"], 3)
    later(db)
    asker.renew(oldest["refresh_token"])
    later(db)
    more = " (second kind)" if kind == 2 else ""
    check(f"refresh.newest_over_10s_after_that{more}", asker.renew(newest["refresh_token"]))


@pytest.mark.usefixtures("kind")
@pytest.mark.parametrize("at_once", [8, 32])
def test_all_who_renew_at_the_same_moment_get_the_same_token(asker: Asker, ana: dict[str, Any], at_once: int) -> None:
    token = asker.session(ana["email"])["refresh_token"]
    with ThreadPoolExecutor(at_once) as pool:
        for _ in range(ROUNDS):
            answers = list(pool.map(asker.renew, [token] * at_once))
            assert [answer.status_code for answer in answers] == [200] * at_once
            [token] = {answer.json()["refresh_token"] for answer in answers}
