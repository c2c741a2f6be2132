"""Every cookie of an owner's or administrator's browser, and their password, in another browser on another network:
no row, no action. What is left to such a thief is named in docs/sign-in.md."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import uuid4

import httpx
import psycopg
import pytest
from websockets.exceptions import InvalidStatus
from websockets.sync.client import connect
from websockets.typing import Origin, Subprotocol

from pages import menu
from tests.console_process import COOKIE, ConsoleProcess
from tests.integration.test_second_factor import by_password, rows_and_actions, typed
from tests.sign_in_boxes import PASSWORD, Dashboard, code, dashboard
from tests.telephone import PATH as CODE
from tests.telephone import fields

PLACE = "/connexion-endroit"
# This machine too, and as far from 127.0.0.1 as one provider from another.
ELSEWHERE, STILL_ELSEWHERE, A_THIRD_PLACE = "127.7.0.1", "127.7.200.9", "127.9.0.1"
INNER = (f"/enregistrement/{uuid4()}", "/media/a.wav", "/_stcore/host-config", "/component/a/b.js")


@pytest.fixture
def boxes(env: dict[str, str], db: psycopg.Connection) -> Iterator[Dashboard]:
    with dashboard(env, db) as one:
        yield one


@pytest.fixture(params=["owner", "admin"])
def victim(request: pytest.FixtureRequest, boxes: Dashboard) -> Iterator[tuple[str, str]]:
    """Address, and the secret of the telephone."""
    with boxes.manager(request.param) as email:
        yield email, boxes.telephone(email)


def browser_at(console: ConsoleProcess, address: str, cookies: httpx.Cookies | None = None) -> httpx.Client:
    transport = httpx.HTTPTransport(local_address=address)
    headers = {"Origin": console.url}
    return httpx.Client(base_url=console.url, headers=headers, cookies=cookies, transport=transport, timeout=20)


def signed_in(console: ConsoleProcess, who: tuple[str, str]) -> httpx.Client:
    browser, asked = typed(console, who[0])
    entered = browser.post(CODE, data={**fields(asked), "code": code(who[1])})
    assert entered.status_code == 303 and browser.get("/appels").status_code == 200
    return browser


def talks(console: ConsoleProcess, cookie: str, address: str) -> bool:
    """Whether the console's own socket lets them in."""
    try:
        with connect(
            f"ws://127.0.0.1:{console.port}/_stcore/stream", additional_headers={"Cookie": f"{COOKIE}={cookie}"},
            origin=Origin(console.url), subprotocols=[Subprotocol("streamlit")], source_address=(address, 0),
            open_timeout=20,
        ):  # fmt: skip
            return True
    except InvalidStatus as refused:
        assert refused.response.status_code == 403
        return False


def test_cookie_and_password_stolen_no_row_and_no_action(
    env: dict[str, str], console: ConsoleProcess, db: psycopg.Connection, victim: tuple[str, str]
) -> None:
    theirs = signed_in(console, victim)
    cookie = theirs.cookies[COOKIE]
    thief = browser_at(console, ELSEWHERE, theirs.cookies)
    for screen in sorted(menu.paths()):
        answer = thief.get(f"/{screen}")
        assert (answer.status_code, answer.headers["location"].partition("?")[0]) == (303, PLACE), screen
    for inner in INNER:
        assert thief.get(inner).status_code == 401, inner
    assert not talks(console, cookie, ELSEWHERE)
    assert thief.get("/appareils").headers["location"].startswith(PLACE)
    assert thief.post("/appareils", data={"seance": "x"}).status_code == 401
    assert thief.post("/copies-de-sauvegarde", data={"demande": str(uuid4()), "copie": str(uuid4())}).status_code == 401
    assert thief.get("/session").status_code == 401
    # The password stops at the code, on their own way in as at the Data API.
    again = thief.post("/connexion", data={"courriel": victim[0], "mot_de_passe": PASSWORD})
    assert again.status_code == 200 and COOKIE not in again.cookies and 'name="code"' in again.text
    assert rows_and_actions(db, by_password(env, victim[0], PASSWORD)) == ([], [])
    # Whoever it belongs to noticed nothing.
    assert theirs.get("/appels").status_code == 200 and talks(console, cookie, "127.0.0.1")


def test_a_code_is_not_guessed_there_either(console: ConsoleProcess, victim: tuple[str, str]) -> None:
    theirs = signed_in(console, victim)
    thief = browser_at(console, ELSEWHERE, theirs.cookies)
    for _ in range(5):
        assert thief.post(PLACE, data={"code": "000000"}).status_code == 422
    slowed = thief.post(PLACE, data={"code": code(victim[1])})
    assert slowed.status_code == 429 and "Trop d’essais" in slowed.text
    assert thief.get("/appels").status_code == 303
    assert theirs.get("/appels").status_code == 200


def test_on_another_network_the_code_is_asked_once_and_leads_back(
    console: ConsoleProcess, victim: tuple[str, str]
) -> None:
    theirs = signed_in(console, victim)
    travelling = browser_at(console, ELSEWHERE, theirs.cookies)
    asked = travelling.get("/appels?texte=toilette", follow_redirects=True)
    assert "n’a jamais servi depuis cet endroit" in asked.text and fields(asked)["suite"] == "/appels?texte=toilette"
    # The sign-in page, where an open screen goes when its socket is refused, leads there as well.
    assert travelling.get("/connexion?suite=/appels").headers["location"] == f"{PLACE}?suite=/appels"
    entered = travelling.post(PLACE, data={**fields(asked), "code": code(victim[1])})
    assert (entered.status_code, entered.headers["location"]) == (303, "/appels?texte=toilette")
    assert travelling.get("/appels").status_code == 200 and talks(console, theirs.cookies[COOKIE], ELSEWHERE)
    # The same provider at another address; and still at home.
    assert browser_at(console, STILL_ELSEWHERE, theirs.cookies).get("/appels").status_code == 200
    assert theirs.get("/appels").status_code == 200
    assert browser_at(console, A_THIRD_PLACE, theirs.cookies).get("/appels").status_code == 303
    assert travelling.get(PLACE).headers["location"] == "/"


def test_whoever_needs_no_code_is_asked_for_none_wherever_they_are(
    console: ConsoleProcess, hired: tuple[str, str]
) -> None:
    cookie = console.cookie_of(*hired)
    assert browser_at(console, ELSEWHERE, httpx.Cookies({COOKIE: cookie})).get("/appels").status_code == 200
    with console.browser() as nobody:
        assert nobody.get(PLACE).headers["location"] == "/connexion"
        assert nobody.post(PLACE, data={"code": "123456"}).headers["location"] == "/connexion"
