"""Which program is told what."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from backend.local import environment, install_secrets, programs
from backend.local.environment import Environment
from backend.local.home import Home
from backend.local.install_secrets import InstallSecrets
from backend.local.ports import USUAL
from backend.settings.secrets import LOCAL_MARK

PRINTED = [
    "CONSOLE_URL", "WEBHOOK_URL", "SUPABASE_URL", "SUPABASE_PUBLISHABLE_KEY", "SUPABASE_SECRET_KEY", "SUPABASE_DB_URL",
    "POOLER_DB_URL", "VAPI_WEBHOOK_SECRET", "BREVO_WEBHOOK_TOKEN", "VAPI_API_URL", "VAPI_API_KEY", "VAPI_LINE_ID",
    "VAPI_TRANSFER_NUMBER", "VAPI_ASSISTANT_ID", "VAPI_TEST_LINE_ID", "VAPI_TEST_ASSISTANT_ID",
    "BREVO_API_URL", "BREVO_API_KEY", "TWILIO_API_URL", "TWILIO_ACCOUNT_SID", "TWILIO_AUTH_TOKEN", "TWILIO_NUMBER",
    "DEMO_OWNER_EMAIL", "DEMO_STAFF_EMAIL", "DEMO_ADMIN_EMAIL", "DEMO_PASSWORD", "DEMO_FACTOR_SECRET",
    "BACKUP_STORE", "BACKUP_PUBLIC_KEYS", "BACKUP_PRIVATE_KEY_FILE",
]  # fmt: skip


@pytest.fixture
def keys(tmp_path: Path) -> InstallSecrets:
    return install_secrets.load_or_make(tmp_path / "secrets.json")


@pytest.fixture
def settings(tmp_path: Path, keys: InstallSecrets) -> Environment:
    return environment.build(Home(tmp_path), "empty", USUAL, keys)


def test_env_prints_what_the_programs_read(settings: Environment) -> None:
    assert list(environment.printed(settings)) == PRINTED


def test_every_address_is_on_loopback(settings: Environment) -> None:
    urls = [value for name, value in settings.items() if name.endswith("_URL")]
    assert len(urls) == 11
    assert all("127.0.0.1:" in url for url in urls)


def test_the_console_is_told_no_secret(settings: Environment, keys: InstallSecrets) -> None:
    console = programs.our_programs(settings, console=True)[-1]
    result = environment.for_program({}, settings, console.settings)
    secret = {
        keys.secret_key,
        keys.signing_key,
        keys.postgres_password,
        keys.vapi_webhook_secret,
        keys.vapi_api_key,
        keys.brevo_webhook_token,
        keys.brevo_api_key,
        keys.twilio_auth_token,
    }
    assert console.name == "console"
    assert not [name for name, value in result.items() if any(one in value for one in secret)]


def test_the_persons_own_settings_never_reach_a_program(settings: Environment) -> None:
    theirs = {"PATH": "/bin", "SUPABASE_DB_URL": "postgresql://real", "VAPI_API_KEY": "real", "PORT": "80"}
    assert environment.for_program(theirs, settings, ["WEBHOOK_URL"]) == {
        "DRAIN_ENVIRONMENT_ONLY": "1",
        "PATH": "/bin",
        "WEBHOOK_URL": settings["WEBHOOK_URL"],
    }


def test_no_secret_is_on_a_command_line(settings: Environment, keys: InstallSecrets) -> None:
    all_programs = [
        *programs.our_programs(settings, console=True),
        programs.worker(settings),
        programs.player(),
        programs.vapi_standin(settings),
        programs.postgrest_program(Path("/postgrest"), USUAL, keys.authenticator_password, keys.signing_key),
    ]
    words = " ".join(word for program in all_programs for word in program.command)
    assert LOCAL_MARK not in words


def test_secrets_are_made_once_marked_and_readable_by_their_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    made = install_secrets.load_or_make(file)
    assert install_secrets.load_or_make(file) == made
    assert install_secrets.load_or_make(tmp_path / "other.json") != made
    assert file.stat().st_mode & 0o777 == 0o600
    assert all(LOCAL_MARK in value for value in vars(made).values())


def test_an_older_installs_secrets_are_kept_and_completed(tmp_path: Path) -> None:
    file = tmp_path / "secrets.json"
    made = install_secrets.load_or_make(file)
    file.write_text(json.dumps({name: value for name, value in vars(made).items() if name != "brevo_api_key"}))
    completed = install_secrets.load_or_make(file)
    assert completed.brevo_api_key.startswith(LOCAL_MARK)
    assert {**vars(completed), "brevo_api_key": made.brevo_api_key} == vars(made)
    assert install_secrets.load_or_make(file) == completed


def test_webhook_and_worker_know_brevo_and_the_console_does_not(settings: Environment) -> None:
    ours = [*programs.our_programs(settings, console=True), programs.worker(settings)]
    result = {program.name: set(program.settings) for program in ours}
    brevo = {"BREVO_API_URL", "BREVO_API_KEY", "BREVO_WEBHOOK_TOKEN"}
    assert brevo <= result["webhook"] and brevo <= result["worker"] and brevo <= result["brevo"]
    assert not brevo & (result["console"] | result["gateway"])
    assert settings["BREVO_API_URL"].endswith(f":{USUAL['brevo_api']}/v3")
