"""`/a/<token>`: the page behind a message's link. Plain HTML, a few kilobytes, one button; no script, no account."""

from __future__ import annotations

import hashlib
from datetime import datetime
from html import escape
from pathlib import Path
from string import Template
from typing import Any, cast

from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from backend import fr
from backend.alerts import words as say
from backend.alerts.text import phone
from backend.db import Pool, query
from backend.webhook.headers import POLICY
from backend.webhook.store import AWAY

PAGE = Template(Path(__file__).with_name("acknowledge.html").read_text(encoding="utf-8"))
HEADERS = {
    "Cache-Control": "no-store",
    "Referrer-Policy": "no-referrer",
    "X-Frame-Options": "DENY",
    "Content-Security-Policy": f"{POLICY}; style-src 'unsafe-inline'; form-action 'self'",
}
GONE = "Ce lien n'existe pas ou a expiré. L'alerte reste visible dans la console."
SEEN = "C’est noté: quelqu’un s’en occupe. Le numéro et l’adresse sont dans la console. Merci."
AWAY_WORDS = "La base ne répond pas en ce moment. Rien n'est perdu: réessayez dans une minute."


class AcknowledgeEndpoint:
    """GET shows the lead; POST says that somebody has seen it, once. From then on nobody's name or number is shown."""

    def __init__(self, pool: Pool, console_url: str) -> None:
        self._pool = pool
        self._console_url = console_url

    async def __call__(self, request: Request) -> Response:
        """Show, or acknowledge then show."""
        digest = hashlib.sha256(request.path_params["token"].encode()).digest()
        try:
            if request.method == "POST":
                await self._value("use_link", digest)
                return RedirectResponse(request.scope["path"], 303, HEADERS)
            page = await self._value("open_link", digest)
        except AWAY:
            return _page("Un instant", f"<p>{AWAY_WORDS}</p>", 503)
        if not page:
            return _page("Lien inconnu", f"<p>{GONE}</p>", 404)
        return _page("Alerte", self._body(cast(dict[str, Any], page)), 200)

    def _body(self, page: dict[str, Any]) -> str:
        if page["is_over"]:
            words = f'<p class="seen">{SEEN}</p>' if page["state"] == "acknowledged" else f"<p>{GONE}</p>"
            return f"<h1>Alerte</h1>{words}{self._console(page['lead_ref'])}"
        facts = [page["description"] or page["detail"], page["name"], page["address"] or page["city"], page["lead_ref"]]
        lines = "".join(f"<p>{escape(str(fact))}</p>" for fact in facts if fact)
        number = page["phone"]
        call = f'<a class="call" href="tel:{escape(number)}">Appeler {escape(phone(number))}</a>' if number else ""
        title = "URGENT" if page["urgent"] else "Alerte"
        when = f"<p>Alerte de {escape(_when(page['created_at']))}</p>"
        return f"<h1>{title}</h1>{lines}{when}{call}{self._button(page)}{self._console(page['lead_ref'])}"

    def _console(self, lead_ref: str | None) -> str:
        where, words = (f"/clients?fiche={lead_ref}", "Ouvrir la fiche") if lead_ref else ("/alertes", "Ouvrir Alertes")
        return f'<p class="console"><a href="{escape(self._console_url + where)}">{words} dans la console</a></p>'

    def _button(self, page: dict[str, Any]) -> str:
        if page["state"] == "acknowledged":
            by = say.acknowledged_by(page["acknowledged_by"], page["acknowledged_via"]) or "quelqu’un"
            return f'<p class="seen">Vue par {escape(by)}. Merci.</p>'
        return '<form method="post"><button>Je m’en occupe</button></form>'

    async def _value(self, name: str, digest: bytes) -> object:
        async with self._pool.connection() as conn:
            row = await (await conn.execute(query(name), [digest])).fetchone()
        return next(iter(row.values())) if row else None


def _when(created_at: str) -> str:
    at = datetime.fromisoformat(created_at)
    return f"{fr.clock(at)}, {fr.day(at)}"


def _page(title: str, body: str, status: int) -> HTMLResponse:
    return HTMLResponse(PAGE.substitute(title=title, body=body), status, HEADERS)
