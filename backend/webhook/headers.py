"""What a browser is told with every answer of the webhook: guess no type, frame nothing, run nothing, come by https."""

from __future__ import annotations

from starlette.types import ASGIApp, Message, Receive, Scope, Send

POLICY = "default-src 'none'; object-src 'none'; base-uri 'none'; frame-ancestors 'none'"
ONE_YEAR_S = 365 * 24 * 3600


class SafeAnswers:
    """ASGI middleware: adds these where the answer does not say otherwise."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        said = {
            "X-Content-Type-Options": "nosniff",
            "Content-Security-Policy": POLICY,
            "Referrer-Policy": "no-referrer",
            "Cache-Control": "no-store",
        }
        if public_url.startswith("https://"):
            said["Strict-Transport-Security"] = f"max-age={ONE_YEAR_S}; includeSubDomains"
        # Written once, as they go over the wire: they are the same for every call of Vapi's.
        self._headers = [(name.lower().encode(), value.encode()) for name, value in said.items()]

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                given = list(message.get("headers", ()))
                names = {name.lower() for name, _ in given}
                message["headers"] = given + [one for one in self._headers if one[0] not in names]
            await send(message)

        await self._app(scope, receive, send_with_headers if scope["type"] == "http" else send)
