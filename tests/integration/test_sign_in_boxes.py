"""Boxes of Supabase's dashboard, as the console answers them: each under its own name, nobody shut out by one."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import psycopg
import pytest

from backend.console.passwords import problem
from backend.doctor.password_rules import OURS, tried
from tests.console_process import ConsoleProcess
from tests.doctor_fixtures import doctor, only, wrong
from tests.sign_in_boxes import PASSWORD, Dashboard, code, dashboard

NEW = "local-trois tuyaux verts"
WRONG = "Courriel ou mot de passe incorrect."


@pytest.fixture
def boxes(env: dict[str, str], db: psycopg.Connection) -> Iterator[Dashboard]:
    with dashboard(env, db) as one:
        yield one


def enter(console: ConsoleProcess, proof: str, password: str = NEW, **more: str) -> httpx.Response:
    form = {"genre": "recovery", "jeton": proof, "mot_de_passe": password, "encore": password, **more}
    with console.browser() as browser:
        return browser.post("/acces", data=form)


def test_the_doctor_says_which_rule_of_supabases_our_page_does_not_have(
    env: dict[str, str], boxes: Dashboard, db: psycopg.Connection
) -> None:
    url, key = env["SUPABASE_URL"], env["SUPABASE_SECRET_KEY"]
    assert problem(OURS) == ""
    assert wrong(tried(url, key)) == []
    boxes.tick(password_characters=["lower", "digits"])
    found = only(tried(url, key))
    assert found.state == "gap" and "des chiffres" in found.found
    boxes.tick(password_length=40)
    assert "au moins 40 caractères" in only(tried(url, key)).found
    boxes.tick()
    refused = only(tried(url, "sb_secret_other"))
    assert refused.setting == "SUPABASE_SECRET_KEY"
    asked = doctor(env, "worker", "--password-rules", "--json")
    assert "acceptent ceux que notre page accepte" in asked.stdout
    left = db.execute("select count(*) from auth.users where email like 'docteur-%'").fetchone()
    assert left == (0,)


@pytest.mark.parametrize(
    ("ticked", "said"),
    [
        ({"captcha": True}, "Attack Protection"),
        ({"email_provider": False}, "Sign In / Providers, Email"),
    ],
)
def test_a_ticked_box_is_named_and_counts_against_nobody(
    console: ConsoleProcess, boxes: Dashboard, ticked: dict[str, object], said: str
) -> None:
    email = boxes.hire()
    boxes.tick(**ticked)
    for _ in range(7):
        refused = console.sign_in(email, PASSWORD)
        assert refused.status_code == 503
        assert said in refused.text and WRONG not in refused.text
    boxes.tick()
    assert console.sign_in(email, PASSWORD).status_code == 303


@pytest.mark.parametrize(
    ("ticked", "rule", "right"),
    [
        ({"password_length": 30}, "au moins 30 caractères", f"{NEW} et un long regard"),
        ({"password_characters": ["digits"]}, "Supabase demande encore", f"{NEW} 7"),
        ({"leaked_passwords": [NEW]}, "listes de mots de passe volés", f"{NEW} 7"),
    ],
)
def test_a_rule_that_is_missed_is_said_and_the_link_serves_again(
    console: ConsoleProcess, boxes: Dashboard, ticked: dict[str, object], rule: str, right: str
) -> None:
    email = boxes.hire()
    proof = boxes.link(email)
    boxes.tick(**ticked)
    missed = enter(console, proof)
    assert (missed.status_code, rule in missed.text) == (422, True), missed.text
    assert "ne répond pas" not in missed.text
    assert enter(console, proof, right).status_code == 303
    assert console.sign_in(email, right).status_code == 303


def test_a_link_asks_for_the_code_of_a_second_factor_before_the_password(
    console: ConsoleProcess, boxes: Dashboard
) -> None:
    email = boxes.hire()
    secret, proof = boxes.telephone(email), boxes.link(email)
    asked = enter(console, proof)
    assert asked.status_code == 422
    assert asked.text.index('name="code"') < asked.text.index('name="mot_de_passe"')
    assert "Sans ce téléphone" in asked.text
    wrong = enter(console, proof, code="000000")
    assert (wrong.status_code, "Ce code n’est pas le bon" in wrong.text) == (422, True)
    assert 'name="code"' in wrong.text
    assert enter(console, proof, code=code(secret)).status_code == 303
    # The new password alone opens nothing either.
    asked = console.sign_in(email, NEW)
    assert asked.status_code == 200 and 'name="code"' in asked.text


def test_supabase_saying_that_it_is_too_much_is_said_so(console: ConsoleProcess, boxes: Dashboard) -> None:
    email = boxes.hire()
    boxes.tick(limits=True)
    for number in range(45):
        httpx.post(
            f"{boxes.env['SUPABASE_URL']}/auth/v1/token?grant_type=password",
            json={"email": f"{number}@drain.example", "password": "x"},
            headers={"apikey": boxes.env["SUPABASE_PUBLISHABLE_KEY"]},
        )
    refused = console.sign_in(email, PASSWORD)
    assert refused.status_code == 429
    assert "Trop d’essais" in refused.text and "ne répond pas" not in refused.text
