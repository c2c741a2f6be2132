"""The webhook over real HTTP: who gets in, what is answered, and what each answer costs."""

from __future__ import annotations

import asyncio
import socket
import time
from typing import Any

import httpx
import psycopg
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware

from backend.vapi.signature import sign
from backend.webhook.headers import SafeAnswers
from tests.payload_files import body, envelope, message
from tests.rows import empty, final_rows

HANG = body("vapi/hang.json")


@pytest.fixture
def web(env: dict[str, str]) -> Any:
    with httpx.Client(base_url=env["WEBHOOK_URL"], timeout=20) as client:
        yield client


@pytest.fixture
def clean(db: psycopg.Connection) -> psycopg.Connection:
    empty(db)
    return db


def headers(env: dict[str, str], content: bytes) -> dict[str, str]:
    stamp = str(int(time.time()))
    return {"x-timestamp": stamp, "x-signature": sign(env["VAPI_WEBHOOK_SECRET"], content, stamp)}


def inbox(db: psycopg.Connection) -> int:
    row = db.execute("select count(*) from private.inbox").fetchone()
    assert row is not None
    return int(row[0])


def test_a_signed_message_is_committed_when_it_is_answered(
    web: Any, clean: psycopg.Connection, env: dict[str, str]
) -> None:
    content = body("vapi/end-of-call-report.lead-and-appointment.json")
    answer = web.post("/vapi", content=content, headers=headers(env, content))
    assert (answer.status_code, answer.json()) == (200, {})
    assert final_rows(clean)["vapi_calls"][0]["outcome"] == "lead"


@pytest.mark.parametrize(
    "proof", [{}, {"x-vapi-secret": "non"}, {"authorization": "Bearer non"}, {"x-signature": "00"}]
)
def test_without_a_good_proof_nothing_is_stored_and_the_refusal_is_counted(
    web: Any, clean: psycopg.Connection, proof: dict[str, str]
) -> None:
    before = refused(clean)
    assert web.post("/vapi", content=HANG, headers=proof).status_code == 401
    assert inbox(clean) == 0
    deadline = time.monotonic() + 5
    while refused(clean) == before and time.monotonic() < deadline:
        time.sleep(0.1)
    assert refused(clean) == before + 1


def refused(db: psycopg.Connection) -> int:
    row = db.execute("select count(*) from private.webhook_requests where status = 401").fetchone()
    assert row is not None
    return int(row[0])


@pytest.mark.parametrize("content", [b"", b"{", b"[1]", b'{"message": 1}', b'{"message": {}}', b"\xff"])
def test_what_is_no_envelope_is_a_400(web: Any, clean: psycopg.Connection, env: dict[str, str], content: bytes) -> None:
    answer = web.post("/vapi", content=content, headers=headers(env, content))
    assert answer.status_code == 400
    assert answer.json()["error"]
    assert inbox(clean) == 0


def test_a_body_over_5_mb_is_a_413_announced_or_not(web: Any, clean: psycopg.Connection, env: dict[str, str]) -> None:
    huge = b'{"message": {"type": "hang", "x": "' + b"x" * (5 * 1024 * 1024) + b'"}}'
    assert web.post("/vapi", content=huge, headers=headers(env, huge)).status_code == 413
    chunks = (huge[i : i + 65536] for i in range(0, len(huge), 65536))
    assert web.post("/vapi", content=chunks, headers=headers(env, huge)).status_code == 413
    assert inbox(clean) == 0


def test_an_unknown_type_is_stored_raw(web: Any, clean: psycopg.Connection, env: dict[str, str]) -> None:
    content = envelope({"type": "call.something.new", "timestamp": 1795183500600, "call": {"id": "c-9"}, "neuf": [1]})
    assert web.post("/vapi", content=content, headers=headers(env, content)).status_code == 200
    row = clean.execute("select type, body, error from private.inbox").fetchone()
    assert row == ("call.something.new", content.decode(), None)


def test_tool_calls_are_answered_in_the_documented_shape(
    web: Any, clean: psycopg.Connection, env: dict[str, str]
) -> None:
    content = body("vapi/tool-calls.save-lead.json")
    [result] = web.post("/vapi", content=content, headers=headers(env, content)).json()["results"]
    assert set(result) == {"name", "toolCallId", "result"}
    assert result["toolCallId"] == "call_Qb7LeadT4remblay0001"
    assert "\n" not in result["result"]


def test_a_tool_call_without_call_still_saves_the_lead(
    web: Any, clean: psycopg.Connection, env: dict[str, str]
) -> None:
    fields = message("vapi/tool-calls.save-lead.json")
    del fields["call"]
    content = envelope(fields)
    answer = web.post("/vapi", content=content, headers=headers(env, content))
    assert answer.json()["results"][0]["result"].startswith("C'est noté")
    assert final_rows(clean)["leads"][0]["name"] == "Marie-Ève Tremblay"


def test_other_methods_and_paths_are_refused(web: Any) -> None:
    assert web.get("/vapi").status_code == 405
    assert web.post("/autre", content=HANG).status_code == 404


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [("GET", "/healthz", 200), ("GET", "/vapi", 405), ("POST", "/vapi", 401), ("GET", "/nowhere", 404),
     ("GET", "/a/AAAAAAAAAAAAAAAA", 404), ("POST", "/brevo/sms", 401)],
)  # fmt: skip
def test_every_answer_carries_the_security_headers(web: Any, method: str, path: str, status: int) -> None:
    answer = web.request(method, path)
    assert answer.status_code == status
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["referrer-policy"] == "no-referrer" and answer.headers["cache-control"] == "no-store"
    policy = set(answer.headers["content-security-policy"].split("; "))
    assert {"default-src 'none'", "object-src 'none'", "base-uri 'none'", "frame-ancestors 'none'"} <= policy
    assert "strict-transport-security" not in answer.headers
    assert path.startswith("/a/") is answer.headers["content-type"].startswith("text/html")


def test_behind_https_every_answer_asks_for_https_for_a_year() -> None:
    made = Starlette(middleware=[Middleware(SafeAnswers, public_url="https://crochet.drain.example")])

    async def asked() -> httpx.Response:
        async with httpx.AsyncClient(transport=httpx.ASGITransport(made), base_url="https://crochet") as http:
            return await http.get("/nowhere")

    assert asyncio.run(asked()).headers["strict-transport-security"] == "max-age=31536000; includeSubDomains"


def test_an_answer_comes_in_one_piece(web: Any) -> None:
    # Head and body apart would each wake the other side; now and then they would come together by luck.
    with socket.create_connection((web.base_url.host, web.base_url.port), timeout=20) as caller:
        for _ in range(40):
            caller.sendall(b"POST /vapi HTTP/1.1\r\nHost: %b\r\nContent-Length: 2\r\n\r\n{}" % web.base_url.netloc)
            answer = caller.recv(65_536)
            assert answer.startswith(b"HTTP/1.1 401") and answer.endswith(b"}")


def test_alive_and_ready(web: Any, clean: psycopg.Connection) -> None:
    assert web.get("/healthz").json() == {"status": "alive"}
    ready = web.get("/readyz")
    assert ready.status_code == 200
    result = ready.json()
    assert (result["database"]["reachable"], result["journal"]["length"]) == (True, 0)
    assert result["database"]["ms"] > 0


def test_the_figures_of_a_request_hold_no_personal_data(
    web: Any, clean: psycopg.Connection, env: dict[str, str]
) -> None:
    content = body("vapi/transcript.final-user.json")
    web.post("/vapi", content=content, headers=headers(env, content))
    time.sleep(1.5)
    row = clean.execute(
        "select to_jsonb(r) from private.webhook_requests r where route = 'vapi' order by id desc limit 1"
    ).fetchone()
    assert row is not None
    assert set(row[0]) == {"id", "at", "route", "message_type", "status", "outcome", "ms"}
    assert (row[0]["message_type"], row[0]["outcome"]) == ("transcript", "applied")


def test_hostile_but_authentic_messages_are_kept_and_answered(
    web: Any, clean: psycopg.Connection, env: dict[str, str]
) -> None:
    deep: Any = "fond"
    for _ in range(260):
        deep = {"a": deep}
    report = message("vapi/end-of-call-report.lead-and-appointment.json")
    report["analysis"]["structuredData"]["detail"] = deep
    lead = message("vapi/tool-calls.save-lead.json")
    lead["toolCallList"][0]["id"] = "HERE"
    long = message("vapi/status-update.ended.json")
    long["call"]["id"] = "x" * 8_000
    half = envelope(lead).replace(b"HERE", b"t\\ud83d")
    alias = b'{"message": {"type": "hang", "callId": "a\\ud83db"}}'
    for content in (envelope(report), half, envelope(long), alias):
        answer = web.post("/vapi", content=content, headers=headers(env, content))
        assert answer.status_code == 200, answer.text
    row = clean.execute("select count(*), count(applied_at) from private.inbox").fetchone()
    assert row == (4, 4)
    assert len(final_rows(clean)["leads"]) == 1
