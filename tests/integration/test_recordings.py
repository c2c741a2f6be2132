"""A recording is heard through the gate, by the one who asked, from a short-lived link that nobody sees."""

from __future__ import annotations

import time
import uuid
from collections.abc import Iterator
from dataclasses import dataclass

import httpx
import psycopg
import pytest

from tests.console_process import COOKIE, ConsoleProcess
from tests.local_stack import Stack
from tests.people import Caller, sign_in
from tests.rows import empty
from tests.vapi_standin import VapiStandin, in_stack


@dataclass(frozen=True)
class Listener:
    """Somebody in front of the console, with a call that was recorded."""

    vapi: VapiStandin
    staff: Caller
    console: ConsoleProcess
    cookies: dict[str, str]
    call_id: str

    def ask(self) -> str:
        """The button; what it returns is what the gate plays."""
        request_id = str(uuid.uuid4())
        self.staff.rpc("ask_recording", p_request_id=request_id, p_call_id=self.call_id).raise_for_status()
        return request_id

    def play(self, request_id: str, role: str | None = "staff", span: str | None = None) -> httpx.Response:
        """What the browser's player does."""
        cookies = {COOKIE: self.cookies[role]} if role else {}
        headers = {"range": span} if span else {}
        return httpx.get(
            f"{self.console.url}/enregistrement/{request_id}", cookies=cookies, headers=headers, timeout=30
        )


@pytest.fixture
def listener(
    stack: Stack, env: dict[str, str], db: psycopg.Connection, console: ConsoleProcess, cookies: dict[str, str]
) -> Iterator[Listener]:
    empty(db)
    db.execute("update private.reconciliation_plan set due_at = now() + interval '1 day'")
    vapi = in_stack(env)
    vapi.reset()
    played = vapi.play("lead_only")["call_id"]
    row = db.execute("select id from vapi_calls where vapi_call_id = %s and has_recording", [played]).fetchone()
    assert row is not None
    yield Listener(vapi, sign_in(env, "staff"), console, cookies, str(row[0]))
    vapi.reset()
    empty(db)


def test_it_is_heard_whole_and_from_the_middle(listener: Listener) -> None:
    asked = listener.ask()
    whole = listener.play(asked)
    assert (whole.status_code, whole.content[:4], whole.headers["content-type"]) == (200, b"RIFF", "audio/wav")
    assert len(whole.content) == int(whole.headers["content-length"])
    part = listener.play(asked, span="bytes=1000-1999")
    assert (part.status_code, part.content) == (206, whole.content[1000:2000])
    assert listener.vapi.url not in str(whole.headers) + str(part.headers)


def test_an_expired_link_is_fetched_again(listener: Listener, db: psycopg.Connection) -> None:
    listener.vapi.command(link_s=0.4)
    asked = listener.ask()
    assert listener.play(asked).status_code == 200
    fetched = listener.vapi.command()["requests"]
    time.sleep(0.6)
    assert listener.play(asked).status_code == 200
    assert listener.vapi.command()["requests"] == fetched + 1


def test_it_is_for_the_one_who_asked_and_leaves_a_trail(listener: Listener, db: psycopg.Connection) -> None:
    asked = listener.ask()
    assert listener.play(asked, None).status_code == 401
    assert listener.play(asked, "owner").status_code == 410
    assert listener.play(asked).status_code == 200
    trail = db.execute("select action, subject_id from audit_log where request_id = %s", [asked]).fetchall()
    assert trail == [("play_recording", listener.call_id)]
    db.execute("update recording_requests set asked_at = now() - interval '31 minutes'")
    assert listener.play(asked).status_code == 410


def test_no_lasting_address_is_kept_where_the_console_reads(listener: Listener, db: psycopg.Connection) -> None:
    asked = listener.ask()
    listener.play(asked)
    kept = db.execute(
        "select to_jsonb(c)::text from vapi_calls c union all select to_jsonb(r)::text from recording_requests r"
    )
    assert not [row for row in kept.fetchall() if "://" in row[0]]
    db.execute("update private.recording_links set expires_at = now() - interval '1 s'")
    listener.ask()
    deadline = time.monotonic() + 10
    while db.execute("select 1 from private.recording_links where request_id = %s", [asked]).fetchone():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def test_a_recording_that_vapi_has_not_is_said(listener: Listener) -> None:
    listener.vapi.reset()
    answer = listener.play(listener.ask())
    assert (answer.status_code, answer.text) == (404, "Vapi n’a pas donné cet enregistrement.")
