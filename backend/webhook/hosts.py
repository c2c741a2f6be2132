"""In front of the webhook: pages under its own name only, so that no page and no link follows a forged Host header."""

from __future__ import annotations

from urllib.parse import urlsplit

from starlette.datastructures import Headers
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.settings.hosts import LOCAL_HOSTS, knows_host

# What machines send is known by its signature or its token, and answered without a word of the Host header: a proxy
# that calls us by another name must not cost a call.
MACHINES = ("/vapi", "/brevo/", "/twilio/", "/healthz", "/readyz")


class OwnHosts:
    """ASGI middleware: 421 to whoever asks for a page under another name."""

    def __init__(self, app: ASGIApp, public_url: str) -> None:
        self._app = app
        self._hosts = (str(urlsplit(public_url).hostname), *LOCAL_HOSTS)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and not self._may_ask(scope):
            return await PlainTextResponse("Adresse inconnue.", 421)(scope, receive, send)
        await self._app(scope, receive, send)

    def _may_ask(self, scope: Scope) -> bool:
        return scope["path"].startswith(MACHINES) or knows_host(Headers(scope=scope), self._hosts)
