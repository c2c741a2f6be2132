"""From the link of an invitation to a signed-in session. Opening the page spends nothing: only the form does."""

from __future__ import annotations

import logging
from dataclasses import dataclass
from hashlib import sha256

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.console import passwords
from backend.console.cookies import keep_signed_in
from backend.console.form import read_form
from backend.console.identity import TokenPair
from backend.console.invitation_page import WelcomePage
from backend.console.renewal import CodeNeeded
from backend.console.second_factor import SecondFactor
from backend.console.services import Services
from backend.console.sign_in import NO_ACCESS
from backend.console.throttle import Attempt
from backend.console.well import VERIFY
from backend.console.words import later, words
from backend.supabase.answers import UNREMARKABLE
from backend.supabase.errors import REFUSALS, STATUS, TOO_MANY, ApiError
from backend.team.text import INVITATION_PATH

logger = logging.getLogger("drain")

LARGEST_FORM = 4_096
KINDS = ("invite", "recovery")
SPENT = REFUSALS["otp_expired"][1]
# A made-up link, a made-up code.
GUESSES = ("otp_expired", "mfa_verification_failed")
UNLIKE = "Les deux mots de passe ne sont pas pareils."


@dataclass(frozen=True)
class Form:
    """What the person sent."""

    kind: str
    proof: str
    password: str
    again: str
    # Of the second factor, where the person has one.
    code: str

    @property
    def problem(self) -> str:
        """What is wrong with it before anything is spent; empty when nothing is."""
        if self.password != self.again:
            return UNLIKE
        return passwords.problem(self.password)


class AcceptInvitation:
    """The two routes. Both are reached without a session."""

    def __init__(self, services: Services, second_factor: SecondFactor) -> None:
        self._services = services
        self._second_factor = second_factor
        self._settings = services.settings

    def routes(self) -> list[Route]:
        """For the application, in front of Streamlit's own."""
        return [
            Route(INVITATION_PATH, self.show, methods=["GET"]),
            Route(INVITATION_PATH, self.enter, methods=["POST"]),
        ]

    async def show(self, request: Request) -> Response:
        """The form, with the link's proof hidden in it."""
        kind, proof = request.query_params.get("genre", ""), request.query_params.get("jeton", "")
        if kind not in KINDS or not proof or len(proof) > 200:
            return _page(WelcomePage("", "", SPENT), 400)
        return _page(WelcomePage(kind, proof))

    async def enter(self, request: Request) -> Response:
        """Spend the link, keep the password, sign in; every other session of the person ends."""
        form = await _read(request)
        if form is None or form.kind not in KINDS or not form.proof:
            return _page(WelcomePage("", "", SPENT), 400)
        if form.problem:
            return _page(WelcomePage(form.kind, form.proof, form.problem, bool(form.code)), 422)
        address = request.client.host if request.client else ""
        attempt = Attempt(_key(form.proof), address)
        if wait := await run_in_threadpool(self._services.throttle.attempt, attempt):
            return _page(WelcomePage(form.kind, form.proof, later(wait), bool(form.code)), 429)
        return await run_in_threadpool(self._try, form, attempt, request)

    def _try(self, form: Form, attempt: Attempt, request: Request) -> Response:
        try:
            tokens = self._services.opened_links.find(form.proof) or self._open(form)
            answer = self._choose(form, tokens, request)
        except ApiError as error:
            if error.code not in GUESSES:
                self._services.throttle.not_tried(attempt)
            return self._refused(form, error)
        # Whoever holds a link guesses nothing, though they may choose three passwords before one will do.
        self._services.throttle.not_tried(attempt)
        return answer

    def _choose(self, form: Form, tokens: TokenPair, request: Request) -> Response:
        """Keep the password, and in. Raises ApiError."""
        email = tokens.email
        if wrong := passwords.problem(form.password, email):
            return _page(WelcomePage(form.kind, form.proof, wrong, bool(form.code)), 422)
        try:
            cookie = self._services.keeper.begin_anew(self._with_code(form, tokens), form.password)
        except CodeNeeded as needed:
            page = self._second_factor.ask(needed)
            self._services.opened_links.forget(form.proof)
            return page
        self._services.opened_links.forget(form.proof)
        if cookie is None:
            return _page(WelcomePage("", "", NO_ACCESS), 403)
        device = request.cookies.get(self._settings.device_cookie_name, "")
        return self._in(request, cookie, self._services.acquaintances.remember(device, email, form.password))

    def _open(self, form: Form) -> TokenPair:
        """Spend the link. One that is not ours, or over budget, never reaches the sign-in service. Raises ApiError."""
        if not self._services.identity.is_our_link(form.proof):
            raise ApiError("otp_expired")
        if self._services.levels.draw(VERIFY):
            raise ApiError(TOO_MANY)
        tokens = self._services.identity.open_link(form.kind, form.proof)
        self._services.opened_links.keep(form.proof, tokens)
        return tokens

    def _with_code(self, form: Form, tokens: TokenPair) -> TokenPair:
        """With a second factor, a link alone opens no new password. Raises ApiError."""
        if not form.code:
            return tokens
        better = self._services.identity.show_code(tokens, form.code.replace(" ", ""))
        self._services.opened_links.keep(form.proof, better)
        return better

    def _refused(self, form: Form, error: ApiError) -> Response:
        if error.kind not in UNREMARKABLE:
            logger.warning("a link or its password is refused: %s", error.code)
        status = 403 if error.code == "otp_expired" else STATUS.get(error.kind, 422)
        needs_code = error.code == "insufficient_aal" or error.code.startswith("mfa_")
        return _page(WelcomePage(form.kind, form.proof, words(error), needs_code), status)

    def _in(self, request: Request, cookie: str, device: str) -> Response:
        answer = RedirectResponse("/", 303)
        keep_signed_in(answer, request, self._services, cookie, device)
        answer.background = BackgroundTask(self._services.endings.work)
        return answer


def _page(page: WelcomePage, status: int = 200) -> Response:
    return HTMLResponse(page.html(), status, headers={"Referrer-Policy": "strict-origin"})


def _key(proof: str) -> str:
    return sha256(proof.encode()).hexdigest()


async def _read(request: Request) -> Form | None:
    fields = await read_form(request, LARGEST_FORM)
    return (
        None
        if fields is None
        else Form(*(fields.get(name, "") for name in ("genre", "jeton", "mot_de_passe", "encore", "code")))
    )
