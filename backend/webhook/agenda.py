"""`/agenda/<secret>.ics`: the visits, for the calendar of a telephone. No account: the address is the proof."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from time import monotonic
from typing import cast

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from backend.appointments import feed
from backend.db import Pool, query
from backend.webhook.store import AWAY

HEADERS = {
    # Kept by the calendar that asked, and asked about each time: who was suspended sees nothing new.
    "Cache-Control": "private, no-cache",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Robots-Tag": "noindex",
    "Content-Security-Policy": "default-src 'none'",
}
# Of a calendar that met a database which is away.
AGAIN_IN_S = 60
# A calendar asks every quarter of an hour, and somebody may have several that follow one address.
MOST_A_MINUTE = 20
# Of all addresses together that never opened anything: guesses must not take the database from Paul's calls.
MOST_UNKNOWN_A_MINUTE = 60
_SECRET = re.compile(r"[\w-]{43}", re.ASCII)
_UNKNOWN = ""
_GONE = "Cet agenda n'existe pas ou n'est plus partagé."
_TOO_OFTEN = "Trop de demandes: réessayez dans une minute."
_AWAY_WORDS = "La base ne répond pas en ce moment: réessayez dans une minute."


class PerMinute:
    """How often something was asked in the minute that runs."""

    def __init__(self, clock: Callable[[], float] = monotonic) -> None:
        self._clock = clock
        self._minute = 0
        self._asked: Counter[str] = Counter()

    def allows(self, name: str, most: int) -> bool:
        """Count one more; False once there were too many."""
        minute = int(self._clock() // 60)
        if minute != self._minute:
            self._minute, self._asked = minute, Counter()
        self._asked[name] += 1
        return self._asked[name] <= most

    def next_in_s(self) -> int:
        """Whole seconds until the next minute begins."""
        return 60 - int(self._clock() % 60)


class AgendaEndpoint:
    """GET gives the calendar, or 304 to whoever has it as it is."""

    def __init__(self, pool: Pool, console_url: str) -> None:
        self._pool = pool
        self._console_url = console_url
        self._per_minute = PerMinute()
        # Those that opened something: a flood of guesses does not shut them out.
        self._known: set[str] = set()

    async def __call__(self, request: Request) -> Response:
        """Of all addresses that open nothing, none is told from another."""
        secret = request.path_params["secret"]
        if not _SECRET.fullmatch(secret):
            return _refused(_GONE, 404)
        fingerprint = feed.fingerprint(secret)
        if not self._may_ask(fingerprint):
            return _refused(_TOO_OFTEN, 429, self._per_minute.next_in_s())
        try:
            found = await self._feed(fingerprint)
        except AWAY:
            return _refused(_AWAY_WORDS, 503, AGAIN_IN_S)
        if found is None:
            self._known.discard(fingerprint)
            return _refused(_GONE, 404)
        self._known.add(fingerprint)
        return _answer(request, feed.written(found, self._console_url, datetime.now(UTC)))

    def _may_ask(self, fingerprint: str) -> bool:
        if fingerprint in self._known:
            return self._per_minute.allows(fingerprint, MOST_A_MINUTE)
        return self._per_minute.allows(_UNKNOWN, MOST_UNKNOWN_A_MINUTE)

    async def _feed(self, fingerprint: str) -> feed.Feed | None:
        async with self._pool.connection() as conn:
            row = await (await conn.execute(query("calendar_feed"), [fingerprint])).fetchone()
        found = cast(dict[str, object], row)["feed"]
        return feed.from_json(found) if found else None


def _answer(request: Request, body: bytes) -> Response:
    etag = f'"{sha256(body).hexdigest()[:32]}"'
    headers = {**HEADERS, "ETag": etag}
    if etag in re.findall(r'"[^"]*"', request.headers.get("if-none-match", "")):
        return Response(status_code=304, headers=headers)
    headers["Content-Disposition"] = 'inline; filename="rendez-vous.ics"'
    return Response(body, headers=headers, media_type=feed.MIME)


def _refused(words: str, status: int, again_in_s: int = 0) -> Response:
    later = {"Retry-After": str(again_in_s)} if again_in_s else {}
    return PlainTextResponse(words, status, {**HEADERS, "Cache-Control": "no-store", **later})
