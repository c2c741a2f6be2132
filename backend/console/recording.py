"""Plays a recording through the gate: the browser knows our address alone, never the provider's.

The link behind it is good for a short while; when it has expired, another one is asked for and the playing goes on.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import httpx
from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response, StreamingResponse
from starlette.routing import Route

from backend.console.api import Api
from backend.console.paths import RECORDING
from backend.console.services import Services
from backend.supabase.errors import STATUS, ApiError

LINK_WITHIN_S = 12.0
ASK_AGAIN_S = 0.25
PATIENCE_S = 15.0
# What a browser needs to play and to jump to the middle.
PASSED_ON = ("content-length", "content-range", "accept-ranges", "last-modified", "etag")
EXPIRED = (401, 403, 404, 410)


@dataclass(frozen=True)
class NotPlayable(Exception):
    """Why there is nothing to hear."""

    status: int
    sentence: str


class Recordings:
    """One route behind the gate."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._http = httpx.AsyncClient(timeout=PATIENCE_S)

    def routes(self) -> list[Route]:
        """`/enregistrement/{id}`: the id of what was asked, not of the call."""
        return [Route(f"{RECORDING}/{{request_id:uuid}}", self._play)]

    async def _play(self, request: Request) -> Response:
        cookie = request.cookies.get(self._services.settings.cookie_name, "")
        api = self._services.api_for(cookie)
        try:
            answer = await self._open(api, request.path_params["request_id"], request.headers.get("range"))
        except NotPlayable as why:
            return PlainTextResponse(why.sentence, why.status)
        except ApiError as error:
            return PlainTextResponse(error.sentence, STATUS.get(error.kind, 403))
        headers = {name: answer.headers[name] for name in PASSED_ON if name in answer.headers}
        kind = answer.headers.get("content-type", "")
        media_type = kind if kind.startswith("audio/") else "audio/wav"
        return StreamingResponse(
            _chunks(answer), answer.status_code, headers, media_type, background=BackgroundTask(answer.aclose)
        )

    async def _open(self, api: Api, request_id: UUID, span: str | None) -> httpx.Response:
        refused: str | None = None
        for _ in range(2):
            link = await self._link(api, request_id, refused)
            asked = self._http.build_request("GET", link, headers={"range": span} if span else {})
            try:
                answer = await self._http.send(asked, stream=True)
            except httpx.HTTPError as error:
                raise NotPlayable(502, "L’enregistrement est injoignable pour l’instant.") from error
            if answer.is_success:
                return answer
            await answer.aclose()
            if answer.status_code not in EXPIRED:
                break
            refused = link
        raise NotPlayable(502, "L’enregistrement est injoignable pour l’instant.")

    async def _link(self, api: Api, request_id: UUID, refused: str | None) -> str:
        deadline = time.monotonic() + LINK_WITHIN_S
        params: dict[str, Any] = {"p_request_id": str(request_id), "p_refused": refused}
        while time.monotonic() < deadline:
            result = await run_in_threadpool(api.rpc, "recording_source", params)
            if result["state"] == "ready":
                return str(result["url"])
            if result["state"] == "failed":
                raise NotPlayable(404, "Vapi n’a pas donné cet enregistrement.")
            if result["state"] == "unknown":
                raise NotPlayable(410, "Cette écoute est finie: demandez-la de nouveau.")
            await asyncio.sleep(ASK_AGAIN_S)
        raise NotPlayable(504, "Le service de fond n’a pas répondu à temps.")


async def _chunks(answer: httpx.Response) -> AsyncIterator[bytes]:
    async for chunk in answer.aiter_raw():
        yield chunk
