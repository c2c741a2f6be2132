"""The code once more, where a session turns up on a network that it was never used from."""

from __future__ import annotations

from urllib.parse import quote

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.console.form import read_form
from backend.console.paths import ELSEWHERE, SIGN_IN, safe_next
from backend.console.places import address_of
from backend.console.second_factor import GUESSES, LARGEST_FORM
from backend.console.second_factor_page import AGAIN, FROM_ELSEWHERE, SecondFactorPage
from backend.console.services import Services
from backend.console.sessions import Session, hashed
from backend.console.throttle import Attempt
from backend.console.words import later, words
from backend.supabase.errors import STATUS, ApiError


def to_elsewhere(next_path: str) -> Response:
    """To the page that asks for the code, then on."""
    wanted = safe_next(next_path)
    return RedirectResponse(ELSEWHERE if wanted == "/" else f"{ELSEWHERE}?suite={quote(wanted, safe='/')}", 303)


class Elsewhere:
    """One route, for whoever is signed in and is not where they were."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._settings = services.settings

    def routes(self) -> list[Route]:
        """For the application, in front of Streamlit's own."""
        return [Route(ELSEWHERE, self.show, methods=["GET"]), Route(ELSEWHERE, self.enter, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """The form; straight on for whoever needs no code here, unless they come to show it anew."""
        next_path, session = safe_next(request.query_params.get("suite", "/")), self._session(request)
        if session is None:
            return RedirectResponse(SIGN_IN, 303)
        anew = "encore" in request.query_params and session.tokens.has_shown_factor
        if self._services.places.holds(session, address_of(request)) and not anew:
            return RedirectResponse(next_path, 303)
        return self._page(session, address_of(request), next_path)

    async def enter(self, request: Request) -> Response:
        """Try the code, unless too many were wrong of late."""
        fields, session = await read_form(request, LARGEST_FORM), self._session(request)
        if session is None or not fields:
            return RedirectResponse(SIGN_IN, 303)
        code, next_path = fields.get("code", "").replace(" ", "")[:10], safe_next(fields.get("suite", "/"))
        return await run_in_threadpool(self._enter, request, session, code, next_path)

    def _enter(self, request: Request, session: Session, code: str, next_path: str) -> Response:
        address = address_of(request)
        attempt = Attempt(f"code:{session.person.user_id}", address, "")
        if wait := self._services.throttle.attempt(attempt):
            return self._page(session, address, next_path, later(wait), 429)
        try:
            self._services.keeper.show_code(session.id_hash, code)
        except ApiError as error:
            if error.code not in GUESSES:
                self._services.throttle.not_tried(attempt)
            if error.kind == "expired":
                return RedirectResponse(SIGN_IN, 303)
            return self._page(session, address, next_path, words(error), STATUS.get(error.kind, 422))
        self._services.throttle.succeeded(attempt)
        self._services.places.note(session.id_hash, address)
        return RedirectResponse(next_path, 303)

    def _session(self, request: Request) -> Session | None:
        return self._services.store.find(hashed(request.cookies.get(self._settings.cookie_name, "")))

    def _page(self, session: Session, address: str, next_path: str, error: str = "", status: int = 200) -> Response:
        email = session.person.email
        demo_code = self._settings.demo_code() if email in self._settings.demo_emails.values() else ""
        asked = AGAIN if self._services.places.holds(session, address) else FROM_ELSEWHERE
        page = SecondFactorPage("", next_path, email, None, error, demo_code, ELSEWHERE, asked)
        return HTMLResponse(page.html(), status)
