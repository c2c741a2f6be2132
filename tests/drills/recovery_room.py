"""What the recovery drill works on: a project in use, its copies, and a second project with a gateway of its own."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import httpx
import psycopg
from psycopg.conninfo import conninfo_to_dict

from backend.backups import keys, make, stores
from backend.backups.run import Run
from backend.backups.settings import BackupSettings
from backend.local import environment, install_secrets, state
from backend.local.home import Home
from backend.local.programs import GATEWAY
from backend.postgres.ports import free_port
from tests import hosted_database
from tests.local_stack import ROOT, Stack

TARGET = "recover_drill"
READABLE = (b"PGDMP", b"INSERT INTO", b"COPY public.")
ROWS = "select (select count(*) from public.vapi_calls), (select count(*) from auth.users)"
CALLS = """
    insert into public.vapi_calls (vapi_call_id, type, status, created_at, summary)
    select 'drill-' || gen_random_uuid(), 'inboundPhoneCall', 'ended', now() - n * interval '1 minute', md5(n::text)
    from generate_series(1, %s) n
"""
READY_WITHIN_S = 30.0


class RecoveryRoom:
    """One source, one store, one target."""

    def __init__(self, stack: Stack, folder: Path) -> None:
        self._stack = stack
        self._work = folder / "work"
        self._work.mkdir()
        for one in (folder, self._work):
            one.chmod(0o711)
        self._settings = BackupSettings(
            SUPABASE_DB_URL=stack.db_url,  # type: ignore[arg-type]
            BACKUP_STORE=str(folder / "copies"),
            BACKUP_PUBLIC_KEYS=keys.make_pair(folder / "key.txt"),
            BACKUP_PRIVATE_KEY_FILE=folder / "key.txt",
        )
        self.target = ""

    def random_copy(self, chance: random.Random) -> str:
        """More calls than before, some person's name changed, a copy of it; its name."""
        with psycopg.connect(self._stack.db_url, autocommit=True) as conn:
            conn.execute(CALLS, [chance.randrange(1, 2_000)])
            conn.execute("update public.profiles set full_name = %s where role = 'staff'", [str(chance.random())])
        run, store = Run(lambda _: "go"), stores.open_store(self._settings)
        source = make.Source(self._stack.db_url, f"{chance.randrange(16**8):08x}")
        with run.heartbeat():
            return make.make(run, self._settings, source, store).name

    def fresh_target(self) -> None:
        """A project nobody has used yet, in the place of the last one."""
        self.target = hosted_database.create(self._stack.db_url, TARGET)

    def recover(self, copy: str) -> subprocess.Popen[str]:
        """The command, as a person gives it."""
        own = {**os.environ, "DRAIN_ENVIRONMENT_ONLY": "1", "BACKUP_STORE": self._settings.BACKUP_STORE,
               "BACKUP_PUBLIC_KEYS": self._settings.BACKUP_PUBLIC_KEYS, "BACKUP_WORK_DIR": str(self._work),
               "BACKUP_PRIVATE_KEY_FILE": str(self._settings.BACKUP_PRIVATE_KEY_FILE)}  # fmt: skip
        command = [sys.executable, "-m", "backend.recover", "--from", copy, "--to", self.target, "--replace", "--yes"]
        return subprocess.Popen(command, cwd=ROOT, env=own, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE)

    def rows(self) -> tuple[int, ...]:
        """Calls and accounts in the target."""
        with psycopg.connect(self.target) as conn:
            return tuple(conn.execute(ROWS).fetchone() or ())

    def readable(self) -> int:
        """Files of the work folder in which anything can be read."""
        files = [path for path in self._work.rglob("*") if path.is_file()]
        return sum(any(word in path.read_bytes() for word in READABLE) for path in files)

    def signs_in(self) -> bool:
        """The owner, with her password, at a gateway in front of the target."""
        port = free_port()
        own = environment.for_program(os.environ, self._gateway(port), GATEWAY)
        with subprocess.Popen([sys.executable, "-m", "backend.local.gateway"], cwd=ROOT, env=own,
                              stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL) as gateway:  # fmt: skip
            try:
                return self._answer(f"http://127.0.0.1:{port}/auth/v1/token?grant_type=password") == 200
            finally:
                gateway.terminate()

    def _gateway(self, port: int) -> dict[str, str]:
        settings = dict(
            gateway_settings(self._stack.home), GATEWAY_PORT=str(port), SUPABASE_URL=f"http://127.0.0.1:{port}"
        )
        database = conninfo_to_dict(self.target)["dbname"]
        return {**settings, "AUTH_DB_URL": settings["AUTH_DB_URL"].rpartition("/")[0] + f"/{database}"}

    def _answer(self, url: str) -> int:
        person = {"email": self._stack.email("owner"), "password": self._stack.demo_password}
        deadline = time.monotonic() + READY_WITHIN_S
        while time.monotonic() < deadline:
            try:
                return httpx.post(url, headers={"apikey": self._stack.publishable_key}, json=person).status_code
            except httpx.TransportError:
                time.sleep(0.1)
        return 0


def gateway_settings(folder: Path) -> dict[str, str]:
    """What the stack of that folder gives its own gateway."""
    home = Home(folder)
    running = state.read(home)
    assert running is not None
    return dict(environment.build(home, running.mode, running.ports, install_secrets.load_or_make(home.secrets_file)))


def trouble_of(said: str) -> str:
    """The last line of what a program said."""
    return (said.strip().splitlines() or [""])[-1][:160]
