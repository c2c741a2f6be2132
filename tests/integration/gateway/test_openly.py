"""What anybody may read answers as recorded, and the public keys check the tokens that are handed out."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import httpx
import jwt

from tests.integration.gateway.asking import Asker
from tests.integration.gateway.recorded import RECORDED, check


def test_the_service_tells_how_it_is_set_and_that_it_is_there(asker: Asker) -> None:
    settings = check("settings", asker.ask("GET", "/settings"))
    assert settings["disable_signup"] and settings["external"]["email"] and not settings["mailer_autoconfirm"]
    check("health", asker.ask("GET", "/health"))


def test_the_public_keys_check_a_persons_token(asker: Asker, ana: dict[str, Any]) -> None:
    [key] = check("jwks", asker.ask("GET", "/.well-known/jwks.json"))["keys"]
    token = asker.session(ana["email"])["access_token"]
    assert "d" not in key and jwt.get_unverified_header(token)["kid"] == key["kid"]
    assert jwt.decode(token, jwt.PyJWK(key).key, ["ES256"], audience="authenticated")["sub"] == ana["id"]


def test_the_data_api_refuses_a_token_that_is_over_or_not_begun(
    asker: Asker, ana: dict[str, Any], boxes: Callable[..., None]
) -> None:
    # The Data API lets a token live half a minute longer than it says.
    boxes(access_s=-27)
    token = asker.session(ana["email"])["access_token"]
    assert read(asker, token).status_code == 200
    time.sleep(4.5)
    assert (read(asker, token).status_code, read(asker, token).json()["code"]) == (401, "PGRST303")
    boxes(clock_ahead_s=2)
    token = asker.session(ana["email"])["access_token"]
    assert read(asker, token).json()["message"] == "JWT issued at future"
    time.sleep(2.1)
    assert read(asker, token).status_code == 200


def read(asker: Asker, token: str) -> httpx.Response:
    headers = {"apikey": asker.stack.publishable_key, "authorization": f"Bearer {token}"}
    return httpx.get(f"{asker.stack.supabase_url}/rest/v1/profiles?select=role", headers=headers)


def test_every_recorded_answer_is_asked_for() -> None:
    text = "".join(path.read_text(encoding="utf-8") for path in Path(__file__).parent.glob("*.py"))
    asked = text.replace("{more}", "")
    assert [name for name in RECORDED if f'"{name.removesuffix(" (second kind)")}"' not in asked] == []
