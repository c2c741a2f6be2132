"""What the programs do with their settings when they start: refuse in one line, or serve at once and say the rest."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import psycopg
import pytest

from backend.settings.base import ENVIRONMENT_ONLY, EX_CONFIG
from tests.console_process import ConsoleProcess, free_port
from tests.doctor_fixtures import doctor
from tests.local_stack import ROOT
from tests.people import sign_in
from tests.recorded import answering
from tests.sentry_receiver import receiving

UP_WITHIN_S = 20
STRONG = "k3Yp9Qw7Zx2Vt8Rm4Nb6Lc1Hd5"


# What the command tries, by program, as the stack is set.
TRIED = {
    "console": {"CONSOLE_SESSIONS_PATH", "CONSOLE_URL", "SUPABASE_URL"},
    "webhook": {
        "SUPABASE_DB_URL", "Horloge", "Schéma de la base", "Compte du propriétaire", "JOURNAL_PATH", "CONSOLE_URL",
        "WEBHOOK_URL", "VAPI_WEBHOOK_SECRET",
    },
    "worker": {
        "SUPABASE_DB_URL", "VAPI_API_KEY", "VAPI_LINE_ID", "BREVO_API_KEY", "BREVO_SMS_SENDER", "Brevo, webhooks",
        "SUPABASE_SECRET_KEY", "BACKUP_PUBLIC_KEYS", "BACKUP_STORE", "WEBHOOK_URL", "CONSOLE_URL",
    },
}  # fmt: skip


def environment(env: dict[str, str], **changed: str) -> dict[str, str]:
    return {**os.environ, **env, **changed, ENVIRONMENT_ONLY: "1"}


def refused(module: str, env: dict[str, str], **changed: str) -> str:
    """The one line of a program that does not start."""
    done = subprocess.run([sys.executable, "-m", module], cwd=ROOT, env=environment(env, **changed), text=True,
                          capture_output=True, timeout=60, check=False)  # fmt: skip
    assert done.returncode == EX_CONFIG, done.stderr
    lines = [line for line in done.stderr.splitlines() if line]
    assert len(lines) == 1 and "refuse de démarrer" in lines[0], done.stderr
    return lines[0]


@contextmanager
def webhook(env: dict[str, str], journal: Path, **changed: str) -> Iterator[tuple[str, float]]:
    """A webhook of the test's own; its address, and how long it took to answer."""
    url = f"http://127.0.0.1:{free_port()}"
    own = environment(env, WEBHOOK_URL=url, JOURNAL_PATH=str(journal), **changed)
    started = time.monotonic()
    process = subprocess.Popen([sys.executable, "-m", "backend.webhook"], cwd=ROOT, env=own)
    try:
        while not _alive(url):
            assert process.poll() is None and time.monotonic() < started + UP_WITHIN_S
            time.sleep(0.05)
        yield url, time.monotonic() - started
    finally:
        process.terminate()
        process.wait(20)


def _alive(url: str) -> bool:
    try:
        return httpx.get(f"{url}/healthz", timeout=1).status_code == 200
    except httpx.HTTPError:
        return False


def test_a_second_webhook_on_the_same_journal_does_not_start(env: dict[str, str], tmp_path: Path) -> None:
    journal = tmp_path / "journal.sqlite3"
    with webhook(env, journal):
        said = refused("backend.webhook", env, JOURNAL_PATH=str(journal), WEBHOOK_URL=f"http://127.0.0.1:{free_port()}")
        assert "JOURNAL_PATH : un autre programme en marche tient déjà ce fichier" in said
        with webhook(env, tmp_path / "own.sqlite3") as (url, _):
            assert _alive(url)
    with webhook(env, journal) as (url, _):
        assert _alive(url)


def test_a_second_console_on_the_same_sessions_does_not_start(env: dict[str, str], tmp_path: Path) -> None:
    first = ConsoleProcess(env, tmp_path)
    first.start()
    try:
        own = environment(env, CONSOLE_SESSIONS_PATH=str(first.sessions))
        done = subprocess.run([sys.executable, "-c", "import console"], cwd=ROOT, env=own, text=True,
                              capture_output=True, timeout=60, check=False)  # fmt: skip
        assert done.returncode == EX_CONFIG
        assert "CONSOLE_SESSIONS_PATH : un autre programme en marche tient déjà ce fichier" in done.stderr
        first.restart()
    finally:
        first.stop()


def test_a_webhook_whose_journal_cannot_be_written_does_not_start(env: dict[str, str]) -> None:
    said = refused("backend.webhook", env, JOURNAL_PATH="/sys/x/j.sqlite3")
    assert "JOURNAL_PATH : ce fichier ne s’écrit pas" in said


def test_a_worker_whose_copies_nobody_could_open_does_not_start(env: dict[str, str], tmp_path: Path) -> None:
    private = Path(env["BACKUP_PRIVATE_KEY_FILE"]).read_text().splitlines()[-1]
    said = refused("backend.worker", env, BACKUP_PUBLIC_KEYS=private)
    assert "BACKUP_PUBLIC_KEYS : c’est la clé privée" in said and private not in said


@pytest.mark.parametrize("program", ["webhook", "worker"])
def test_a_mistake_of_form_is_one_line_without_a_secret(env: dict[str, str], program: str) -> None:
    address = env["SUPABASE_DB_URL"].replace("@", "#1@", 1)
    said = refused(f"backend.{program}", env, SUPABASE_DB_URL=address)
    assert "SUPABASE_DB_URL : le mot de passe contient un signe qui doit être encodé" in said
    assert "local-" not in said


@pytest.mark.parametrize("where", ["127.0.0.1:9", "192.0.2.1:5432"])
def test_a_database_that_is_away_keeps_no_webhook_from_starting(
    env: dict[str, str], tmp_path: Path, where: str
) -> None:
    address = f"postgresql://postgres:Zq8nT3vWp5yLr2@{where}/postgres"
    changed = {"SUPABASE_DB_URL": address}
    if where.startswith("192"):
        # Off this machine: it is in production, and wants real secrets.
        changed |= {
            "VAPI_WEBHOOK_SECRET": STRONG,
            "BREVO_WEBHOOK_TOKEN": STRONG[::-1],
            "TWILIO_AUTH_TOKEN": "7" + STRONG,
        }
    with webhook(env, tmp_path / "journal.sqlite3", **changed) as (_, took_s):
        assert took_s < 10


def test_what_a_webhook_found_is_kept_for_the_administrator_alone(
    env: dict[str, str], db: psycopg.Connection, tmp_path: Path
) -> None:
    db.execute("delete from private.settings_findings")
    with webhook(env, tmp_path / "journal.sqlite3", RELEASE="essai") as (url, _):
        instance = f"{socket.gethostname()}:{url.rpartition(':')[2]}"
        asked = "select findings, release from private.settings_findings where instance = %s"
        give_up_at = time.monotonic() + 20
        while (row := db.execute(asked, [instance]).fetchone()) is None:
            assert time.monotonic() < give_up_at
            time.sleep(0.1)
    assert row[1] == "essai"
    assert {"SUPABASE_DB_URL", "JOURNAL_PATH", "Schéma de la base"} <= {one["setting"] for one in row[0]}
    told = sign_in(env, "admin").rpc("settings_findings").json()
    assert [one["program"] for one in told if one["instance"] == instance] == ["webhook"]
    assert env["SUPABASE_DB_URL"].split(":")[2].split("@")[0] not in json.dumps(told)


def test_what_a_worker_found_is_kept(env: dict[str, str], db: psycopg.Connection) -> None:
    db.execute("delete from private.settings_findings")
    process = subprocess.Popen(
        [sys.executable, "-m", "backend.worker"], cwd=ROOT, env=environment(env, RELEASE="essai-worker")
    )
    try:
        asked = "select findings from private.settings_findings where program = 'worker' and release = 'essai-worker'"
        give_up_at = time.monotonic() + 60
        while (row := db.execute(asked).fetchone()) is None:
            assert time.monotonic() < give_up_at
            time.sleep(0.2)
        assert {"SUPABASE_DB_URL", "BREVO_API_KEY", "BACKUP_STORE"} <= {one["setting"] for one in row[0]}
    finally:
        process.terminate()
        process.wait(30)


def test_a_console_starts_on_a_paused_project_and_says_so_once(env: dict[str, str], tmp_path: Path) -> None:
    with answering({"/": (540, {"message": "Project paused"})}) as url, receiving() as sentry:
        console = ConsoleProcess({**env, "SUPABASE_URL": url, "SENTRY_DSN": sentry.dsn}, tmp_path)
        console.start()
        try:
            give_up_at = time.monotonic() + 20
            while "Le projet est en pause" not in console.log():
                assert time.monotonic() < give_up_at, console.log()
                time.sleep(0.1)
            [event] = [one for one in sentry.wait_for("event") if one.get("logger") == "drain.settings"]
        finally:
            console.stop()
    assert event["tags"]["program"] == "console" and event["logger"] == "drain.settings"
    assert console.log().count("Le projet est en pause") == 1


def test_the_command_tries_all_programs_and_shows_no_secret(env: dict[str, str], tmp_path: Path) -> None:
    files = {"JOURNAL_PATH": str(tmp_path / "j"), "CONSOLE_SESSIONS_PATH": str(tmp_path / "s")}
    done = doctor(env, "--json", **files)
    told = json.loads(done.stdout)
    assert done.returncode == told["exit"] and done.stderr == ""
    for program, names in TRIED.items():
        assert names - {one["setting"] for one in told["programs"][program]} == set(), program
    assert "10 connexions à la fois sont accordées" in done.stdout
    findings = [*told["programs"]["webhook"], *told["programs"]["worker"]]
    assert [one for one in findings if one["state"] != "ok"] == []
    secrets = [value for name, value in env.items() if name.endswith(("_SECRET", "_KEY", "_TOKEN", "_PASSWORD"))]
    assert len(secrets) >= 6 and not [secret for secret in secrets if secret in done.stdout]


def test_the_command_says_what_is_broken_in_french_and_ends_with_1(env: dict[str, str], tmp_path: Path) -> None:
    (tmp_path / "j").mkdir()
    done = doctor(env, "webhook", SUPABASE_DB_URL="postgresql://postgres:[YOUR-PASSWORD]@127.0.0.1/postgres",
                  JOURNAL_PATH=str(tmp_path / "j"))  # fmt: skip
    assert done.returncode == 1 and done.stderr == ""
    assert "✕ SUPABASE_DB_URL : le mot de passe n’a pas été mis à sa place" in done.stdout
    assert "✕ JOURNAL_PATH : ce fichier ne s’écrit pas" in done.stdout
    assert "À faire : " in done.stdout and "Traceback" not in done.stdout
