"""Starting, falling, being killed, stopping: the stack as a person or a test lives with it."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import httpx
import psutil
import psycopg
import pytest

from backend.local import state
from backend.local.home import Home
from backend.postgres.ports import LOOPBACK
from backend.postgres.processes import still_alive
from backend.schema.check import differences
from tests import local_stack
from tests.local_stack import ROOT, Stack

OPTIONS = ("--no-console", "--no-demo")
BACK_WITHIN_S = 20


@pytest.fixture(scope="module")
def home() -> Iterator[Path]:
    folder = ROOT / ".local" / "tests" / f"lifecycle-{os.getpid()}"
    yield folder
    local_stack.command(folder, "down", "--wipe")


@pytest.fixture
def running(home: Path) -> Stack:
    """Started when it is not running; what a test broke is started again for the next."""
    return local_stack.start(home, *OPTIONS)


def wait(until: Callable[[], bool], what: str) -> None:
    deadline = time.monotonic() + BACK_WITHIN_S
    while not until():
        assert time.monotonic() < deadline, what
        time.sleep(0.05)


def test_its_ports_are_held_whether_its_programs_listen_or_not(running: Stack) -> None:
    for port in json.loads(Home(running.home).ports_file.read_text(encoding="utf-8")).values():
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as other, pytest.raises(OSError, match="in use"):
            other.bind((LOOPBACK, port))


def children(home: Path) -> dict[str, psutil.Process]:
    now = state.read(Home(home))
    assert now is not None
    found = {name: child.process() for name, child in now.children.items()}
    return {name: process for name, process in found.items() if process}


def supervisor(home: Path) -> psutil.Process:
    now = state.read(Home(home))
    process = now.supervisor.process() if now else None
    assert process is not None
    return process


def works(stack: Stack) -> bool:
    """Everything a client needs: the gateway signs in, the Data API answers, the webhook reaches the database."""
    headers = {"apikey": stack.secret_key}
    account = {"email": stack.email("owner"), "password": stack.demo_password}
    try:
        answers = [
            httpx.get(f"{stack.supabase_url}/rest/v1/profiles?limit=1", headers=headers),
            httpx.post(f"{stack.supabase_url}/auth/v1/token?grant_type=password", headers=headers, json=account),
            httpx.get(f"{stack.webhook_url}/readyz"),
        ]
    except httpx.HTTPError:
        return False
    return all(answer.status_code == 200 for answer in answers)


def test_nothing_runs_before_it_is_started(tmp_path: Path) -> None:
    printed = local_stack.command(tmp_path / "none", "env")
    assert (printed.returncode, printed.stdout) == (1, "")
    assert "up" in printed.stderr
    assert "Rien ne tournait" in local_stack.command(tmp_path / "none", "down").stdout


@pytest.mark.parametrize("name", ["postgres", "pooler", "postgrest", "gateway", "webhook", "worker"])
def test_a_killed_program_is_started_again(running: Stack, name: str) -> None:
    wait(lambda: works(running), "the stack works before")
    victim = children(running.home)[name]
    victim.kill()
    wait(lambda: children(running.home).get(name, victim).pid != victim.pid, f"{name} is started again")
    wait(lambda: works(running), "the stack works after")
    log = Home(running.home).log("supervisor").read_text(encoding="utf-8")
    assert "arrêt inattendu (signal 9)" in log


def test_what_was_committed_survives_a_killed_postgres(running: Stack) -> None:
    with psycopg.connect(running.db_url, autocommit=True) as conn:
        conn.execute("create table if not exists kept (id int)")
        conn.execute("insert into kept values (1)")
    victim = children(running.home)["postgres"]
    victim.kill()
    wait(lambda: children(running.home).get("postgres", victim).pid != victim.pid, "Postgres is started again")
    wait(lambda: works(running), "the stack works after")
    with psycopg.connect(running.db_url, autocommit=True) as conn:
        assert conn.execute("select count(*) from kept").fetchone() == (1,)
        conn.execute("drop table kept")


def test_a_program_can_be_held_down_for_a_while(running: Stack) -> None:
    began = time.monotonic()
    assert running.command("kill", "postgrest", "--held", "6").returncode == 0
    url, headers = f"{running.supabase_url}/rest/v1/profiles?limit=1", {"apikey": running.secret_key}
    assert httpx.get(url, headers=headers).status_code == 502
    wait(lambda: works(running), "it comes back by itself")
    assert time.monotonic() - began > 5.5


def test_a_killed_supervisor_leaves_no_orphan(running: Stack) -> None:
    orphans = list(children(running.home).values())
    supervisor(running.home).kill()
    assert still_alive(orphans, within_s=BACK_WITHIN_S) == []
    assert running.command("env").returncode == 1


def test_up_right_after_a_killed_supervisor_works(running: Stack) -> None:
    supervisor(running.home).kill()
    assert works(local_stack.start(running.home, *OPTIONS))


def test_down_after_a_killed_supervisor_stops_what_is_left(running: Stack) -> None:
    orphans = list(children(running.home).values())
    supervisor(running.home).kill()
    assert running.command("down").returncode == 0
    assert still_alive(orphans, within_s=0) == []


def test_down_leaves_alone_a_process_that_took_over_a_number(running: Stack) -> None:
    file = Home(running.home).state_file
    supervisor(running.home).kill()
    still_alive(list(children(running.home).values()), within_s=BACK_WITHIN_S)
    written = json.loads(file.read_text(encoding="utf-8"))
    # This very process, said to have begun at another time.
    written["children"]["worker"] = {"pid": os.getpid(), "began": 1.0}
    file.write_text(json.dumps(written), encoding="utf-8")
    assert running.command("down").returncode == 0


def test_up_twice_says_where_it_runs(running: Stack) -> None:
    again = running.command("up", *OPTIONS)
    assert again.returncode == 0
    assert running.supabase_url in again.stdout
    other = running.command("up", "--no-console")
    assert other.returncode == 1
    assert "down" in other.stderr


def test_two_launches_at_once_make_one_stack(home: Path) -> None:
    local_stack.command(home, "down")
    command = [sys.executable, "-m", "backend.local", "up", *OPTIONS, f"--with={os.getpid()}"]
    environment = {**os.environ, "DRAIN_LOCAL_DIR": str(home)}
    launches = [subprocess.Popen(command, cwd=ROOT, env=environment, stdout=subprocess.DEVNULL) for _ in range(2)]
    assert [launch.wait(120) for launch in launches] == [0, 0]
    assert works(local_stack.Stack(home, local_stack.settings(home)))


def test_ports_data_and_secrets_survive_a_restart_and_the_database_is_as_it_is_written(running: Stack) -> None:
    with psycopg.connect(running.db_url, autocommit=True) as conn:
        conn.execute("create table kept (id int)")
    assert running.command("down").returncode == 0
    again = local_stack.start(running.home, *OPTIONS)
    assert again.env == running.env
    with psycopg.connect(again.db_url, autocommit=True) as conn:
        conn.execute("drop table kept")
    assert differences(again.db_url, Path(tempfile.gettempdir())) == []


def test_a_taken_port_is_replaced_and_fresh_forgets_the_data(running: Stack) -> None:
    with psycopg.connect(running.db_url, autocommit=True) as conn:
        conn.execute("create table forgotten (id int)")
    assert running.command("down").returncode == 0
    with socket.socket() as squatter:
        squatter.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        squatter.bind(("127.0.0.1", int(running.webhook_url.rpartition(":")[2])))
        squatter.listen()
        again = local_stack.start(running.home, *OPTIONS, "--fresh")
    assert again.webhook_url != running.webhook_url
    assert again.supabase_url == running.supabase_url
    with psycopg.connect(again.db_url) as conn:
        assert conn.execute("select to_regclass('forgotten')").fetchone() == (None,)


def test_the_stack_ends_with_its_owner(home: Path) -> None:
    local_stack.command(home, "down")
    with psutil.Popen(["sleep", "60"]) as owner:
        assert local_stack.command(home, "up", *OPTIONS, f"--with={owner.pid}", timeout=120).returncode == 0
        programs = [supervisor(home), *children(home).values()]
        owner.kill()
    assert still_alive(programs, within_s=BACK_WITHIN_S) == []
