"""In the embedded stack, the stand-in is found by the very settings that the programs read."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from backend.settings.secrets import LOCAL_MARK
from tests.brevo_fixtures import SMS
from tests.brevo_listener import wait
from tests.brevo_standin import Standin, in_stack
from tests.local_stack import Stack


@pytest.fixture
def brevo(env: dict[str, str]) -> Iterator[Standin]:
    standin = in_stack(env)
    standin.reset()
    yield standin
    standin.reset()


def test_the_stack_prints_its_address_and_key(env: dict[str, str], brevo: Standin) -> None:
    assert env["BREVO_API_URL"].endswith("/v3")
    assert env["BREVO_API_KEY"].startswith(LOCAL_MARK)
    assert brevo.api("GET", "/account").status_code == 200


def test_its_webhooks_are_the_stacks_own(env: dict[str, str], brevo: Standin) -> None:
    listed = brevo.sdk.webhooks.get_webhooks().webhooks
    assert {one.url for one in listed} == {f"{env['WEBHOOK_URL']}/brevo/{channel}" for channel in ("sms", "email")}


def test_killed_it_comes_back_with_what_it_received(stack: Stack, brevo: Standin) -> None:
    assert brevo.api("POST", "/transactionalSMS/send", json=SMS).status_code == 201
    before = brevo.received()["sms"]
    # Without a command in force, only a stand-in that began anew has none.
    brevo.command(mode="402")
    assert stack.command("kill", "brevo").returncode == 0
    wait(lambda: is_new(brevo), "back")
    assert brevo.received()["sms"] == before


def is_new(brevo: Standin) -> bool:
    try:
        return bool(brevo.command()["sms"]["mode"] == "normal")
    except httpx.HTTPError:
        return False
