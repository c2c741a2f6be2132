"""A person's own sessions of this console: on which device, since when, last seen; and the end of one of them."""

from __future__ import annotations

from datetime import UTC, datetime
from html import escape
from pathlib import Path
from string import Template

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backend import fr
from backend.console.form import read_form
from backend.console.icon import DATA_URL
from backend.console.invitation_page import STYLE
from backend.console.paths import DEVICES, SIGN_IN
from backend.console.services import Services
from backend.console.sessions import Opened, hashed
from backend.console.sign_in_page import message

LARGEST_FORM = 1_024
TEMPLATE = Template(Path(__file__).with_name("devices.html").read_text(encoding="utf-8"))
ENDED = "C’est fermé: cet appareil est déconnecté."


class Devices:
    """One route, for whoever is signed in."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def routes(self) -> list[Route]:
        """For the application, in front of Streamlit's own."""
        return [Route(DEVICES, self.show, methods=["GET"]), Route(DEVICES, self.end, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """Every session of this person, the one that asks first."""
        return await run_in_threadpool(self._show, request)

    async def end(self, request: Request) -> Response:
        """One of them is over; ending the one that asks is signing out."""
        form = await read_form(request, LARGEST_FORM) or {}
        return await run_in_threadpool(self._end, request, form.get("seance", ""))

    def _show(self, request: Request) -> Response:
        cookie = self._cookie(request)
        person = self._services.person_behind(cookie)
        if person is None:
            return RedirectResponse(SIGN_IN, 303)
        opened = self._services.store.of_person(person.user_id)
        opened.sort(key=lambda one: one.id_hash != hashed(cookie))
        done = ENDED if "fait" in request.query_params else ""
        return HTMLResponse(_page([_item(one, is_this=one.id_hash == hashed(cookie)) for one in opened], done))

    def _end(self, request: Request, id_hash: str) -> Response:
        person = self._services.person_behind(self._cookie(request))
        if person is None:
            return RedirectResponse(SIGN_IN, 303)
        if id_hash in {one.id_hash for one in self._services.store.of_person(person.user_id)}:
            self._services.store.end(id_hash)
        return RedirectResponse(f"{DEVICES}?fait", 303, background=BackgroundTask(self._services.endings.work))

    def _cookie(self, request: Request) -> str:
        return request.cookies.get(self._services.settings.cookie_name, "")


def _page(items: list[str], done: str) -> str:
    return TEMPLATE.substitute(icon=DATA_URL, style=STYLE, message=message(done, ""), sessions="\n".join(items))


def _item(one: Opened, *, is_this: bool) -> str:
    now = datetime.now(UTC)
    since, seen = (fr.moment_near(datetime.fromtimestamp(at, UTC), now) for at in (one.created_at, one.last_seen_at))
    here = "<p><b>C’est celui-ci.</b></p>" if is_this else ""
    return (
        f'<li class="card"><h2>{escape(one.device)}</h2>{here}<p>Depuis: {escape(since)}</p><p>Vu: {escape(seen)}</p>'
        f'<form method="post" action="{DEVICES}"><input type="hidden" name="seance" value="{escape(one.id_hash)}">'
        f'<button type="submit">{"Se déconnecter d’ici" if is_this else "Fermer"}</button></form></li>'
    )
