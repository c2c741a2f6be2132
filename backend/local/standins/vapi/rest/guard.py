"""What every request to the API passes: the key, and the order in force."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.brevo.cut import Cut
from backend.local.standins.vapi.rest.behaviour import Behaviour, Mode

Handler = Callable[[Request], Awaitable[Response]]

DOWN = "<html><head><title>503 Service Temporarily Unavailable</title></head><body>503</body></html>"
REFUSED: dict[Mode, tuple[int, str, str]] = {
    "401": (401, "Unauthorized", "Invalid Key. Hot tip, you may be using the public key instead of the private key."),
    "429": (429, "Too Many Requests", "Rate limit exceeded"),
    "500": (500, "Internal Server Error", "Internal server error"),
}


def refusal(status: int, error: str, message: str | list[str]) -> JSONResponse:
    """Vapi's error body."""
    return JSONResponse({"message": message, "error": error, "statusCode": status}, status)


class Guard:
    """Wraps the handlers of the API."""

    def __init__(self, behaviour: Behaviour, key: str) -> None:
        self._behaviour = behaviour
        self._key = f"Bearer {key}".encode()
        # Requests received, whatever became of them.
        self.requests = 0

    def route(self, path: str, handler: Handler, method: str = "GET") -> Route:
        """One endpoint."""

        async def serve(request: Request) -> Response:
            return await self._serve(request, handler, writes=method != "GET")

        return Route(path, serve, methods=[method])

    async def _serve(self, request: Request, handler: Handler, *, writes: bool) -> Response:
        self.requests += 1
        if not hmac.compare_digest(request.headers.get("authorization", "").encode(), self._key):
            return refusal(*REFUSED["401"])
        mode = self._behaviour.next(writes=writes)
        if mode in REFUSED:
            return refusal(*REFUSED[mode])
        if mode in ("down", "cut"):
            # Closing on a request half read would reset the connection, which clients see otherwise.
            await request.body()
            return HTMLResponse(DOWN, 503) if mode == "down" else Cut()
        response = await handler(request)
        if mode == "slow":
            await asyncio.sleep(self._behaviour.standing.seconds)
        if mode == "accept_then_cut":
            return Cut()
        return refusal(*REFUSED["500"]) if mode == "accept_then_500" else response
