"""Whatever comes over HTTP: never a 500, nothing kept that was not proven, and the next call is taken."""

from __future__ import annotations

import json
import socket
import time
from random import Random
from urllib.parse import quote, urlsplit

import httpx
import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from backend.vapi.signature import sign
from tests.drills.nonsense import Slow, nonsense
from tests.payload_files import body as example

ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=12), inner, max_size=4),
    max_leaves=12,
)
TYPES = st.sampled_from(["tool-calls", "status-update", "end-of-call-report", "transcript", "hang"]) | st.text(
    max_size=20
)
FEW = settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def signed(env: dict[str, str], body: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    return {"x-timestamp": stamp, "x-signature": sign(env["VAPI_WEBHOOK_SECRET"], body, stamp)}


@pytest.fixture
def http(env: dict[str, str], clean_db: psycopg.Connection) -> httpx.Client:
    return httpx.Client(base_url=env["WEBHOOK_URL"], timeout=30)


@FEW
@given(
    kind=TYPES,
    own=st.dictionaries(st.sampled_from(["call", "artifact", "analysis", "toolCallList", "status"]), ANY_JSON),
)
def test_any_signed_envelope_is_answered(
    http: httpx.Client, env: dict[str, str], kind: str, own: dict[str, object]
) -> None:
    body = json.dumps({"message": {**own, "type": kind}}).encode()
    assert http.post("/vapi", content=body, headers=signed(env, body)).status_code in (200, 400)


@FEW
@given(body=st.binary(max_size=300))
def test_any_signed_bytes_are_answered(http: httpx.Client, env: dict[str, str], body: bytes) -> None:
    assert http.post("/vapi", content=body, headers=signed(env, body)).status_code in (200, 400)


@FEW
@given(value=ANY_JSON, channel=st.sampled_from(["sms", "email"]))
def test_any_event_with_the_token_is_answered(
    http: httpx.Client, env: dict[str, str], value: object, channel: str
) -> None:
    token = {"authorization": f"Bearer {env['BREVO_WEBHOOK_TOKEN']}"}
    # Written by hand: what httpx refuses to send (Infinity, NaN) others do.
    assert http.post(f"/brevo/{channel}", content=json.dumps(value), headers=token).status_code in (200, 400)


@FEW
@given(token=st.text(min_size=1, max_size=80))
def test_any_made_up_link_opens_nothing(http: httpx.Client, token: str) -> None:
    answer = http.get(f"/a/{quote(token, safe='')}")
    assert answer.status_code in (404, 410, 400), answer.text[:200]


def test_a_flood_without_proof_stores_nothing(
    http: httpx.Client, env: dict[str, str], clean_db: psycopg.Connection
) -> None:
    rng = Random(3)
    for number in range(200):
        proof = {"x-timestamp": str(int(time.time())), "x-signature": f"{number:064x}"}
        assert http.post("/vapi", content=nonsense(rng), headers=proof).status_code == 401
    assert clean_db.execute("select count(*) from private.inbox").fetchone() == (0,)


def test_senders_that_never_finish_do_not_keep_a_real_message_out(
    http: httpx.Client, env: dict[str, str], clean_db: psycopg.Connection
) -> None:
    slow = [Slow(env["WEBHOOK_URL"]) for _ in range(30)]
    try:
        for one in slow:
            one.drip()
        real = example("vapi/tool-calls.save-lead.json")
        assert http.post("/vapi", content=real, headers=signed(env, real)).status_code == 200
        assert clean_db.execute("select count(*) from leads").fetchone() == (1,)
    finally:
        for one in slow:
            one.close()


def test_half_sent_requests_make_room_for_a_real_message(
    http: httpx.Client, env: dict[str, str], clean_db: psycopg.Connection
) -> None:
    at = urlsplit(env["WEBHOOK_URL"])
    waiting = [socket.create_connection((str(at.hostname), at.port or 80), timeout=10) for _ in range(740)]
    try:
        for one in waiting:
            one.sendall(b"POST /vapi HTTP/1.1\r\nHost: x\r\nX-Signature: ")
        real = example("vapi/tool-calls.save-lead.json")
        assert http.post("/vapi", content=real, headers=signed(env, real)).status_code == 200
        # The first to come were the first to go.
        waiting[0].settimeout(2)
        assert waiting[0].recv(10) == b""
    finally:
        for one in waiting:
            one.close()
