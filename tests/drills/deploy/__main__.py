"""`make drill-deploy`: from an empty project to running, then version N−1 becomes N under calls, and back.

Needs root, for the system users, and Debian's caddy. PREVIOUS names N−1 (the commit before this one). Prints a table
and ends with 1 when a message was lost or came twice, somebody was signed out or a page was broken for too long.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TypeVar
from urllib.parse import parse_qs, urlsplit

import httpx
import psycopg

from tests.drills.deploy import proxy
from tests.drills.deploy.proxy import Addresses
from tests.drills.deploy.server import PROGRAMS, Server
from tests.drills.deploy.visitor import Visitor
from tests.local_stack import ROOT, Stack, command, start
from tests.outage import Outcome, send_through
from tests.telephone import show_code

HOME = ROOT / ".local" / "drill-deploy"
PER_SECOND = 5.0
# Eleven messages a call: three minutes.
CALLS = 80
LONGEST_BROKEN_S = 10.0
READY_WITHIN_S = 90.0
OWNER, PASSWORD = "proprietaire@drain.example", "local-trois tuyaux bleus"
Done = TypeVar("Done")
# The stand-ins for Brevo and Twilio know one address, which is not the proxy's: what is then lacking is not this
# server's.
UNTOLD = ("Brevo, webhooks", "TWILIO_NUMBER: ne nous dit pas les réponses")
NEEDED = ("caddy", "systemd-sysusers", "systemd-tmpfiles", "runuser", "git")


def main() -> int:
    """Everything on a database and a server of its own, which are gone afterwards."""
    missing = [name for name in NEEDED if shutil.which(name) is None]
    if missing or os.geteuid() != 0:
        print(f"needs root and {', '.join(missing or NEEDED)}", file=sys.stderr)
        return 2
    folder = Path(tempfile.mkdtemp(prefix="drain-deploy-", dir="/var/tmp"))
    folder.chmod(0o755)
    server = Server(folder)
    try:
        stack = start(HOME, "--no-console", "--no-demo", "--fresh")
        return _rehearse(stack, server, proxy.addresses())
    finally:
        server.leave()
        command(HOME, "down", "--wipe")


def _rehearse(stack: Stack, server: Server, at: Addresses) -> int:
    _leave_only_the_project(stack)
    server.prepare()
    _settle_in(stack, server, at)
    before = _timed("release of N−1", server.run, "release", os.environ.get("PREVIOUS", "HEAD~1"))
    after = _timed("release of N", server.run, "release", "HEAD")
    _timed("database of N−1", server.run, "switch", before)
    with proxy.serving(server.root, at) as certificate:
        os.environ["SSL_CERT_FILE"] = str(certificate)
        for program in PROGRAMS:
            server.start(program)
        _timed("running", lambda: _wait(server, at))
        cookies = _timed("first owner in", lambda: _first_owner(server, at))
        _timed("Paul as he is written", lambda: _paul(stack, at))
        found = {program: _timed(f"doctor of the {program}", server.doctor, program, certificate)
                 for program in PROGRAMS}  # fmt: skip
        behind = replace(stack, env={**stack.env, "WEBHOOK_URL": at.webhook_url})
        with Visitor(at.console_url, cookies) as visitor:
            there_and_back = partial(_there_and_back, server, at, before, after)
            outcome = send_through(behind, CALLS, PER_SECOND, there_and_back, first=0)
        return _tell(outcome, visitor, server, found)


def _leave_only_the_project(stack: Stack) -> None:
    """No programs, and nobody: as a project is when it was just made."""
    for program in ("webhook", "worker"):
        assert stack.command("kill", program, "--held", "7200").returncode == 0
    with psycopg.connect(stack.db_url) as conn:
        conn.execute("alter table profiles disable trigger user")
        conn.execute("delete from auth.users")
        conn.execute("alter table profiles enable trigger user")


def _settle_in(stack: Stack, server: Server, at: Addresses) -> None:
    key = server.root / "var/lib/drain/worker/backups.key"
    shutil.copy(stack.env["BACKUP_PRIVATE_KEY_FILE"], key)
    shutil.chown(key, "drain", "drain")
    ours = {
        **stack.env,
        "SUPABASE_DB_URL": stack.env["POOLER_DB_URL"],
        "CONSOLE_URL": at.console_url,
        "WEBHOOK_URL": at.webhook_url,
        "HOST": "127.0.0.1",
        "PORT": str(at.webhook_at),
    }
    own = {
        "console": {"STREAMLIT_SERVER_PORT": str(at.console_at)},
        "webhook": {},
        "worker": {name: ours[name] for name in ("BREVO_API_URL", "TWILIO_API_URL", "VAPI_API_URL")},
    }
    for program in PROGRAMS:
        server.write_settings(program, ours, own[program])


def _wait(server: Server, at: Addresses) -> None:
    give_up_at = time.monotonic() + READY_WITHIN_S
    while not (_answers(f"{at.webhook_url}/readyz") and _answers(f"{at.console_url}/_stcore/health")):
        if server.fallen() or time.monotonic() > give_up_at:
            raise RuntimeError("\n".join(f"{program}: {server.told(program)}" for program in PROGRAMS))
        time.sleep(0.2)


def _answers(url: str) -> bool:
    try:
        return httpx.get(url, timeout=20).status_code == 200
    except httpx.HTTPError:
        return False


def _first_owner(server: Server, at: Addresses) -> httpx.Cookies:
    link = server.run("drain", "worker", "-m", "backend.team", "first-owner", "--email", OWNER, "--name", "Guillaume")
    query = parse_qs(urlsplit(link).query)
    form = {"genre": query["genre"][0], "jeton": query["jeton"][0], "mot_de_passe": PASSWORD, "encore": PASSWORD}
    with httpx.Client(base_url=at.console_url, headers={"Origin": at.console_url}, timeout=30) as browser:
        entered = show_code(browser, browser.post("/acces", data=form))
        assert entered.status_code == 303, entered.text
        return browser.cookies


def _paul(stack: Stack, at: Addresses) -> None:
    """Step 6 of docs/hosted.md: the line sends its messages to the proxy, signed."""
    own = {**os.environ, **stack.env, "DRAIN_ENVIRONMENT_ONLY": "1", "WEBHOOK_URL": at.webhook_url}
    subprocess.run([sys.executable, "-m", "backend.paul", "apply", "--yes"], cwd=ROOT, env=own, check=True,
                   capture_output=True)  # fmt: skip


def _there_and_back(server: Server, at: Addresses, before: str, after: str) -> None:
    for commit, label in ((after, "N−1 → N"), (before, "N → N−1")):
        _timed(f"{label}: database", server.run, "switch", commit)
        for program in PROGRAMS:
            _timed(f"{label}: {program}", server.restart, program)
            _wait(server, at)


def _timed(label: str, do: Callable[..., Done], *given: object) -> Done:
    started = time.monotonic()
    done = do(*given)
    print(f"{time.monotonic() - started:7.1f} s  {label}", flush=True)
    return done


def _tell(outcome: Outcome, visitor: Visitor, server: Server, doctors: dict[str, list[str]]) -> int:
    fallen = server.fallen()
    found = [one for lines in doctors.values() for one in lines if not one.startswith(UNTOLD)]
    lost = outcome.lost + outcome.calls_missing + outcome.refused
    rows: dict[str, tuple[float, bool]] = {
        "messages sent": (outcome.sent, outcome.sent > 0),
        "lost": (lost, lost == 0),
        "applied twice": (outcome.applied_twice, outcome.applied_twice == 0),
        "slowest answer, s": (outcome.slowest_s, True),
        "pages asked for": (visitor.asked, visitor.asked > 0),
        "signed out": (visitor.signed_out, visitor.signed_out == 0),
        "page broken at most, s": (visitor.longest_broken_s, visitor.longest_broken_s <= LONGEST_BROKEN_S),
        "programs that fell": (len(fallen), not fallen),
        "not in order, by doctors": (len(found), not found),
    }
    for name, (value, holds) in rows.items():
        print(f"{name:<26}{value:>10.4g}{'' if holds else '  MISSED'}")
    print(*found, sep="\n", end="")
    return 0 if outcome.harmless and all(holds for _, holds in rows.values()) else 1


if __name__ == "__main__":
    sys.exit(main())
