"""What stands before Supabase refuses, or its clocks differ: said under its own name, and nobody is signed out."""

from __future__ import annotations

import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from backend.console.services import Services, assemble
from backend.console.sessions import hashed
from backend.settings.console import ConsoleSettings
from backend.supabase.errors import REFUSALS, ApiError
from tests.console_process import ConsoleProcess, rerun, run_script
from tests.front import FRONT, Front, standing_before

WRONG = "Courriel ou mot de passe incorrect."


@pytest.fixture
def front(env: dict[str, str]) -> Iterator[Front]:
    with standing_before(env["SUPABASE_URL"]) as one:
        yield one


@pytest.fixture
def behind(env: dict[str, str], front: Front, tmp_path: Path) -> Iterator[ConsoleProcess]:
    console = ConsoleProcess({**env, "SUPABASE_URL": front.url}, tmp_path)
    console.start()
    yield console
    console.stop()


@pytest.fixture
def parts(env: dict[str, str], front: Front, tmp_path: Path) -> Services:
    names = {name: value for name, value in env.items() if name in ConsoleSettings.model_fields}
    own = {"SUPABASE_URL": front.url, "CONSOLE_SESSIONS_PATH": tmp_path / "sessions.sqlite3"}
    return assemble(ConsoleSettings(**{**names, **own}))  # type: ignore[arg-type]


def one_session_is_left(db: psycopg.Connection, email: str) -> bool:
    """What a refused sign-in opened is ended beside the answer, a moment later."""
    deadline = time.monotonic() + 20
    while sessions_of(db, email) != 1 and time.monotonic() < deadline:
        time.sleep(0.2)
    return sessions_of(db, email) == 1


def sessions_of(db: psycopg.Connection, email: str) -> int:
    row = db.execute(
        "select count(*) from auth.sessions s join auth.users u on u.id = s.user_id where u.email = %s", [email]
    ).fetchone()
    assert row is not None
    return int(row[0])


def test_no_answer_of_the_front_is_told_as_a_wrong_password_or_counted_as_one(
    behind: ConsoleProcess, front: Front, hired: tuple[str, str], db: psycopg.Connection
) -> None:
    for refusal in FRONT:
        front.refusal = refusal
        answer = behind.sign_in(*hired)
        assert answer.status_code in (401, 403, 429, 503), (refusal["name"], answer.status_code)
        assert WRONG not in answer.text, refusal["name"]
        assert "ne connaît pas ce refus" not in answer.text, refusal["name"]
    front.refusal = None
    # Sixteen such answers, and not one of them counts against the person; nor is a session left behind.
    assert behind.sign_in(*hired).status_code == 303
    assert one_session_is_left(db, hired[0])
    assert hired[0] not in behind.log()
    assert "Traceback" not in behind.log()
    assert "sign-in refused: quota" in behind.log()


def test_an_open_page_says_why_and_its_person_stays(
    behind: ConsoleProcess, front: Front, hired: tuple[str, str]
) -> None:
    cookie = behind.cookie_of(*hired)
    with behind.websocket(cookie) as socket:
        run_script(socket)
        for name in ("paused 540", "quota 402", "200 html captive portal", "waf 403 html", "legacy keys disabled 401"):
            front.refusal = next(one for one in FRONT if one["name"] == name)
            shown = run_script(socket)
            assert "Votre session est terminée" not in shown, name
            assert "Cette page a rencontré une erreur" not in shown, name
        front.refusal = None
        assert "refuse" not in run_script(socket)
    with behind.browser(cookie) as browser:
        assert browser.get("/session").status_code == 204


@pytest.mark.parametrize("ahead_s", [1, 3])
def test_with_clocks_that_differ_a_little_a_sign_in_waits_and_comes_through(
    behind: ConsoleProcess, front: Front, hired: tuple[str, str], ahead_s: float
) -> None:
    front.ahead_s = ahead_s
    began = time.monotonic()
    cookie = behind.cookie_of(*hired)
    assert ahead_s - 1.2 <= time.monotonic() - began < ahead_s + 5
    with behind.websocket(cookie) as socket:
        assert "Votre session est terminée" not in run_script(socket)
    assert renewals(front) == 0


def test_a_renewed_token_that_is_early_is_shown_again_and_never_renewed(
    parts: Services, front: Front, hired: tuple[str, str]
) -> None:
    cookie = parts.keeper.sign_in(*hired)
    assert cookie is not None
    session = parts.store.find(hashed(cookie))
    assert session is not None
    front.ahead_s = 10
    parts.keeper.renew(session.id_hash, session.tokens.access)
    assert parts.api_for(cookie).rpc("people")
    assert renewals(front) == 1


def test_an_hour_of_it_keeps_the_page_and_signs_nobody_out(
    parts: Services, front: Front, hired: tuple[str, str], monkeypatch: pytest.MonkeyPatch, db: psycopg.Connection
) -> None:
    monkeypatch.setattr("backend.console.patience.PATIENCE_S", 1.0)
    cookie = parts.keeper.sign_in(*hired)
    assert cookie is not None
    front.ahead_s = 3600
    began = time.monotonic()
    for _ in range(20):
        with pytest.raises(ApiError) as refused:
            parts.api_for(cookie).rpc("people")
        assert refused.value.kind == "early"
    # Waited for once by all of them together.
    assert time.monotonic() - began < 4
    assert parts.person_behind(cookie) is not None
    assert renewals(front) == 0
    with pytest.raises(ApiError) as another:
        parts.keeper.sign_in(*hired)
    assert another.value.sentence == REFUSALS["clock_ahead"][1]
    # That sign-in stopped half-way: what it opened is closed.
    assert one_session_is_left(db, hired[0])
    front.ahead_s = 0
    assert parts.api_for(cookie).rpc("people")


def test_an_open_page_outlives_an_hour_of_it(behind: ConsoleProcess, front: Front, hired: tuple[str, str]) -> None:
    cookie = behind.cookie_of(*hired)
    with behind.websocket(cookie) as socket:
        run_script(socket)
        front.ahead_s = 3600
        shown = run_script(socket, within_s=60)
        assert "Votre session est terminée" not in shown
        assert "pas à la même heure" in shown
        assert "Voici les données de" in shown
        front.ahead_s = 0
        rerun(socket)
        assert "pas à la même heure" not in run_script(socket)
    assert renewals(front) == 0


def renewals(front: Front) -> int:
    return sum(times for path, times in front.asked.items() if "grant_type=refresh_token" in path)
