"""What a server is given: units that the service manager takes, templates of settings that exist, no port at odds."""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
import tomllib
from pathlib import Path

import pytest
import yaml  # type: ignore[import-untyped]

from backend.backups.settings import BackupSettings
from backend.readiness.settings import ReadinessSettings
from backend.settings.base import Settings
from backend.settings.console import ConsoleSettings
from backend.settings.webhook import WebhookSettings
from backend.settings.worker import WorkerSettings
from tests.local_stack import ROOT

DEPLOY = ROOT / "deploy"
PROGRAMS: dict[str, tuple[type[Settings], ...]] = {
    "console": (ConsoleSettings,),
    "webhook": (WebhookSettings,),
    "worker": (WorkerSettings, BackupSettings, ReadinessSettings),
}
SECRETS = {"SUPABASE_DB_URL", "SUPABASE_SECRET_KEY", "VAPI_WEBHOOK_SECRET", "VAPI_API_KEY", "BREVO_API_KEY",
           "BREVO_WEBHOOK_TOKEN", "BACKUP_S3_SECRET"}  # fmt: skip


def unit(program: str) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for line in (DEPLOY / "systemd" / f"drain-{program}.service").read_text(encoding="utf-8").splitlines():
        name, equals, value = line.partition("=")
        if equals and not line.startswith("#"):
            found.setdefault(name, []).append(value)
    return found


def named(program: str) -> set[str]:
    text = (DEPLOY / "env" / f"{program}.env.example").read_text(encoding="utf-8")
    return set(re.findall(r"^([A-Z][A-Z0-9_]*)='[^']*'$", text, re.MULTILINE))


@pytest.mark.parametrize("program", PROGRAMS)
def test_each_template_names_settings_that_its_program_reads(program: str) -> None:
    known = {name for settings in PROGRAMS[program] for name in settings.model_fields}
    assert named(program)
    assert named(program) - known == set()


@pytest.mark.parametrize("program", PROGRAMS)
def test_a_template_is_read_alike_by_the_shell_and_the_service_manager(program: str) -> None:
    lines = (DEPLOY / "env" / f"{program}.env.example").read_text(encoding="utf-8").splitlines()
    assert [line for line in lines if not re.fullmatch(r"#.*|[A-Z][A-Z0-9_]*='[^'\\]*'", line)] == []


def test_the_console_is_given_no_secret_and_shares_no_user() -> None:
    assert named("console") & SECRETS == set()
    assert unit("console")["User"] != unit("webhook")["User"] == unit("worker")["User"]


@pytest.mark.parametrize("program", PROGRAMS)
def test_what_a_wrong_setting_stopped_is_not_started_again(program: str) -> None:
    assert unit(program)["RestartPreventExitStatus"] == ["78"]
    assert unit(program)["Restart"] == ["always"]


def test_each_user_of_a_unit_is_made_and_each_folder_is_theirs() -> None:
    sysusers, tmpfiles = ((DEPLOY / f"systemd/{name}.conf").read_text("utf-8") for name in ("sysusers", "tmpfiles"))
    users = set(re.findall(r"^u (\S+)", sysusers, re.MULTILINE))
    assert users == {unit(program)["User"][0] for program in PROGRAMS}
    assert set(re.findall(r"^d \S+ \d+ (\S+)", tmpfiles, re.MULTILINE)) == users | {"root"}


def test_the_proxy_leads_where_the_programs_listen() -> None:
    caddyfile = (DEPLOY / "Caddyfile").read_text(encoding="utf-8")
    streamlit = tomllib.loads((ROOT / ".streamlit/config.toml").read_text(encoding="utf-8"))["server"]
    # Streamlit's own port, where none is written.
    assert f"{{$CONSOLE_AT:{streamlit['address']}:{streamlit.get('port', 8501)}}}" in caddyfile
    webhook = re.search(r"WEBHOOK_AT:127\.0\.0\.1:(\d+)", caddyfile)
    assert webhook and f"PORT='{webhook[1]}'" in (DEPLOY / "env/webhook.env.example").read_text(encoding="utf-8")


def test_the_containers_run_the_very_programs_of_the_units() -> None:
    compose = yaml.safe_load((DEPLOY / "compose.yaml").read_text(encoding="utf-8"))
    for program in PROGRAMS:
        service = compose["services"][program]
        started = unit(program)["ExecStart"][0]
        assert started == " ".join(["/opt/drain/current/.venv/bin/python", *service["command"][1:]])
        assert service["read_only"] and service["cap_drop"] == ["ALL"] and "healthcheck" in service
        assert service["logging"]["options"]["max-size"]


def test_the_image_is_no_roots_and_holds_what_is_locked() -> None:
    lines = (DEPLOY / "Dockerfile").read_text(encoding="utf-8").splitlines()
    assert "USER 10001" in lines
    assert any("--require-hashes -r requirements.lock" in line for line in lines)
    copied = (DEPLOY / "Dockerfile.dockerignore").read_text(encoding="utf-8").splitlines()
    assert copied[0] == "*"
    assert not {"!.streamlit", "!.streamlit/secrets.toml", "!.", "!.git"} & set(copied)


@pytest.mark.skipif(shutil.which("systemd-analyze") is None, reason="no systemd on this machine")
def test_the_service_manager_takes_each_unit(tmp_path: Path) -> None:
    units = tmp_path / "etc/systemd/system"
    python = tmp_path / "opt/drain/current/.venv/bin/python"
    for folder in (units, python.parent):
        folder.mkdir(parents=True)
    python.write_text("#!/bin/sh\n")
    python.chmod(0o755)
    for file in (DEPLOY / "systemd").glob("*.service"):
        shutil.copy(file, units)
    for target in ("sysinit.target", "basic.target", "shutdown.target", "network-online.target", "multi-user.target"):
        (units / target).write_text("[Unit]\nDescription=here\nDefaultDependencies=no\n")
    names = [file.name for file in units.glob("*.service")]
    command = ["systemd-analyze", "verify", f"--root={tmp_path}", "--man=no", *names]
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60)
    assert len(names) == 3
    assert (done.returncode, done.stdout + done.stderr) == (0, "")


@pytest.mark.skipif(shutil.which("systemd-sysusers") is None, reason="no systemd on this machine")
def test_the_users_and_folders_can_be_made(tmp_path: Path) -> None:
    (tmp_path / "etc").mkdir()
    for command in (["systemd-sysusers", f"--root={tmp_path}"], ["systemd-tmpfiles", "--create", f"--root={tmp_path}"]):
        file = DEPLOY / f"systemd/{command[0].removeprefix('systemd-')}.conf"
        done = subprocess.run([*command, str(file)], capture_output=True, text=True, check=False, timeout=60)
        # Only root can give a folder to another.
        assert os.geteuid() != 0 or done.returncode == 0, done.stderr
        assert "not a valid" not in done.stderr
    assert "drain-console:" in (tmp_path / "etc/passwd").read_text(encoding="utf-8")


@pytest.mark.skipif(shutil.which("caddy") is None, reason="no Caddy on this machine")
def test_the_proxy_takes_its_file(tmp_path: Path) -> None:
    hosts = {
        "CONSOLE_HOST": "console.drain.example",
        "WEBHOOK_HOST": "webhook.drain.example",
        "ACME_EMAIL": "a@b.example",
    }
    command = ["caddy", "validate", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"]
    env = {**os.environ, **hosts, "HOME": str(tmp_path)}
    done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=60, env=env)
    assert done.returncode == 0, done.stderr
    command = ["caddy", "adapt", "--config", str(DEPLOY / "Caddyfile"), "--adapter", "caddyfile"]
    adapted = subprocess.run(command, capture_output=True, text=True, check=True, timeout=60, env=env)
    # Where somebody comes from is what Caddy saw, never what they say: it believes no proxy before it.
    assert "trusted_proxies" not in adapted.stdout
    servers = json.loads(adapted.stdout)["apps"]["http"]["servers"]
    # In the clear: people are led to https by Caddy itself, machines are refused.
    [clear] = [one for one in servers.values() if one["listen"] == [":80"]]
    assert [route["match"] for route in clear["routes"]] == [[{"host": [hosts["WEBHOOK_HOST"]]}]]
    assert '"status_code": 403' in json.dumps(clear["routes"])
    [secure] = [one for one in servers.values() if one["listen"] == [":443"]]
    assert "disable" not in json.dumps(secure.get("automatic_https", {}))
