"""Between the password and the console: the code of a telephone, and the telephone linked by whoever has none yet.

Nothing of the console is opened meanwhile. What the password opened lies ten minutes in the console's file, sealed with
what the page alone holds.
"""

from __future__ import annotations

import logging
import re
import secrets
from dataclasses import dataclass
from urllib.parse import quote
from uuid import UUID

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.console.cookies import keep_signed_in
from backend.console.form import read_form
from backend.console.identity import Telephone, TokenPair
from backend.console.paths import RECOVERY_CODES, SECOND_FACTOR, SIGN_IN, safe_next
from backend.console.renewal import CodeNeeded
from backend.console.second_factor_page import SecondFactorPage
from backend.console.services import Services
from backend.console.throttle import Attempt
from backend.console.words import later, words
from backend.supabase.answers import UNREMARKABLE
from backend.supabase.errors import STATUS, ApiError

logger = logging.getLogger("drain")

LARGEST_FORM = 4_096
OVER = f"{SIGN_IN}?fin"
TAKEN_AWAY = f"{SIGN_IN}?retire"
WRONG_RECOVERY_CODE = "Ce code de secours n’est pas le bon, ou il a déjà servi."
# A made-up code.
GUESSES = ("mfa_verification_failed", "mfa_verification_rejected", "validation_failed")
BASE_32 = re.compile(r"[A-Z2-7]{16,128}")


@dataclass(frozen=True)
class Form:
    """What the person sent; `telephone`: the one that they are linking, as the page showed it."""

    proof: str
    code: str
    next_path: str
    telephone: Telephone | None
    # In place of the code, when the telephone is lost.
    recovery_code: str = ""


class SecondFactor:
    """One route, reached without a session, and the page that leads to it."""

    def __init__(self, services: Services) -> None:
        self._services = services
        self._settings = services.settings

    def routes(self) -> list[Route]:
        """For the application, in front of Streamlit's own."""
        return [
            Route(SECOND_FACTOR, self.back, methods=["GET"]),
            Route(SECOND_FACTOR, self.enter, methods=["POST"]),
        ]

    def ask(self, needed: CodeNeeded, next_path: str = "/") -> Response:
        """The page, for somebody whose password or link was right. Raises ApiError."""
        telephone = None if needed.is_linked else self._services.identity.link_telephone(needed.tokens)
        proof = secrets.token_urlsafe(32)
        self._services.opened_links.keep(proof, needed.tokens)
        return self._page(Form(proof, "", next_path, telephone), needed.tokens)

    async def back(self, request: Request) -> Response:
        """Somebody reloaded the address of the form."""
        return RedirectResponse(SIGN_IN, 303)

    async def enter(self, request: Request) -> Response:
        """Try the code, unless too many were wrong of late."""
        form = await _read(request)
        return RedirectResponse(OVER, 303) if form is None else await run_in_threadpool(self._enter, request, form)

    def _enter(self, request: Request, form: Form) -> Response:
        tokens = self._services.opened_links.find(form.proof)
        if tokens is None:
            return RedirectResponse(OVER, 303)
        device = request.cookies.get(self._settings.device_cookie_name, "")
        known = self._services.acquaintances.knows_device(device, tokens.email)
        address = request.client.host if request.client else ""
        attempt = Attempt(f"code:{tokens.user_id}", address, device if known else "")
        if wait := self._services.throttle.attempt(attempt):
            return self._page(form, tokens, later(wait), 429)
        if form.recovery_code:
            return self._recover(form, tokens, attempt)
        return self._try(request, form, tokens, attempt)

    def _try(self, request: Request, form: Form, tokens: TokenPair, attempt: Attempt) -> Response:
        factor_id = form.telephone.factor_id if form.telephone else ""
        try:
            cookie = self._services.keeper.enter(self._services.identity.show_code(tokens, form.code, factor_id))
        except ApiError as error:
            if error.code not in GUESSES:
                self._services.throttle.not_tried(attempt)
            self._log("refused", tokens.email, error.code)
            return self._refused(form, tokens, error)
        self._services.throttle.succeeded(attempt)
        self._log("opened", tokens.email, "password and code")
        self._services.opened_links.forget(form.proof)
        return self._in(request, form, tokens, cookie) if cookie else RedirectResponse(OVER, 303)

    def _recover(self, form: Form, tokens: TokenPair, attempt: Attempt) -> Response:
        try:
            self._services.identity.use_recovery_code(tokens, form.recovery_code)
        except ApiError as error:
            self._log("refused", tokens.email, f"recovery code, {error.code}")
            if error.kind == "forbidden":
                return self._page(form, tokens, WRONG_RECOVERY_CODE, 422)
            self._services.throttle.not_tried(attempt)
            return self._refused(form, tokens, error)
        self._services.throttle.succeeded(attempt)
        self._log("telephone taken away", tokens.email, "recovery code")
        self._services.opened_links.forget(form.proof)
        self._services.store.end_all_of(tokens.user_id)
        return RedirectResponse(TAKEN_AWAY, 303)

    def _log(self, outcome: str, email: str, how: str) -> None:
        logger.info("sign-in %s: account %s, %s", outcome, self._services.throttle.mark(email), how)

    def _in(self, request: Request, form: Form, tokens: TokenPair, cookie: str) -> Response:
        device = request.cookies.get(self._settings.device_cookie_name, "")
        device = self._services.acquaintances.remember_device(device, tokens.email)
        # Whoever has just linked a telephone is shown, once, what helps when it is lost.
        codes = f"{RECOVERY_CODES}?suite={quote(form.next_path, safe='/')}"
        answer = RedirectResponse(codes if form.telephone else form.next_path, 303)
        keep_signed_in(answer, request, self._services, cookie, device)
        # The browser's earlier session, if any, is not left lying about.
        self._services.keeper.end(request.cookies.get(self._settings.cookie_name, ""))
        answer.background = BackgroundTask(self._services.endings.work)
        return answer

    def _refused(self, form: Form, tokens: TokenPair, error: ApiError) -> Response:
        if error.kind == "expired":
            return RedirectResponse(OVER, 303)
        if error.kind not in UNREMARKABLE:
            logger.warning("a code is refused: %s", error.code)
        return self._page(form, tokens, words(error), STATUS.get(error.kind, 422))

    def _page(self, form: Form, tokens: TokenPair, error: str = "", status: int = 200) -> Response:
        demo_code = self._settings.demo_code() if tokens.email in self._settings.demo_emails.values() else ""
        page = SecondFactorPage(form.proof, form.next_path, tokens.email, form.telephone, error, demo_code)
        return HTMLResponse(page.html(), status)


async def _read(request: Request) -> Form | None:
    fields = await read_form(request, LARGEST_FORM)
    if not fields or not fields.get("jeton"):
        return None
    code, next_path = fields.get("code", "").replace(" ", "")[:10], safe_next(fields.get("suite", "/"))
    telephone = _telephone(fields.get("facteur", ""), fields.get("secret", ""))
    return Form(fields["jeton"], code, next_path, telephone, fields.get("secours", "")[:60])


def _telephone(factor_id: str, secret: str) -> Telephone | None:
    try:
        return Telephone(str(UUID(factor_id)), secret) if BASE_32.fullmatch(secret) else None
    except ValueError:
        return None
