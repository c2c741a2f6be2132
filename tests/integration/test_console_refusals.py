"""What the console says to somebody who was suspended, during an outage, and about an address that leads nowhere."""

from __future__ import annotations

from pathlib import Path

import psycopg
import pytest
from websockets.exceptions import ConnectionClosed

from tests.console_process import COOKIE, ConsoleProcess, free_port, run_script


def test_a_suspended_person_is_signed_out_and_sees_no_zeros(
    console: ConsoleProcess, hired: tuple[str, str], db: psycopg.Connection
) -> None:
    cookie = console.cookie_of(*hired)
    db.execute("update profiles set suspended = true where email = %s", [hired[0]])
    shown = ""
    with console.websocket(cookie) as socket, pytest.raises(ConnectionClosed):
        # Found out while the page is drawn; from then on it is told nothing more, and asks for the sign-in page.
        while True:
            shown += run_script(socket)
    assert "ne répond pas" not in shown
    assert "à rappeler" not in shown
    with console.browser(cookie) as browser:
        assert browser.get("/session").status_code == 401
        assert "Votre session est terminée" in browser.get("/connexion?fin=1").text


def test_a_session_that_begins_in_an_outage_still_says_that_it_is_a_demonstration(
    env: dict[str, str], tmp_path: Path
) -> None:
    before = ConsoleProcess(env, tmp_path)
    before.start()
    try:
        cookie = before.cookie_of(env["DEMO_OWNER_EMAIL"], env["DEMO_PASSWORD"])
    finally:
        before.stop()
    cut_off = ConsoleProcess({**env, "SUPABASE_URL": f"http://127.0.0.1:{free_port()}"}, tmp_path)
    cut_off.start()
    try:
        with cut_off.websocket(cookie) as socket:
            shown = run_script(socket)
    finally:
        cut_off.stop()
    assert "ne répond pas" in shown
    assert "Démonstration" in shown
    # The console cannot know that from where it is.
    assert "continuent d’être notés" not in shown
    assert "Rien n’est perdu" not in shown


def test_an_unknown_address_says_so_in_french(console: ConsoleProcess, cookies: dict[str, str]) -> None:
    with console.browser(cookies["owner"]) as browser:
        for address in ("/nulle-part", "/appels/2", "/today"):
            answer = browser.get(address)
            assert answer.status_code == 404, address
            assert "Page introuvable" in answer.text
        for address in ("/", "/appels", "/appels/", "/clients?fiche=x", "/sante"):
            assert browser.get(address).status_code == 200, address
    with console.browser() as stranger:
        assert stranger.get("/nulle-part").status_code == 303


def test_leaving_everywhere_needs_a_form_of_ours(console: ConsoleProcess, hired: tuple[str, str]) -> None:
    one, other = (console.cookie_of(*hired) for _ in range(2))
    with console.browser(one) as browser:
        browser.get("/deconnexion-partout")
        foreign = browser.post("/deconnexion-partout", headers={"Origin": "https://evil.example"})
        assert foreign.status_code == 403
        assert browser.get("/session").status_code == 204
        left = browser.post("/deconnexion-partout")
    assert left.status_code == 303
    assert COOKIE in left.headers["set-cookie"]
    with console.browser(other) as lost_phone:
        assert lost_phone.get("/session").status_code == 401
