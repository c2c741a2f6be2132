"""A server under a folder: the users, folders, settings, releases and units of deploy/, without the service manager."""

from __future__ import annotations

import grp
import json
import os
import pwd
import shlex
import shutil
import subprocess
from collections.abc import Mapping
from pathlib import Path

from tests.local_stack import ROOT

DEPLOY = ROOT / "deploy"
# In the order in which they are restarted.
PROGRAMS = ("webhook", "worker", "console")
USERS = ("drain", "drain-console")
GROUP = "drain-copies"
OURS = ("/opt/drain", "/etc/drain", "/var/lib/drain")
LINES_TOLD = 40
PATH = "/usr/sbin:/usr/bin:/sbin:/bin"


class Server:
    """What deploy/ says, done under `root`; each program is started by its unit's own lines."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._running: dict[str, subprocess.Popen[bytes]] = {}
        self._made: list[str] = []
        self._made_group = False

    def prepare(self) -> None:
        """The system users, as root may make them, and the folders."""
        self._made = [user for user in USERS if not _is_known(user)]
        self._made_group = not _groups(USERS[0])
        subprocess.run(["systemd-sysusers", DEPLOY / "systemd/sysusers.conf"], check=True, capture_output=True)
        (self.root / "etc").mkdir()
        for name in ("passwd", "group"):
            shutil.copy(f"/etc/{name}", self.root / "etc")
        folders = DEPLOY / "systemd/tmpfiles.conf"
        subprocess.run(["systemd-tmpfiles", "--create", f"--root={self.root}", folders], check=True)

    def leave(self) -> None:
        """Nothing runs any more, and this machine has the users that it had."""
        for program in PROGRAMS:
            self.stop(program)
        for user in self._made:
            subprocess.run(["userdel", user], check=False)
        if self._made_group:
            subprocess.run(["groupdel", GROUP], check=False)
        shutil.rmtree(self.root, ignore_errors=True)

    def write_settings(self, program: str, values: Mapping[str, str], own: Mapping[str, str]) -> None:
        """The file that the unit reads: what the program's template names, and what only a rehearsal needs.

        Paths are as the template has them."""
        template = _read(DEPLOY / "env" / f"{program}.env.example")
        given = {name: self._here(told) if told.startswith("/") else values.get(name, "")
                 for name, told in template.items()}  # fmt: skip
        file = self.root / f"etc/drain/{program}.env"
        file.write_text(
            "".join(f"{name}='{value}'\n" for name, value in {**given, **own}.items() if value), encoding="utf-8"
        )
        file.chmod(0o600)

    def run(self, *command: str) -> str:
        """A script of deploy/, as docs/operate.md has it; returns the last line that it printed."""
        env = {**_outside(), "DRAIN_ROOT": str(self.root)}
        done = subprocess.run([str(DEPLOY / command[0]), *command[1:]], cwd=ROOT, env=env, text=True,
                              capture_output=True, check=False)  # fmt: skip
        if done.returncode:
            raise RuntimeError(f"deploy/{shlex.join(command)}: {done.stdout}{done.stderr}")
        return (done.stdout.splitlines() or [""])[-1]

    def doctor(self, program: str, certificate: Path) -> list[str]:
        """What the program's doctor does not find in order, each by its setting."""
        shown = self.root / "proxy.crt"
        shutil.copy(certificate, shown)
        shown.chmod(0o644)
        env = {**_outside(), "DRAIN_ROOT": str(self.root), "REQUESTS_CA_BUNDLE": str(shown)}
        command = [str(DEPLOY / "drain"), program, "-m", "backend.doctor", program, "--json"]
        done = subprocess.run(command, cwd=ROOT, env=env, text=True, capture_output=True, check=False)
        found = json.loads(done.stdout)["programs"][program]
        return [f"{one['setting']}: {one['found']}" for one in found if one["state"] != "ok"]

    def start(self, program: str) -> None:
        """Start a program by the lines of its unit."""
        unit = _unit(program)
        account = pwd.getpwnam(unit["User"][-1])
        env = {"PATH": PATH, "LANG": "C.UTF-8"}
        for line in unit["Environment"]:
            env |= dict(word.split("=", 1) for word in shlex.split(self._here(line)))
        for name in unit["EnvironmentFile"]:
            env |= _read(Path(self._here(name.removeprefix("-"))))
        with (self.root / f"{program}.log").open("ab") as log:
            self._running[program] = subprocess.Popen(
                shlex.split(self._here(unit["ExecStart"][-1])), cwd=self._here(unit["WorkingDirectory"][-1]), env=env,
                user=account.pw_uid, group=account.pw_gid, extra_groups=_groups(account.pw_name),
                umask=int(unit["UMask"][-1], 8),
                stdout=log, stderr=log,
            )  # fmt: skip

    def stop(self, program: str) -> None:
        """Stop it as the service manager does, then by force."""
        process = self._running.pop(program, None)
        if process is None:
            return
        process.terminate()
        try:
            process.wait(float(_unit(program)["TimeoutStopSec"][-1]))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()

    def restart(self, program: str) -> None:
        """One after the other."""
        self.stop(program)
        self.start(program)

    def fallen(self) -> list[str]:
        """The programs that ended by themselves."""
        return [name for name, process in self._running.items() if process.poll() is not None]

    def told(self, program: str) -> str:
        """The end of what it wrote."""
        log = self.root / f"{program}.log"
        lines = log.read_text(encoding="utf-8", errors="replace").splitlines() if log.exists() else []
        return "\n".join(lines[-LINES_TOLD:])

    def _here(self, line: str) -> str:
        for path in OURS:
            line = line.replace(path, f"{self.root}{path}")
        return line


def _groups(user: str) -> list[int]:
    """Those that the service manager would give the program beside its own."""
    return [one.gr_gid for one in grp.getgrall() if user in one.gr_mem]


def _is_known(user: str) -> bool:
    try:
        pwd.getpwnam(user)
    except KeyError:
        return False
    return True


def _unit(program: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / f"drain-{program}.service").read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def _read(file: Path) -> dict[str, str]:
    if not file.exists():
        return {}
    words = shlex.split(file.read_text(encoding="utf-8"), comments=True)
    return dict(word.split("=", 1) for word in words)


def _outside() -> dict[str, str]:
    """Root's, without the settings of whoever runs the drill: a Python in somebody's home serves no system user."""
    return {"PATH": PATH, **{name: os.environ[name] for name in ("HOME", "LANG") if name in os.environ}}
