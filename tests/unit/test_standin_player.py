"""The player delivers as Vapi does: signed, at its time, again after a failure, and never stuck on one message."""

from __future__ import annotations

import asyncio
import json
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from random import Random
from typing import Any

import uvicorn
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.vapi.catalogue import scenario
from backend.local.standins.vapi.collect import accept_all
from backend.local.standins.vapi.player import PlayedCall, play_call
from backend.local.standins.vapi.slots import MONTHS
from backend.vapi.signature import is_authentic

SECRET = "local-" + 40 * "7"
FAST = 2000.0


def answer_well(body: dict[str, Any], _: int) -> tuple[int, Any]:
    return 200, accept_all(body) if body["message"]["type"] == "tool-calls" else {}


@dataclass
class Listener:
    """A webhook that notes what it hears; `answers` decides what it says to each message and its how-manieth time."""

    answers: Callable[[dict[str, Any], int], tuple[int, Any]] = answer_well
    heard: list[dict[str, Any]] = field(default_factory=list)
    unsigned: int = 0

    async def __call__(self, request: Request) -> Response:
        raw = await request.body()
        self.unsigned += not is_authentic(request.headers, raw, [SECRET], time.time())
        body = json.loads(raw)
        status, reply = self.answers(body, self.heard.count(body["message"]))
        self.heard.append(body["message"])
        return JSONResponse(reply, status)

    @property
    def last(self) -> dict[str, Any]:
        return next(message for message in self.heard if message["type"] == "end-of-call-report")


@asynccontextmanager
async def listening(listener: Listener) -> AsyncIterator[str]:
    app = Starlette(routes=[Route("/vapi", listener.__call__, methods=["POST"])])
    server = uvicorn.Server(uvicorn.Config(app, port=0, log_level="critical", lifespan="off"))
    serving = asyncio.create_task(server.serve())
    while not server.started:
        await asyncio.sleep(0.01)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}/vapi"
    finally:
        server.should_exit = True
        await serving


def play(name: str, listener: Listener, *, patience: float = 0.001) -> PlayedCall:
    async def run() -> PlayedCall:
        async with listening(listener) as url:
            chosen = scenario(name, Random(3), datetime.now(UTC))
            return await play_call(url, SECRET, chosen, speed=FAST, seed=3, patience=patience)

    return asyncio.run(run())


def test_every_message_arrives_once_signed_and_in_order() -> None:
    listener = Listener()
    played = play("urgent_booking", listener)
    assert listener.unsigned == 0 and not played.dropped
    assert len(listener.heard) == len(played.deliveries) > 20
    stamps = [message["timestamp"] for message in listener.heard]
    assert stamps == sorted(stamps)
    assert {message["call"]["id"] for message in listener.heard} == {played.call_id}


def test_a_compressed_call_keeps_its_length_and_ends_in_the_past() -> None:
    listener = Listener()
    play("lead_booking", listener)
    started, ended = (datetime.fromisoformat(listener.last[key]) for key in ("startedAt", "endedAt"))
    assert timedelta(seconds=40) < ended - started < timedelta(minutes=3)
    assert timedelta(0) < datetime.now(UTC) - ended < timedelta(minutes=1)


def test_what_the_webhook_answers_is_what_the_report_says_paul_heard() -> None:
    def full(body: dict[str, Any], _: int) -> tuple[int, Any]:
        [call] = body["message"].get("toolCallList") or [None]
        if call is None or call["function"]["name"] != "prendre_rendez_vous":
            return answer_well(body, _)
        return 200, {"results": [{"toolCallId": call["id"], "name": "prendre_rendez_vous", "error": "Agenda plein."}]}

    listener = Listener(full)
    play("slot_taken", listener)
    results = [m["result"] for m in listener.last["artifact"]["messages"] if m["role"] == "tool_call_result"]
    assert results == ["C'est fait.", "Agenda plein.", "Agenda plein.", "Agenda plein."]


def test_a_slot_named_in_the_refusal_is_offered_next() -> None:
    def names_one(body: dict[str, Any], _: int) -> tuple[int, Any]:
        [call] = body["message"].get("toolCallList") or [None]
        if call is None or call["function"]["name"] != "prendre_rendez_vous":
            return answer_well(body, _)
        start = datetime.fromisoformat(json.loads(call["function"]["arguments"])["debut"])
        if (start.hour, start.minute) == (11, 30):
            return 200, accept_all(body)
        later = start + timedelta(days=7)
        free = f"Déjà prise. Plages libres: mardi {later.day} {MONTHS[later.month - 1]} à 11 h 30."
        return 200, {"results": [{"toolCallId": call["id"], "name": "prendre_rendez_vous", "error": free}]}

    listener = Listener(names_one)
    play("slot_taken", listener)
    assert "T11:30:00" in listener.last["analysis"]["structuredData"]["rendez_vous"]


def test_a_message_that_failed_comes_again_and_the_call_goes_on() -> None:
    def stumbles(body: dict[str, Any], times: int) -> tuple[int, Any]:
        return answer_well(body, times) if times == 2 else (503, {})

    listener = Listener(stumbles)
    played = play("spam", listener)
    assert not played.dropped
    assert {delivery.attempts for delivery in played.deliveries} == {3}


def test_a_webhook_that_stays_away_costs_the_messages_not_the_player() -> None:
    played = play("spam", Listener(lambda _body, _times: (500, {})))
    assert len(played.dropped) == len(played.deliveries)
    assert {delivery.attempts for delivery in played.dropped} == {6}


def test_nobody_listening_is_no_crash() -> None:
    chosen = scenario("wrong_number", Random(1), datetime.now(UTC))
    played = asyncio.run(play_call("http://127.0.0.1:9/vapi", SECRET, chosen, speed=FAST, patience=0.001))
    assert {delivery.status for delivery in played.dropped} == {None}


def test_a_refusal_for_good_is_not_retried() -> None:
    played = play("wrong_number", Listener(lambda _body, _times: (401, {})))
    assert {delivery.attempts for delivery in played.dropped} == {1}
