"""A program refuses to start on a missing, short or demonstration secret as soon as it is no longer local."""

from __future__ import annotations

from pathlib import Path

import pytest

from backend.settings.base import BadSetting, points_off_loopback
from backend.settings.worker import WorkerSettings
from backend.webhook.settings import WebhookSettings

LOCAL_DB = "postgresql://postgres:local-motdepasse@127.0.0.1:5432/postgres"
HOSTED_DB = "postgresql://postgres.ref:Zq8nT3vWp5yLr2@aws-0-ca-central-1.pooler.supabase.com:5432/postgres"
STRONG = "k3Yp9Qw7Zx2Vt8Rm4Nb6Lc1Hd5"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "SUPABASE_DB_URL",
        "WEBHOOK_URL",
        "VAPI_WEBHOOK_SECRET",
        "VAPI_WEBHOOK_SECRET_PREVIOUS",
        "BREVO_WEBHOOK_TOKEN",
    ):
        monkeypatch.delenv(name, raising=False)


def load(monkeypatch: pytest.MonkeyPatch, **values: str) -> WebhookSettings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return WebhookSettings.load()


@pytest.mark.parametrize(
    ("url", "off"),
    [
        ("http://127.0.0.1:8600", False),
        ("http://localhost:8600", False),
        ("http://[::1]:8600", False),
        ("postgresql://postgres@/postgres?host=/tmp/x", False),
        ("https://crochet.drainfortin.example", True),
        ("http://192.168.1.4:8600", True),
        ("http://127.0.0.1.example.com", True),
    ],
)
def test_what_points_off_this_machine(url: str, off: bool) -> None:
    assert points_off_loopback(url) is off


@pytest.mark.parametrize(
    ("secret", "why"),
    [(None, "missing"), ("court", "too short"), ("local-0123456789abcdef0123456789", "demonstration")],
)
def test_a_weak_secret_in_production_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, secret: str | None, why: str
) -> None:
    values = {"SUPABASE_DB_URL": HOSTED_DB} | ({"VAPI_WEBHOOK_SECRET": secret} if secret else {})
    with pytest.raises(BadSetting, match=f"VAPI_WEBHOOK_SECRET.*{why}") as refusal:
        load(monkeypatch, **values)
    assert secret is None or secret not in str(refusal.value)


def test_the_other_secrets_are_checked_when_they_are_given(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting, match="BREVO_WEBHOOK_TOKEN"):
        load(monkeypatch, SUPABASE_DB_URL=HOSTED_DB, VAPI_WEBHOOK_SECRET=STRONG, BREVO_WEBHOOK_TOKEN="changeme")


def test_a_public_webhook_on_a_demonstration_database_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting, match="SUPABASE_DB_URL"):
        load(monkeypatch, SUPABASE_DB_URL=LOCAL_DB, WEBHOOK_URL="https://x.example.org", VAPI_WEBHOOK_SECRET=STRONG)


def test_good_settings_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = load(
        monkeypatch, SUPABASE_DB_URL=HOSTED_DB, VAPI_WEBHOOK_SECRET=STRONG, WEBHOOK_URL="https://x.example.org"
    )
    assert taken.in_production
    assert taken.vapi_secrets == [STRONG]


def test_locally_the_installs_own_secret_serves(monkeypatch: pytest.MonkeyPatch) -> None:
    taken = load(
        monkeypatch, SUPABASE_DB_URL=LOCAL_DB, VAPI_WEBHOOK_SECRET="local-abc", WEBHOOK_URL="http://127.0.0.1:8601"
    )
    assert (taken.in_production, taken.port) == (False, 8601)


def test_the_secrets_file_serves_and_the_environment_goes_first(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(f'SUPABASE_DB_URL = "{LOCAL_DB}"\nRELEASE = "fichier"\n')
    assert WorkerSettings.load().db_url == LOCAL_DB
    monkeypatch.setenv("RELEASE", "environnement")
    assert WorkerSettings.load().RELEASE == "environnement"


def test_the_transaction_pooler_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SUPABASE_DB_URL", HOSTED_DB.replace(":5432", ":6543"))
    monkeypatch.setenv("BREVO_API_KEY", "essai-" * 5)
    with pytest.raises(ValueError, match="6543"):
        WorkerSettings.load().require_database()


def test_in_the_embedded_stack_somebodys_own_file_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text('HOST = "0.0.0.0"\nVAPI_WEBHOOK_SECRET_PREVIOUS = "vieux"\n')
    monkeypatch.setenv("DRAIN_ENVIRONMENT_ONLY", "1")
    taken = load(monkeypatch, SUPABASE_DB_URL=LOCAL_DB, VAPI_WEBHOOK_SECRET="local-abc")
    assert (taken.HOST, taken.vapi_secrets) == ("127.0.0.1", ["local-abc"])
