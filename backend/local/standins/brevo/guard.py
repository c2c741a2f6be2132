"""What every request to the API passes: the key, the command in force, the rate limit."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Awaitable, Callable

from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response
from starlette.routing import Route

from backend.local.standins.brevo.behaviour import Plan
from backend.local.standins.brevo.commands import Channel, Mode
from backend.local.standins.brevo.cut import Cut
from backend.local.standins.brevo.handlers import Handlers
from backend.local.standins.brevo.limits import Family, too_many
from backend.local.standins.brevo.refusals import Refusal

Handler = Callable[[Request, Plan], Awaitable[Response]]

REFUSED: dict[Mode, tuple[int, str, str]] = {
    "401": (401, "unauthorized", "Key not found"),
    "402": (402, "not_enough_credits", "Not enough SMS credits"),
    "403": (403, "account_under_validation", "Your account is under validation"),
}
# What stands before a provider's machines answers in HTML, not in the provider's JSON.
DOWN = "<html><head><title>503 Service Temporarily Unavailable</title></head><body>503</body></html>"
LOST = {"code": "internal_error", "message": "Something went wrong"}


class Guard:
    """Wraps the handlers of the API."""

    def __init__(self, desk: Handlers, key: str) -> None:
        self._desk = desk
        self._key = key.encode()
        # Requests that took nothing, by status; 0 is a connection closed without an answer.
        self.refused: dict[int, int] = {}

    def sending(self, path: str, family: Family, handler: Handler) -> Route:
        """An endpoint that sends."""
        channel: Channel = "email" if family == "email" else "sms"
        return Route(path, self._guarded(channel, family, handler, sending=True), methods=["POST"])

    def reading(
        self, path: str, channel: Channel | None, handler: Handler, methods: tuple[str, ...] = ("GET",)
    ) -> Route:
        """Any other endpoint: they share one limit."""
        return Route(path, self._guarded(channel, "others", handler, sending=False), methods=list(methods))

    def _guarded(
        self, channel: Channel | None, family: Family, handler: Handler, *, sending: bool
    ) -> Callable[[Request], Awaitable[Response]]:
        async def serve(request: Request) -> Response:
            try:
                return await self._serve(request, channel, family, handler, sending=sending)
            except Refusal as refusal:
                self._count(refusal.status)
                raise

        return serve

    async def _serve(
        self, request: Request, channel: Channel | None, family: Family, handler: Handler, *, sending: bool
    ) -> Response:
        if not hmac.compare_digest(request.headers.get("api-key", "").encode(), self._key):
            raise Refusal(401, "unauthorized", "Key not found")
        plan = self._desk.behaviour.next(channel, sending=sending)
        if (instead := await self._instead(request, plan)) is not None:
            return instead
        headers = self._desk.limits.take(family)
        response = await handler(request, plan)
        response.headers.update(headers)
        return await _after(plan, response)

    async def _instead(self, request: Request, plan: Plan) -> Response | None:
        if plan.mode in REFUSED:
            raise Refusal(*REFUSED[plan.mode])
        if plan.mode == "429":
            raise too_many(plan.reset_s)
        if plan.mode not in ("down", "cut"):
            return None
        # Closing on a request half read would reset the connection, which clients see otherwise.
        await request.body()
        self._count(503 if plan.mode == "down" else 0)
        return HTMLResponse(DOWN, 503) if plan.mode == "down" else Cut()

    def _count(self, status: int) -> None:
        self.refused[status] = self.refused.get(status, 0) + 1


async def _after(plan: Plan, response: Response) -> Response:
    """The message is taken: what the client learns of it."""
    if plan.mode == "slow":
        await asyncio.sleep(plan.seconds)
    if plan.mode == "accept_then_cut":
        return Cut()
    if plan.mode == "accept_then_500":
        return JSONResponse(LOST, 500)
    return response
