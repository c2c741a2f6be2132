"""Mistakes that can be seen in the settings alone: each has its own sentence, and nothing of a secret is repeated."""

from __future__ import annotations

import pytest

from backend.doctor.finding import Finding
from backend.doctor.programs import PROGRAMS, Program, settle
from backend.settings.base import ENVIRONMENT_ONLY
from backend.settings.console import ConsoleSettings
from backend.settings.webhook import WebhookSettings
from backend.settings.worker import WorkerSettings

PASSWORD = "Zq8nT3vWp5yLr2"
POOLER = f"postgresql://postgres.abcdefghijkl:{PASSWORD}@aws-0-ca-central-1.pooler.supabase.com:5432/postgres"
STRONG = "k3Yp9Qw7Zx2Vt8Rm4Nb6Lc1Hd5"
WEBHOOK = {
    "SUPABASE_DB_URL": POOLER,
    "VAPI_WEBHOOK_SECRET": STRONG,
    "WEBHOOK_URL": "https://crochet.drainfortin.ca",
    "CONSOLE_URL": "https://console.drainfortin.ca",
}
WORKER = {**WEBHOOK, "BREVO_API_KEY": "xkeysib-9f3c61d2ab7e8045c1d2e3f4-Kq7ZxW2v"}
CONSOLE = {
    "SUPABASE_URL": "https://abcdefghijkl.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": f"sb_publishable_{STRONG}",
    "CONSOLE_URL": "https://console.drainfortin.ca",
}
GOOD: dict[Program, dict[str, str]] = {"webhook": WEBHOOK, "worker": WORKER, "console": CONSOLE}


def pasted(password: str) -> str:
    return POOLER.replace(PASSWORD, password)


# The program, what is changed of its good settings, the setting at fault, and what is said of it.
MISTAKES: list[tuple[Program, dict[str, str], str, str]] = [
    *(
        ("webhook", {"SUPABASE_DB_URL": pasted(f"p{sign}4Nb6Lc1Hd5q")}, "SUPABASE_DB_URL",
         f"doit être encodé|« {code} » pour « {sign} »")
        for sign, code in {"@": "%40", "#": "%23", "/": "%2F", "?": "%3F"}.items()
    ),
    ("worker", {"SUPABASE_DB_URL": pasted("100%sur")}, "SUPABASE_DB_URL", "« %25 » pour « % »"),
    ("worker", {"SUPABASE_DB_URL": pasted("[YOUR-PASSWORD]")}, "SUPABASE_DB_URL", "[YOUR-PASSWORD]"),
    ("webhook", {"SUPABASE_DB_URL": POOLER.replace("postgres.abcdefghijkl", "postgres")}, "SUPABASE_DB_URL",
     "postgres.<référence du projet>"),
    ("webhook", {"SUPABASE_DB_URL": POOLER.replace(":5432", ":6543")}, "SUPABASE_DB_URL", "mode transaction"),
    ("worker", {"SUPABASE_DB_URL": f"{POOLER}?sslmode=disable"}, "SUPABASE_DB_URL", "sslmode=disable"),
    ("webhook", {"SUPABASE_DB_URL": "https://abcdefghijkl.supabase.co"}, "SUPABASE_DB_URL", "pas l’adresse d’une base"),
    ("webhook", {"SUPABASE_DB_URL": ""}, "SUPABASE_DB_URL", "manque"),
    ("webhook", {"WEBHOOK_URL": "http://crochet.drainfortin.ca"}, "WEBHOOK_URL", "https est obligatoire"),
    ("worker", {"WEBHOOK_URL": "crochet.drainfortin.ca"}, "WEBHOOK_URL", "adresse http(s) complète"),
    ("console", {"SUPABASE_PUBLISHABLE_KEY": f"sb_secret_{STRONG}"}, "SUPABASE_PUBLISHABLE_KEY", "clé secrète"),
    ("worker", {"SUPABASE_SECRET_KEY": f"sb_publishable_{STRONG}x"}, "SUPABASE_SECRET_KEY", "pas une clé secrète"),
    ("console", {"SUPABASE_URL": f"{CONSOLE['SUPABASE_URL']}/rest/v1"}, "SUPABASE_URL", "un chemin de trop (/rest/v1)"),
    ("console", {"SUPABASE_URL": f"{CONSOLE['SUPABASE_URL']}/"}, "SUPABASE_URL", "un signe de trop"),
    ("console", {"SUPABASE_URL": "abcdefghijkl.supabase.co"}, "SUPABASE_URL", "adresse http(s) complète"),
    ("console", {"SUPABASE_URL": ""}, "SUPABASE_URL", "manque"),
    ("webhook", {"VAPI_WEBHOOK_SECRET": "a" * 24}, "VAPI_WEBHOOK_SECRET", "se répètent"),
    ("worker", {"BREVO_API_KEY": "la clé de Brevo du bureau"}, "BREVO_API_KEY", "espaces"),
    ("webhook", {"BREVO_WEBHOOK_TOKEN": STRONG}, "BREVO_WEBHOOK_TOKEN", "le même secret que VAPI_WEBHOOK_SECRET"),
    ("webhook", {"PORT": "huit mille"}, "PORT", "un nombre entier est attendu"),
]  # fmt: skip


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch) -> None:
    for settings in (ConsoleSettings, WebhookSettings, WorkerSettings):
        for name in settings.model_fields:
            monkeypatch.delenv(name, raising=False)
    monkeypatch.setenv(ENVIRONMENT_ONLY, "1")


def faults(monkeypatch: pytest.MonkeyPatch, program: Program, values: dict[str, str]) -> list[Finding]:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return settle(program).faults


@pytest.mark.parametrize("program", PROGRAMS)
def test_good_settings_have_no_fault(monkeypatch: pytest.MonkeyPatch, program: Program) -> None:
    assert faults(monkeypatch, program, GOOD[program]) == []


@pytest.mark.parametrize(("program", "changed", "setting", "said"), MISTAKES)
def test_a_mistake_is_named_with_its_remedy(
    monkeypatch: pytest.MonkeyPatch, program: Program, changed: dict[str, str], setting: str, said: str
) -> None:
    [found] = faults(monkeypatch, program, GOOD[program] | changed)
    words = f"{found.found} {found.means} {found.remedy}"
    assert found.setting == setting
    assert all(part in words for part in said.split("|")), words
    assert found.state == "broken" and found.stops and found.means and found.remedy
    for secret in (PASSWORD, STRONG, "4Nb6Lc1Hd5q", "100%sur"):
        assert secret not in words


def test_an_encoded_password_is_no_mistake(monkeypatch: pytest.MonkeyPatch) -> None:
    address = pasted("p%40%23%2F%3F%25q")
    assert faults(monkeypatch, "webhook", WEBHOOK | {"SUPABASE_DB_URL": address}) == []


def test_what_is_unfit_by_its_form_is_not_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (WEBHOOK | {"SUPABASE_DB_URL": pasted("a#b")}).items():
        monkeypatch.setenv(name, value)
    assert "SUPABASE_DB_URL" not in {trial.setting for trial in settle("webhook").trials}
