"""A program refuses to start on a missing, short or demonstration secret as soon as it is no longer local."""

from __future__ import annotations

from base64 import urlsafe_b64encode
from hashlib import sha256
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import SecretStr

from backend.settings.base import BadSetting
from backend.settings.database import DatabaseSettings
from backend.settings.places import points_off_loopback
from backend.settings.secrets import weakness
from backend.settings.webhook import WebhookSettings
from backend.settings.worker import WorkerSettings

LOCAL_DB = "postgresql://postgres:local-motdepasse@127.0.0.1:5432/postgres"
HOSTED_DB = "postgresql://postgres.ref:Zq8nT3vWp5yLr2@aws-0-ca-central-1.pooler.supabase.com:5432/postgres"
STRONG = "k3Yp9Qw7Zx2Vt8Rm4Nb6Lc1Hd5"


@pytest.fixture(autouse=True)
def nothing_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    for name in (
        "SUPABASE_DB_URL",
        "WEBHOOK_URL",
        "CONSOLE_URL",
        "HOST",
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
        ("0.0.0.0", True),
        ("::", True),
        ("::1", False),
        ("127.0.0.1:8600", False),
        ("crochet.drainfortin.ca", True),
        ("postgresql://postgres@127.0.0.1/postgres?host=db.abcdefghijkl.supabase.co", True),
        ("postgresql://postgres@127.0.0.1/postgres?hostaddr=203.0.113.7", True),
        ("host=db.abcdefghijkl.supabase.co user=postgres", True),
        ("host=/tmp/x user=postgres", False),
        ("postgresql://postgres:p/q@127.0.0.1:port/postgres", True),
        ("", False),
    ],
)
def test_what_points_off_this_machine(url: str, off: bool) -> None:
    assert points_off_loopback(url) is off


@pytest.mark.parametrize(
    ("secret", "why"),
    [(None, "manque"), ("bref", "trop court"), ("local-0123456789abcdef0123456789", "démonstration")],
)
def test_a_weak_secret_in_production_is_refused_by_name(
    monkeypatch: pytest.MonkeyPatch, secret: str | None, why: str
) -> None:
    values = {"SUPABASE_DB_URL": HOSTED_DB} | ({"VAPI_WEBHOOK_SECRET": secret} if secret else {})
    with pytest.raises(BadSetting, match=f"VAPI_WEBHOOK_SECRET.*{why}") as refusal:
        load(monkeypatch, **values)
    assert secret is None or secret not in str(refusal.value)


@pytest.mark.parametrize(
    ("secret", "why"),
    [
        ("a" * 24, "se répètent"),
        ("0123456789abcdefghijklmnopqrst", "se suivent"),
        ("Qz7Qz7Qz7Qz7Qz7Qz7Qz7Qz7Qz7", "se répètent"),
        ("k3Yp9Qw7 Zx2Vt8Rm4Nb6Lc1Hd5", "espaces"),
        ("cheval-agrafe-pile-correcte", "mots"),
        ("ChevalAgrafeDrainFortin2026!", "mots"),
        ("Motdepasse-2026-du-webhook-1", "mots"),
        ("sb_secret_local-0f8e7d6c5b4a39281706", "démonstration"),
    ],
)
def test_a_secret_that_somebody_made_up_is_refused(monkeypatch: pytest.MonkeyPatch, secret: str, why: str) -> None:
    with pytest.raises(BadSetting, match=f"VAPI_WEBHOOK_SECRET.*{why}") as refusal:
        load(monkeypatch, SUPABASE_DB_URL=HOSTED_DB, VAPI_WEBHOOK_SECRET=secret)
    assert secret not in f"{refusal.value}{refusal.value.means}{refusal.value.remedy}"


@pytest.mark.parametrize(
    ("written", "read"),
    [
        (HOSTED_DB, f"{HOSTED_DB}?sslmode=require"),
        (f"{HOSTED_DB}?keepalives=1", f"{HOSTED_DB}?keepalives=1&sslmode=require"),
        ("host=db.ref.supabase.co user=postgres password=Zq8nT3vWp5yLr2",
         "host=db.ref.supabase.co user=postgres password=Zq8nT3vWp5yLr2 sslmode=require"),
        (f"{HOSTED_DB}?sslmode=verify-full", f"{HOSTED_DB}?sslmode=verify-full"),
        (LOCAL_DB, LOCAL_DB),
    ],
)  # fmt: skip
def test_a_public_database_is_never_spoken_to_in_the_clear(written: str, read: str) -> None:
    assert DatabaseSettings(SUPABASE_DB_URL=SecretStr(written)).db_url == read


@given(st.binary(min_size=32, max_size=32))
def test_what_a_generator_makes_is_taken(seed: bytes) -> None:
    for made in (urlsafe_b64encode(sha256(seed).digest()).decode(), f"sb_secret_{sha256(seed).hexdigest()}"):
        assert weakness(made) is None


def test_a_key_that_holds_four_letters_of_a_word_by_chance_is_taken_and_that_word_by_itself_is_not() -> None:
    assert weakness(f"{STRONG[:20]}BtodofpI{STRONG[20:]}") is None
    for made_up in (f"demo-{STRONG}", f"{STRONG[:20]}_todo_{STRONG[20:]}"):
        assert weakness(made_up) == "est une valeur de démonstration"


def test_one_secret_for_two_uses_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting, match=r"BREVO_WEBHOOK_TOKEN.*le même secret que VAPI_WEBHOOK_SECRET"):
        load(monkeypatch, SUPABASE_DB_URL=HOSTED_DB, VAPI_WEBHOOK_SECRET=STRONG, BREVO_WEBHOOK_TOKEN=STRONG)
    with pytest.raises(BadSetting, match=r"SUPABASE_DB_URL.*le même secret"):
        load(
            monkeypatch,
            SUPABASE_DB_URL=HOSTED_DB.replace("Zq8nT3vWp5yLr2", STRONG),
            VAPI_WEBHOOK_SECRET=STRONG,
            BREVO_WEBHOOK_TOKEN="m4Nb6Lc1Hd5k3Yp9Qw7Zx2Vt8R",
        )


@pytest.mark.parametrize(
    "public",
    [
        {"HOST": "0.0.0.0"},
        {"CONSOLE_URL": "https://console.drainfortin.ca"},
        {"SUPABASE_DB_URL": f"{LOCAL_DB}?host=db.abcdefghijkl.supabase.co"},
        {"SUPABASE_DB_URL": "host=db.abcdefghijkl.supabase.co user=postgres password=Zq8nT3vWp5yLr2"},
    ],
)
def test_production_is_recognised_by_any_of_its_addresses(
    monkeypatch: pytest.MonkeyPatch, public: dict[str, str]
) -> None:
    with pytest.raises(BadSetting, match=r"en production"):
        load(monkeypatch, **{"SUPABASE_DB_URL": LOCAL_DB, "VAPI_WEBHOOK_SECRET": "local-abc", **public})


@pytest.mark.parametrize(
    "address",
    [
        LOCAL_DB,
        LOCAL_DB.replace("local-", "loc%61l-"),
        "host=127.0.0.1 user=postgres password=local-motdepasse",
        "postgresql://postgres@127.0.0.1/postgres?password=local-motdepasse",
    ],
)
def test_a_demonstration_password_is_seen_in_any_form_of_address(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    with pytest.raises(BadSetting, match=r"SUPABASE_DB_URL.*démonstration"):
        load(monkeypatch, SUPABASE_DB_URL=address, HOST="0.0.0.0", VAPI_WEBHOOK_SECRET=STRONG)


def test_an_address_without_its_scheme_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting, match=r"WEBHOOK_URL.*adresse http"):
        load(monkeypatch, SUPABASE_DB_URL=LOCAL_DB, VAPI_WEBHOOK_SECRET=STRONG, WEBHOOK_URL="crochet.drainfortin.ca")


@pytest.mark.parametrize("written", ["VAPI_WEBHOOK_SECRET: k3Yp9Qw7Zx2V", 'A = "b', "SUPABASE_DB_URL=nue"])
def test_a_secrets_file_that_is_no_toml_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, written: str) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text(written)
    with pytest.raises(BadSetting, match=r"\.streamlit/secrets\.toml : n’est pas un fichier TOML lisible") as refused:
        WorkerSettings.load()
    assert "k3Yp9Qw7Zx2V" not in str(refused.value)


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
    with pytest.raises(ValueError, match="6543"):
        WorkerSettings.load()


def test_in_the_embedded_stack_somebodys_own_file_is_not_read(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / ".streamlit").mkdir()
    (tmp_path / ".streamlit" / "secrets.toml").write_text('HOST = "0.0.0.0"\nVAPI_WEBHOOK_SECRET_PREVIOUS = "vieux"\n')
    monkeypatch.setenv("DRAIN_ENVIRONMENT_ONLY", "1")
    taken = load(monkeypatch, SUPABASE_DB_URL=LOCAL_DB, VAPI_WEBHOOK_SECRET="local-abc")
    assert (taken.HOST, taken.vapi_secrets) == ("127.0.0.1", ["local-abc"])
