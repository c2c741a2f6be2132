"""Screens run by Streamlit's AppTest as a signed-in person, on the real stack."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from html import unescape
from random import Random
from time import time
from typing import Any, TypeVar

import psycopg
from streamlit.testing.v1 import AppTest

from backend import totp
from backend.console.api import Api
from backend.console.identity import Identity
from backend.db import open_pool
from backend.intake.store import receive
from backend.local.standins.vapi.catalogue import scenario
from backend.local.standins.vapi.faults.catalogue import NONE
from backend.local.standins.vapi.player import play_call
from backend.person import Person
from backend.settings.console import ConsoleSettings

T = TypeVar("T")
Signed = tuple[Person, Api]


class FixedToken:
    """The token of a session that lasts as long as the test."""

    def __init__(self, access: str) -> None:
        self._access = access

    def token(self) -> str:
        """The same every time."""
        return self._access

    def renew(self, refused: str) -> str:
        """Nothing to renew in a test's time."""
        raise AssertionError("the token was refused")


def signed_in(env: dict[str, str], role: str) -> Signed:
    """The demonstration person of that role, with their own token."""
    names = {name: value for name, value in env.items() if name in ConsoleSettings.model_fields}
    identity = Identity(ConsoleSettings(**names))  # type: ignore[arg-type]
    pair = identity.sign_in(env[f"DEMO_{role.upper()}_EMAIL"], env["DEMO_PASSWORD"])
    if pair.lacks_code:
        pair = identity.show_code(pair, totp.code(env["DEMO_FACTOR_SECRET"], time()))
    person = identity.profile(pair.access, pair.user_id)
    assert person is not None
    return person, Api(FixedToken(pair.access), identity.client)


def screen(script: Callable[[], None], query: dict[str, str] | None = None) -> AppTest:
    """Run one screen."""
    test = AppTest.from_function(script, default_timeout=20)
    for name, value in (query or {}).items():
        test.query_params[name] = value
    return test.run()


def words(test: AppTest) -> str:
    """Everything that can be read on the screen, as plain words."""
    bodies = [str(getattr(element.proto, "body", "")) for element in test.main if hasattr(element, "proto")]
    said = [str(box.value) for kind in (test.error, test.warning, test.info, test.markdown) for box in kind]
    said = [re.sub(r"\\([^\w\s])", r"\1", words) for words in said]
    text = unescape(re.sub(r"<[^>]+>", " ", " ".join([*bodies, *said])))
    return re.sub(r"\s+", " ", text.replace("\u00a0", " "))


def call(env: dict[str, str], name: str, seed: int = 1) -> str:
    """Play one of the stand-in's calls to its end; the call's id in our database."""
    chosen = scenario(name, Random(seed), datetime.now(UTC), faults=NONE)
    url, secret = f"{env['WEBHOOK_URL']}/vapi", env["VAPI_WEBHOOK_SECRET"]
    played = _run(play_call(url, secret, chosen, speed=5000, seed=seed))
    with psycopg.connect(env["SUPABASE_DB_URL"]) as db:
        row = db.execute("select id from vapi_calls where vapi_call_id = %s", [played.call_id]).fetchone()
    assert row is not None
    return str(row[0])


def take(db_url: str, body: bytes) -> Any:
    """Receive one message as the webhook does."""

    async def run() -> Any:
        async with open_pool(db_url, size=1) as pool:
            return await receive(pool, body)

    return _run(run())


def _run(todo: Coroutine[Any, Any, T]) -> T:
    """In a thread of its own: a browser driven by Playwright already runs a loop in this one."""
    with ThreadPoolExecutor(1) as pool:
        return pool.submit(asyncio.run, todo).result()
