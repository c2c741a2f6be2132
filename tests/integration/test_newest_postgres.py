"""The newest Postgres, one version ahead of hosted Supabase's, takes our migrations and lets people sign in."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import suppress

import httpx
import psycopg
import pytest

from backend.local import environment, hosted, install_secrets
from backend.local.environment import Environment
from backend.local.gateway.tokens import Tokens
from backend.local.home import Home
from backend.local.programs import GATEWAY
from backend.migrate import migrate
from backend.postgres import place as postgres_place
from backend.postgres import server as postgres
from backend.postgres.os_user import become
from backend.postgres.ports import free_port
from tests.local_stack import ROOT

READY_WITHIN_S = 60
PERSON = {"email": "ana@exemple.test", "password": "Premier mot 42!", "email_confirm": True}


@pytest.fixture(scope="module")
def settings() -> Iterator[Environment]:
    """A server of its own, furnished as a hosted project; gone at the end."""
    home = Home(ROOT / ".local" / "tests" / f"newest-{os.getpid()}")
    home.prepare()
    home.prepare_data("empty", fresh=True)
    keys = install_secrets.load_or_make(home.secrets_file)
    ports = {name: free_port() for name in ("postgres", "gateway", "postgrest", "pooler", "console", "webhook",
                                            "vapi_api", "brevo_api", "twilio_api")}  # fmt: skip
    made = environment.build(home, "empty", ports, keys)
    place = postgres_place.find_newest(home.folder, "empty")
    postgres.initialise(place, keys.supabase_admin_password, hosted.SUPERUSER)
    with subprocess.Popen(postgres.command(place, ports["postgres"]), cwd="/", stderr=subprocess.DEVNULL,
                          **become(place.user)) as server:  # fmt: skip
        try:
            wait(lambda: psycopg.connect(made["SUPERUSER_DB_URL"]).close())
            hosted.furnish(made["SUPERUSER_DB_URL"])
            hosted.give_passwords(made["SUPERUSER_DB_URL"], keys)
            yield made
        finally:
            server.send_signal(signal.SIGQUIT)
            server.wait(20)
            place.wipe()
            postgres_place.forget_elsewhere(home.folder)


def wait(do: object) -> None:
    assert callable(do)
    deadline = time.monotonic() + READY_WITHIN_S
    while time.monotonic() < deadline:
        with suppress(psycopg.OperationalError, httpx.HTTPError):
            do()
            return
        time.sleep(0.1)
    raise AssertionError("not ready")


def test_the_migrations_are_valid_on_it_too(settings: Environment) -> None:
    with psycopg.connect(settings["SUPABASE_DB_URL"]) as conn:
        assert conn.info.server_version // 10_000 == 18
        assert conn.execute("select rolsuper from pg_roles where rolname = current_user").fetchone() == (False,)
    assert migrate(settings["SUPABASE_DB_URL"]) != []
    assert migrate(settings["SUPABASE_DB_URL"]) == []


def test_somebody_signs_in_on_it(settings: Environment) -> None:
    own = environment.for_program(os.environ, settings, GATEWAY)
    with subprocess.Popen([sys.executable, "-m", "backend.local.gateway"], cwd=ROOT, env=own) as gateway:
        try:
            assert signed_in(settings) == "authenticated"
        finally:
            gateway.terminate()
            gateway.wait(20)


def signed_in(settings: Environment) -> str:
    """The role that the new session's token carries, by the public key of the install."""
    url = f"{settings['SUPABASE_URL']}/auth/v1"
    secret, publishable = ({"apikey": settings[f"SUPABASE_{kind}_KEY"]} for kind in ("SECRET", "PUBLISHABLE"))
    wait(lambda: httpx.get(f"{url}/health", headers=publishable))
    httpx.post(f"{url}/admin/users", headers=secret, json=PERSON).raise_for_status()
    opened = httpx.post(f"{url}/token?grant_type=password", headers=publishable, json=PERSON).raise_for_status().json()
    Tokens(settings["SUPABASE_SIGNING_KEY"], url).read(opened["access_token"])
    return str(opened["user"]["role"])
