"""Ten codes for the day when the telephone is lost: made and shown once, to whoever has just shown the telephone's."""

from __future__ import annotations

from html import escape
from pathlib import Path
from string import Template
from uuid import uuid4

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.console.form import read_form
from backend.console.icon import DATA_URL
from backend.console.invitation_page import STYLE
from backend.console.paths import DEVICES, RECOVERY_CODES, SIGN_IN, safe_next
from backend.console.places import address_of
from backend.console.second_factor import GUESSES, LARGEST_FORM
from backend.console.services import Services
from backend.console.sessions import Session, hashed
from backend.console.sign_in_page import message
from backend.console.throttle import Attempt
from backend.console.words import later, words
from backend.supabase.errors import STATUS, ApiError

TEMPLATE = Template(Path(__file__).with_name("recovery_codes.html").read_text(encoding="utf-8"))
OFFER = (
    "Le jour où vous perdez ce téléphone, un de ces codes, après votre mot de passe, vous laisse en lier un autre. Il y"
    " en a dix, chacun sert une fois. De nouveaux codes remplacent les anciens."
)
SHOWN = "Notez-les maintenant, hors de ce téléphone: ils ne seront plus montrés."
CODE_NEEDED = "code_needed"


class RecoveryCodes:
    """One route, for whoever is signed in with the code of a telephone."""

    def __init__(self, services: Services) -> None:
        self._services = services

    def routes(self) -> list[Route]:
        """For the application, in front of Streamlit's own."""
        return [Route(RECOVERY_CODES, self.show, methods=["GET"]), Route(RECOVERY_CODES, self.make, methods=["POST"])]

    async def show(self, request: Request) -> Response:
        """What they are for, and the button that makes them."""
        next_path, session = safe_next(request.query_params.get("suite", "/")), self._session(request)
        return _page(next_path, _form(next_path)) if session else RedirectResponse(_back(request), 303)

    async def make(self, request: Request) -> Response:
        """Make them; where the telephone's code was shown too long ago, ask for it."""
        fields, session = await read_form(request, LARGEST_FORM) or {}, self._session(request)
        if session is None:
            return RedirectResponse(_back(request), 303)
        code, next_path = fields.get("code", "").replace(" ", "")[:10], safe_next(fields.get("suite", "/"))
        return await run_in_threadpool(self._make, request, session, code, next_path)

    def _make(self, request: Request, session: Session, code: str, next_path: str) -> Response:
        attempt = Attempt(f"code:{session.person.user_id}", address_of(request), "")
        if code and (wait := self._services.throttle.attempt(attempt)):
            return _page(next_path, _form(next_path, ask=True), later(wait), 429)
        try:
            if code:
                self._services.keeper.show_code(session.id_hash, code)
                self._services.throttle.succeeded(attempt)
            cookie = request.cookies.get(self._services.settings.cookie_name, "")
            made = self._services.api_for(cookie).rpc("make_recovery_codes", {"p_request_id": str(uuid4())})
        except ApiError as error:
            if code and error.code not in GUESSES:
                self._services.throttle.not_tried(attempt)
            if error.message == CODE_NEEDED:
                return _page(next_path, _form(next_path, ask=True))
            return _page(next_path, _form(next_path, ask=True), words(error), STATUS.get(error.kind, 422))
        return _page(next_path, _list(made["codes"]), text=SHOWN, onward="Je les ai notés: continuer")

    def _session(self, request: Request) -> Session | None:
        """Of somebody who has a telephone to lose."""
        cookie = request.cookies.get(self._services.settings.cookie_name, "")
        session = self._services.store.find(hashed(cookie))
        return session if session and session.tokens.has_shown_factor else None


def _back(request: Request) -> str:
    return DEVICES if request.cookies else SIGN_IN


def _page(
    next_path: str, body: str, error: str = "", status: int = 200, text: str = OFFER, onward: str = "Plus tard"
) -> Response:
    values = {"next_path": escape(next_path), "onward": onward, "text": text, "body": body}
    html = TEMPLATE.substitute(values, icon=DATA_URL, style=STYLE, message=message("", error))
    return HTMLResponse(html, status)


def _form(next_path: str, *, ask: bool = False) -> str:
    code = (
        '<label for="code">Code à six chiffres de votre téléphone</label><input id="code" name="code"'
        ' inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" required maxlength="7" autofocus>'
    )
    return (
        f'<form class="card" method="post" action="{RECOVERY_CODES}"><input type="hidden" name="suite"'
        f' value="{escape(next_path)}">{code if ask else ""}<button type="submit">Montrer mes codes</button></form>'
    )


def _list(codes: list[str]) -> str:
    groups = (" ".join(code[at : at + 4] for at in range(0, len(code), 4)) for code in codes)
    return '<ol class="codes">' + "".join(f"<li>{escape(one)}</li>" for one in groups) + "</ol>"
