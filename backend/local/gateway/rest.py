"""`/rest/v1`: PostgREST behind hosted Supabase's manners. Every screen of the console passes here: kept lean."""

from __future__ import annotations

from contextlib import suppress
from urllib.parse import parse_qsl

import httpcore
from starlette.responses import JSONResponse, Response
from starlette.types import Receive, Scope, Send

from backend.local.gateway import data_api_words
from backend.local.gateway.keys import Keys, Refused

PREFIX = "/rest/v1"
# Of the connection, not of the message; the key has done its work, and the role token takes its place.
NOT_FORWARDED = frozenset(
    (b"host", b"connection", b"keep-alive", b"transfer-encoding", b"te", b"upgrade", b"apikey", b"authorization",
     b"content-length", b"accept-encoding")
)  # fmt: skip
NOT_RETURNED = frozenset((b"connection", b"keep-alive", b"transfer-encoding", b"date", b"server"))
# Parameters that choose what is answered, not which rows are touched.
NOT_FILTERS = frozenset(("select", "order", "limit", "offset", "columns", "on_conflict"))
VERBS = {"PATCH": "UPDATE", "DELETE": "DELETE"}
AWAY = {"message": "An invalid response was received from the upstream server"}
TIMEOUTS = {"connect": 2.0, "read": 60.0, "write": 60.0, "pool": 10.0}


class RestProxy:
    """An ASGI application that forwards to PostgREST."""

    def __init__(self, upstream: str, keys: Keys) -> None:
        self._upstream = upstream.encode()
        self._keys = keys
        self._pool = httpcore.AsyncConnectionPool(max_connections=64, max_keepalive_connections=64, keepalive_expiry=60)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        response = await self._answer(scope, receive)
        await response(scope, receive, send)

    async def close(self) -> None:
        """Close the kept connections."""
        await self._pool.aclose()

    async def _answer(self, scope: Scope, receive: Receive) -> Response:
        headers = dict(scope["headers"])
        try:
            admitted = self._keys.admit(headers)
        except Refused as refused:
            return JSONResponse(refused.body, 401)
        refusal = _refuse_unfiltered(scope["method"], _resource(scope), scope["query_string"])
        if refusal:
            return refusal
        if data_api_words.is_from_the_future(admitted.token):
            return JSONResponse(data_api_words.FROM_THE_FUTURE, 401)
        body = await _body(receive)
        forwarded = [(name, value) for name, value in scope["headers"] if name not in NOT_FORWARDED]
        forwarded.append((b"authorization", b"Bearer " + admitted.token.encode()))
        return await self._forward(scope, forwarded, body)

    async def _forward(self, scope: Scope, headers: list[tuple[bytes, bytes]], body: bytes) -> Response:
        query = b"?" + scope["query_string"] if scope["query_string"] else b""
        url = self._upstream + _raw_resource(scope) + query
        # A kept connection may have died with PostgREST: reading again is harmless, writing again is not.
        for _ in range(2 if scope["method"] in ("GET", "HEAD") else 1):
            with suppress(httpcore.NetworkError, httpcore.ProtocolError):
                return _translated(scope, await self._ask(scope["method"], url, headers, body))
        return JSONResponse(AWAY, 502)

    async def _ask(self, method: str, url: bytes, headers: list[tuple[bytes, bytes]], body: bytes) -> httpcore.Response:
        try:
            return await self._pool.request(
                method, url, headers=headers, content=body or None, extensions={"timeout": TIMEOUTS}
            )
        except httpcore.TimeoutException as error:
            raise httpcore.NetworkError(type(error).__name__) from None


def _resource(scope: Scope) -> str:
    path: str = scope["path"]
    return path.removeprefix(PREFIX).strip("/")


def _raw_resource(scope: Scope) -> bytes:
    raw: bytes = scope["raw_path"]
    return raw.removeprefix(PREFIX.encode()) or b"/"


async def _body(receive: Receive) -> bytes:
    chunks = []
    while True:
        message = await receive()
        chunks.append(message.get("body", b""))
        if not message.get("more_body"):
            return b"".join(chunks)


def _refuse_unfiltered(method: str, resource: str, query: bytes) -> Response | None:
    """Hosted Supabase loads `safeupdate`: an UPDATE or DELETE of every row at once is a mistake."""
    if method not in VERBS or resource.startswith("rpc/"):
        return None
    if any(_is_filter(name) for name, _ in parse_qsl(query.decode("latin-1"), keep_blank_values=True)):
        return None
    message = f"{VERBS[method]} requires a WHERE clause"
    return JSONResponse({"code": "21000", "details": None, "hint": None, "message": message}, 400)


def _is_filter(name: str) -> bool:
    # `child.column=…` narrows an embedded table, not the one that is changed.
    return name not in NOT_FILTERS and ("." not in name or name.startswith("not."))


def _translated(scope: Scope, answer: httpcore.Response) -> Response:
    headers = [(name.lower(), value) for name, value in answer.headers if name.lower() not in NOT_RETURNED]
    if answer.status in (401, 404):
        newer = data_api_words.newer(answer.status, answer.content, is_call=_resource(scope).startswith("rpc/"))
        if newer:
            return JSONResponse(newer, answer.status)
    response = Response(answer.content, answer.status)
    # A HEAD has the length of what a GET would have brought: PostgREST's own word is kept.
    response.raw_headers = headers
    if not any(name == b"content-length" for name, _ in headers) and answer.status not in (204, 304):
        response.raw_headers.append((b"content-length", str(len(answer.content)).encode()))
    return response
