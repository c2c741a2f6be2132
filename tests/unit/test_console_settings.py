"""The console refuses to start with a key that opens everything, or with demonstration values in production."""

from __future__ import annotations

from pathlib import Path

import jwt
import pytest

from backend.settings.base import BadSetting
from backend.settings.console import DEMO_NAMES, ConsoleSettings

LOCAL = {"SUPABASE_URL": "http://127.0.0.1:9", "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_local-0123456789abcdef"}
HOSTED = {
    "SUPABASE_URL": "https://abcdefgh.supabase.co",
    "SUPABASE_PUBLISHABLE_KEY": "sb_publishable_k3Yp9Qw7Zx2Vt8Rm4Nb6Lc",
    "CONSOLE_URL": "https://console.drain.ca",
}


@pytest.fixture(autouse=True)
def _empty_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ConsoleSettings.model_fields:
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)


def load(monkeypatch: pytest.MonkeyPatch, values: dict[str, str]) -> ConsoleSettings:
    for name, value in values.items():
        monkeypatch.setenv(name, value)
    return ConsoleSettings.load()


def legacy_key(role: str) -> str:
    return jwt.encode({"role": role, "iss": "supabase"}, "a signature that nobody checks here", algorithm="HS256")


def test_local_values_are_accepted_on_this_machine(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, LOCAL)
    assert not settings.in_production
    assert settings.cookie_name == "drain_session"


def test_hosted_values_are_accepted_and_the_cookie_is_bound_to_the_host(monkeypatch: pytest.MonkeyPatch) -> None:
    settings = load(monkeypatch, HOSTED)
    assert settings.in_production
    assert settings.cookie_name == "__Host-drain_session"


def test_a_legacy_anonymous_key_is_accepted(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, LOCAL | {"SUPABASE_PUBLISHABLE_KEY": legacy_key("anon")})


@pytest.mark.parametrize("key", ["sb_secret_" + "0123456789" * 2, legacy_key("service_role")])
def test_a_secret_key_is_refused_and_not_repeated(monkeypatch: pytest.MonkeyPatch, key: str) -> None:
    with pytest.raises(BadSetting, match=r"SUPABASE_PUBLISHABLE_KEY.*clé secrète") as refused:
        load(monkeypatch, LOCAL | {"SUPABASE_PUBLISHABLE_KEY": key})
    assert key not in str(refused.value)


@pytest.mark.parametrize("name", DEMO_NAMES)
def test_demonstration_accounts_are_refused_in_production(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(BadSetting, match=name):
        load(monkeypatch, HOSTED | {name: "x"})


@pytest.mark.parametrize("name", ["CONSOLE_URL", "SUPABASE_URL"])
def test_plain_http_is_refused_off_this_machine(monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    with pytest.raises(BadSetting, match=f"{name} : https"):
        load(monkeypatch, HOSTED | {name: "http://elsewhere.ca"})


def test_a_key_of_the_embedded_stack_is_refused_in_production(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting, match="SUPABASE_PUBLISHABLE_KEY"):
        load(monkeypatch, HOSTED | {"SUPABASE_PUBLISHABLE_KEY": LOCAL["SUPABASE_PUBLISHABLE_KEY"]})


def test_a_missing_setting_is_named_in_french(monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(BadSetting) as refused:
        load(monkeypatch, {})
    assert str(refused.value) == "SUPABASE_URL : manque."


def test_demonstration_accounts_are_offered_only_with_their_password(monkeypatch: pytest.MonkeyPatch) -> None:
    assert load(monkeypatch, LOCAL | {"DEMO_OWNER_EMAIL": "g@demo.ca"}).demo_emails == {}
    assert load(monkeypatch, LOCAL | {"DEMO_PASSWORD": "local-x"}).demo_emails == {"owner": "g@demo.ca"}


@pytest.mark.parametrize(
    ("url", "why"),
    [
        ("https://abcdefgh.supabase.co/rest/v1", "chemin de trop"),
        ("https://abcdefgh.supabase.co/", "signe de trop"),
        ("abcdefgh.supabase.co", "adresse http"),
        ("abcdefgh", "adresse http"),
    ],
)
def test_an_address_of_supabase_that_would_answer_nothing_is_refused(
    monkeypatch: pytest.MonkeyPatch, url: str, why: str
) -> None:
    with pytest.raises(BadSetting, match=f"SUPABASE_URL.*{why}"):
        load(monkeypatch, HOSTED | {"SUPABASE_URL": url})
