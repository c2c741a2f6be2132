"""What the stand-in account holds: lines, assistants, tools, credentials. Read, made and changed as documented."""

from __future__ import annotations

import json
import uuid
from collections.abc import Awaitable, Callable
from copy import deepcopy
from datetime import UTC, datetime
from typing import Any

from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.vapi.lines import (
    ASSISTANT_ID,
    LINE_ID,
    LINE_NUMBER,
    TEST_ASSISTANT_ID,
    TEST_LINE_ID,
    TEST_LINE_NUMBER,
)
from backend.local.standins.vapi.placed import DEMO_ORG
from backend.local.standins.vapi.rest.guard import Guard, refusal

Json = dict[str, Any]

KINDS = ("phone-number", "assistant", "tool", "credential")
LINES = {LINE_ID: LINE_NUMBER, TEST_LINE_ID: TEST_LINE_NUMBER}


class Account:
    """Belongs to the event loop; forgotten when the stand-in stops."""

    def __init__(self, configured: dict[str, dict[str, Json]] | None = None) -> None:
        self._configured = configured or {}
        self._held: dict[str, dict[str, Json]] = {}
        self.reset()

    def reset(self) -> None:
        """As at the start: what was given, by kind and id."""
        self.bare()
        for kind, ones in self._configured.items():
            for one_id, fields in ones.items():
                self._put(kind, {**self._held[kind].get(one_id, {}), **fields}, one_id)

    def bare(self) -> None:
        """Two lines and two assistants that nobody has configured."""
        self._held = {kind: {} for kind in KINDS}
        for line_id, number in LINES.items():
            self._put("phone-number", {"provider": "twilio", "number": number, "status": "active"}, line_id)
        for assistant_id in (ASSISTANT_ID, TEST_ASSISTANT_ID):
            self._put("assistant", {"name": "New Assistant"}, assistant_id)

    def has_line(self, line_id: str) -> bool:
        """Whether it is one of ours."""
        return line_id in self._held["phone-number"]

    def rings_elsewhere(self, number: str) -> bool:
        """Whether a call to this number of ours is transferred while it rings: only a first action counts."""
        line = next((one for one in self._held["phone-number"].values() if one["number"] == number), {})
        ringing = (hook for hook in line.get("hooks") or [] if hook.get("on") == "call.ringing")
        return any((hook.get("do") or [{}])[0].get("type") == "transfer" for hook in ringing)

    def routes(self, guard: Guard) -> list[Route]:
        """List, read, make (all but lines) and change."""
        found: list[Route] = []
        for kind in KINDS:
            found.append(guard.route(f"/{kind}", self._on(self._list, kind)))
            found.append(guard.route(f"/{kind}/{{id}}", self._on(self._one, kind)))
            found.append(guard.route(f"/{kind}/{{id}}", self._on(self._change, kind), "PATCH"))
            if kind != "phone-number":
                found.append(guard.route(f"/{kind}", self._on(self._make, kind), "POST"))
        return found

    def _on(
        self, act: Callable[[str, Request], Awaitable[Response]], kind: str
    ) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            return await act(kind, request)

        return serve

    async def _list(self, kind: str, _: Request) -> Response:
        return JSONResponse([_shown(one) for one in self._held[kind].values()])

    async def _one(self, kind: str, request: Request) -> Response:
        one = self._held[kind].get(request.path_params["id"])
        return JSONResponse(_shown(one)) if one else refusal(404, "Not Found", f"Couldn't find {kind}")

    async def _make(self, kind: str, request: Request) -> Response:
        body = await _object(request)
        if isinstance(body, Response):
            return body
        return JSONResponse(_shown(self._put(kind, body, str(uuid.uuid4()))), 201)

    async def _change(self, kind: str, request: Request) -> Response:
        one = self._held[kind].get(request.path_params["id"])
        if one is None:
            return refusal(404, "Not Found", f"Couldn't find {kind}")
        body = await _object(request)
        if isinstance(body, Response):
            return body
        if kind == "phone-number" and body.get("provider") != one["provider"]:
            return refusal(400, "Bad Request", ["provider must be one of the following values: " + one["provider"]])
        one.update({**body, "updatedAt": _now()})
        return JSONResponse(_shown(one))

    def _put(self, kind: str, fields: Json, one_id: str) -> Json:
        one = {**fields, "id": one_id, "orgId": DEMO_ORG, "createdAt": _now(), "updatedAt": _now()}
        self._held[kind][one_id] = one
        return one


async def _object(request: Request) -> Json | Response:
    try:
        body = json.loads(await request.body())
    except ValueError:
        body = None
    if isinstance(body, dict):
        return body
    return refusal(400, "Bad Request", ["body must be an object"])


def _shown(one: Json) -> Json:
    """As Vapi tells it: a secret that was given is never told again."""
    result = deepcopy(one)
    if isinstance(plan := result.get("authenticationPlan"), dict):
        plan.pop("secretKey", None)
    return result


def _now() -> str:
    return datetime.now(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
