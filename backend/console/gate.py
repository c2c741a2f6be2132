"""The gate: in front of everything that the console serves, over HTTP and over the websocket.

Streamlit itself asks nobody who they are: its pages, its websocket and its media files are open to whoever reaches
them. So nothing reaches Streamlit that has not passed here. The path is read from the ASGI scope, the one that
Streamlit routes on: a URL put together from the Host header could be made to say something else.
"""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.responses import PlainTextResponse, RedirectResponse, Response
from starlette.types import ASGIApp, Receive, Scope, Send

from backend.console.assets import Assets, accepts_gzip, answer
from backend.console.elsewhere import to_elsewhere
from backend.console.first_paint import Begin, Begun, ServerRender, Visitor
from backend.console.headers import adding, content_policy, fixed_headers, script_hashes
from backend.console.index_page import WIDE_COOKIE, IndexPage
from backend.console.live_socket import LiveSocket
from backend.console.not_found import not_found
from backend.console.origin import HARMLESS, origin_of
from backend.console.paths import FOR_THE_SIGNED_IN, SIGN_IN, kind_of
from backend.console.places import address_of
from backend.console.services import Services
from backend.console.sessions import Session, hashed

FIRST = "Connectez-vous d’abord."


class Gate:
    """ASGI middleware. Answers by itself for static files and the page's HTML; lets the rest through when signed in."""

    def __init__(
        self,
        app: ASGIApp,
        services: Services,
        assets: Assets,
        index: IndexPage,
        first_paint: ServerRender,
        begin: Begin,
        screens: frozenset[str],
    ) -> None:
        self._app = app
        self._first_paint = first_paint
        self._begin = begin
        self._services = services
        self._settings = services.settings
        self._store = services.store
        self._origin = origin_of(services.settings)
        self._headers = fixed_headers(services.settings)
        self._assets = assets
        self._index = index
        self._screens = screens
        self._hashes = script_hashes(index.html)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "websocket":
            return await self._websocket(scope, receive, send)
        if scope["type"] != "http":
            return await self._app(scope, receive, send)
        request = Request(scope)
        protected = adding(send, self._headers | {"Content-Security-Policy": self._policy(request)})
        own = self._refusal(request) or await self._own_answer(request)
        await (own or self._app)(scope, receive, protected)

    def _refusal(self, request: Request) -> Response | None:
        """What cannot go further, said plainly."""
        if kind_of(request.scope["path"]) == "health":
            return None
        if not self._origin.knows_host(request.headers):
            return PlainTextResponse("Adresse inconnue.", 421)
        if request.method not in HARMLESS and not self._origin.is_ours(request.headers):
            return PlainTextResponse("Cette demande vient d’un autre site.", 403)
        return None

    async def _own_answer(self, request: Request) -> Response | None:
        """The gate's own answer, or None when the application is to answer."""
        kind = kind_of(request.scope["path"])
        if kind == "health" or (kind == "own" and request.scope["path"] not in FOR_THE_SIGNED_IN):
            return None
        if kind == "asset":
            return await self._asset(request)
        session = self._session(request)
        if session is not None and not self._services.places.holds(session, address_of(request)):
            return _elsewhere(request, kind)
        if kind == "own":
            return None
        if session is None:
            return _to_sign_in(request) if kind == "page" else PlainTextResponse(FIRST, 401)
        if kind == "nothing":
            return PlainTextResponse("Page introuvable.", 404)
        if kind == "inner":
            return None
        self._store.touch(session)
        if request.scope["path"].strip("/") not in self._screens:
            return not_found()
        if begun := self._first_screen(request, session):
            return self._first_paint.page(begun, gzip=accepts_gzip(request))
        return self._page(request)

    def _first_screen(self, request: Request, session: Session) -> Begun | None:
        # An address that asks for more, a search above all, is answered once: looking for people is written down.
        if request.method != "GET" or request.scope["query_string"]:
            return None
        api = self._services.api_for(request.cookies[self._settings.cookie_name])
        is_wide = request.cookies.get(WIDE_COOKIE) == "1"
        return self._begin(request.scope["path"], Visitor(session.person, api, is_wide))

    async def _asset(self, request: Request) -> Response:
        asset = self._assets.find(request.scope["path"])
        if asset is None:
            return PlainTextResponse("Fichier introuvable.", 404)
        return await run_in_threadpool(answer, request, asset)

    def _page(self, request: Request) -> Response:
        if request.method not in ("GET", "HEAD"):
            return PlainTextResponse("Méthode refusée.", 405)
        headers = {"Vary": "Accept-Encoding, Cookie"}
        if accepts_gzip(request):
            headers["Content-Encoding"] = "gzip"
            return Response(self._index.gzipped, headers=headers, media_type="text/html")
        return Response(self._index.body, headers=headers, media_type="text/html")

    async def _websocket(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = Headers(scope=scope)
        connection = HTTPConnection(scope)
        session = self._session(connection)
        if session and not self._services.places.holds(session, address_of(connection)):
            session = None
        if session is None or not self._origin.knows_host(headers) or not self._origin.is_ours(headers):
            # Before the handshake is accepted: the server answers 403.
            await receive()
            return await send({"type": "websocket.close", "code": 1008})
        socket = LiveSocket(receive, send, lambda: self._store.find(session.id_hash) is not None)
        await socket.run(self._app, scope)

    def _session(self, connection: HTTPConnection) -> Session | None:
        cookie = connection.cookies.get(self._settings.cookie_name)
        return self._store.find(hashed(cookie)) if cookie else None

    def _policy(self, request: Request) -> str:
        # A host that is not ours must not find its way into an answer.
        host = request.headers.get("host", "") if self._origin.knows_host(request.headers) else ""
        return content_policy(self._hashes, host, is_https=self._settings.is_https)


def _to_sign_in(request: Request) -> Response:
    if request.method not in ("GET", "HEAD"):
        return PlainTextResponse(FIRST, 401)
    wanted = _wanted(request)
    return RedirectResponse(SIGN_IN if wanted == "/" else f"{SIGN_IN}?suite={quote(wanted, safe='/')}", 303)


def _elsewhere(request: Request, kind: str) -> Response:
    """Signed in, and not where the code was shown: a page asks for it, anything else is refused."""
    if kind == "inner" or request.method not in ("GET", "HEAD"):
        return PlainTextResponse(FIRST, 401)
    return to_elsewhere(_wanted(request))


def _wanted(request: Request) -> str:
    path, query = request.scope["path"], request.scope["query_string"].decode("latin-1")
    return f"{path}?{query}" if query else path
