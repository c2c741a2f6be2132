"""Commands are taken from this machine only, and the stand-in serves no other."""

from __future__ import annotations

import asyncio
import secrets

import httpx
import pytest

from backend.local.standins.brevo.__main__ import main
from backend.local.standins.brevo.app import create_app
from backend.local.standins.brevo.settings import StandinSettings
from backend.settings.base import BadSetting


def settings(webhook_url: str = "http://127.0.0.1:1", api_url: str = "http://127.0.0.1:1/v3") -> StandinSettings:
    made = {"BREVO_API_KEY": secrets.token_hex(24), "BREVO_WEBHOOK_TOKEN": secrets.token_hex(24)}
    return StandinSettings.model_validate({**made, "WEBHOOK_URL": webhook_url, "BREVO_API_URL": api_url})


def asked_from(host: str) -> list[int]:
    async def ask() -> list[int]:
        transport = httpx.ASGITransport(create_app(settings()), client=(host, 4711))
        async with httpx.AsyncClient(transport=transport, base_url="http://standin") as client:
            answers = [await client.post(f"/_standin/{path}", json={}) for path in ("command", "reset", "reply")]
            answers += [await client.get(f"/_standin/{path}") for path in ("received", "events", "command")]
        return [answer.status_code for answer in answers]

    return asyncio.run(ask())


def test_commands_from_elsewhere_are_refused() -> None:
    assert asked_from("203.0.113.9") == [403] * 6
    assert asked_from("127.0.0.1") == [200, 200, 422, 200, 200, 200]


def test_it_serves_this_machine_only(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    settings().require_loopback()
    with pytest.raises(BadSetting):
        settings(webhook_url="https://crochet.drainfortin.example").require_loopback()
    with pytest.raises(BadSetting):
        _ = settings(api_url="http://127.0.0.1/v3").port
    for name, value in settings().model_dump(include={"BREVO_API_URL", "WEBHOOK_URL"}).items():
        monkeypatch.setenv(name, value)
    monkeypatch.setenv("WEBHOOK_URL", "https://crochet.drainfortin.example")
    monkeypatch.setenv("BREVO_API_KEY", secrets.token_hex(24))
    monkeypatch.setenv("BREVO_WEBHOOK_TOKEN", secrets.token_hex(24))
    assert main([]) == 1
    assert "mène hors de cette machine" in capsys.readouterr().err
