"""Signing in and out: three small routes before Streamlit, for a script of Streamlit's cannot set a cookie."""

from __future__ import annotations

import logging
from collections.abc import Iterable
from dataclasses import dataclass
from math import ceil

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.console.cookies import keep_signed_in
from backend.console.elsewhere import to_elsewhere
from backend.console.form import read_form
from backend.console.paths import SESSION, SIGN_IN, SIGN_OUT, SIGN_OUT_EVERYWHERE, safe_next
from backend.console.places import address_of
from backend.console.renewal import CodeNeeded
from backend.console.second_factor import SecondFactor
from backend.console.services import Services
from backend.console.sessions import Session, hashed
from backend.console.sign_in_page import SignInPage
from backend.console.throttle import Attempt
from backend.console.well import GUESS, TOKEN
from backend.console.words import later, words
from backend.person import ROLES
from backend.supabase.answers import UNREMARKABLE
from backend.supabase.errors import REFUSALS, STATUS, WRONG_PASSWORD, ApiError

logger = logging.getLogger("drain")

LARGEST_FORM = 8_192
WRONG = REFUSALS[WRONG_PASSWORD][1]
NO_ACCESS = "Ce compte n’a pas accès à la console. Parlez-en à l’administrateur."
TOO_LONG = "Ce formulaire est trop long, ou n’est pas arrivé en entier. Recommencez."
TO_LINK = "Donnez votre mot de passe: la page suivante lie votre téléphone."
TAKEN_AWAY = "Ce téléphone est retiré de votre compte. Connectez-vous: la page suivante en lie un autre."
EXPIRED = "Votre session est terminée. Reconnectez-vous pour continuer."


@dataclass(frozen=True)
class Form:
    """What the person sent."""

    email: str
    password: str
    demo_role: str
    next_path: str
    # Who needs no second factor wants one.
    to_link: bool = False


class SignIn:
    """The routes, and what they need. Every one of them is reached without a session."""

    def __init__(self, services: Services, second_factor: SecondFactor, modules: Iterable[str]) -> None:
        self._services = services
        self._second_factor = second_factor
        self._settings = services.settings
        self._modules = tuple(modules)

    def routes(self) -> list[Route]:
        """For the application, in front of Streamlit's own."""
        return [
            Route(SIGN_IN, self.show, methods=["GET"]),
            Route(SIGN_IN, self.sign_in, methods=["POST"]),
            Route(SIGN_OUT, self.back, methods=["GET"]),
            Route(SIGN_OUT, self.sign_out, methods=["POST"]),
            Route(SIGN_OUT_EVERYWHERE, self.back, methods=["GET"]),
            Route(SIGN_OUT_EVERYWHERE, self.sign_out_everywhere, methods=["POST"]),
            Route(SESSION, self.session, methods=["GET"]),
        ]

    async def show(self, request: Request) -> Response:
        """The empty form; whoever is signed in already goes straight on."""
        next_path = safe_next(request.query_params.get("suite", "/"))
        to_link = "telephone" in request.query_params
        if self._session(request) is not None and not to_link:
            return RedirectResponse(next_path, 303) if self._is_signed_in(request) else to_elsewhere(next_path)
        asked = request.query_params
        notice = EXPIRED if "fin" in asked else TAKEN_AWAY if "retire" in asked else TO_LINK if to_link else ""
        return HTMLResponse(self._page(next_path=next_path, notice=notice, to_link=to_link))

    async def session(self, request: Request) -> Response:
        """Does the session still stand? Asked by the page itself; asking keeps nothing alive."""
        return Response(status_code=204 if self._is_signed_in(request) else 401)

    async def back(self, request: Request) -> Response:
        """Somebody reloaded the address they left by."""
        return RedirectResponse("/", 303)

    async def sign_out(self, request: Request) -> Response:
        """Over at once here; Supabase is told after the answer is sent."""
        self._services.keeper.end(self._cookie(request))
        return self._goodbye()

    async def sign_out_everywhere(self, request: Request) -> Response:
        """A lost phone: every browser that this person signed in with is signed out."""
        self._services.keeper.end_everywhere(self._cookie(request))
        return self._goodbye()

    def _goodbye(self) -> Response:
        answer = RedirectResponse(SIGN_IN, 303)
        answer.delete_cookie(
            self._settings.cookie_name, path="/", secure=self._settings.is_https, httponly=True, samesite="lax"
        )
        answer.background = BackgroundTask(self._services.endings.work)
        return answer

    async def sign_in(self, request: Request) -> Response:
        """Try the password, unless too many were wrong of late."""
        form = await _read(request)
        if form is None:
            return HTMLResponse(self._page(error=TOO_LONG), 413)
        if form.demo_role:
            return await self._demo(request, form)
        address = request.client.host if request.client else ""
        device = request.cookies.get(self._settings.device_cookie_name, "")
        admission = await run_in_threadpool(self._services.admissions.ask, form.email, form.password, address, device)
        if admission.wait:
            return self._later(form, admission.wait)
        return await run_in_threadpool(self._try, request, form, admission.attempt, device)

    def _try(self, request: Request, form: Form, attempt: Attempt, device: str) -> Response:
        admissions = self._services.admissions
        try:
            cookie = self._services.keeper.sign_in(form.email, form.password, to_link=form.to_link)
        except ApiError as error:
            admissions.failed(attempt, error)
            self._log("refused", form.email, error.code)
            return self._refused(form, error)
        except CodeNeeded as needed:
            admissions.half_succeeded(attempt, form.password)
            self._log("code asked", form.email, "password")
            return self._ask(form, needed)
        device = admissions.succeeded(attempt, form.password, device)
        self._log("opened", form.email, "password")
        return self._welcome(request, form, cookie, device)

    def _log(self, outcome: str, email: str, how: str) -> None:
        """Each sign-in, under a number by which the same account is known again, and nobody by name."""
        logger.info("sign-in %s: account %s, %s", outcome, self._services.throttle.mark(email), how)

    def _ask(self, form: Form, needed: CodeNeeded) -> Response:
        try:
            return self._second_factor.ask(needed, form.next_path)
        except ApiError as error:
            self._services.keeper.revoke(needed.tokens)
            return self._refused(form, error)

    async def _demo(self, request: Request, form: Form) -> Response:
        emails = {role: email for role, email in self._settings.demo_emails.items() if role == form.demo_role}
        if not emails:
            return self._again(form, WRONG, 401)
        if wait := self._services.levels.draw(TOKEN, GUESS):
            return self._later(form, ceil(wait))
        email, password = next(iter(emails.values())), self._settings.DEMO_PASSWORD.get_secret_value()
        try:
            cookie = await run_in_threadpool(self._demo_sign_in, email, password)
        except ApiError as error:
            return self._refused(form, error)
        except CodeNeeded as needed:
            return await run_in_threadpool(self._ask, form, needed)
        return self._welcome(request, form, cookie)

    def _demo_sign_in(self, email: str, password: str) -> str | None:
        """In one tap, with the code that the page shows beside it. Raises ApiError, CodeNeeded."""
        keeper, code = self._services.keeper, self._settings.demo_code()
        try:
            return keeper.sign_in(email, password)
        except CodeNeeded as needed:
            if not needed.is_linked or not code:
                raise
            return keeper.enter(self._services.identity.show_code(needed.tokens, code))

    def _welcome(self, request: Request, form: Form, cookie: str | None, device: str = "") -> Response:
        if cookie is None:
            return self._again(form, NO_ACCESS, 403)
        answer = RedirectResponse(form.next_path, 303)
        keep_signed_in(answer, request, self._services, cookie, device)
        # The browser's earlier session, if any, is not left lying about.
        self._services.keeper.end(self._cookie(request))
        answer.background = BackgroundTask(self._services.endings.work)
        return answer

    def _refused(self, form: Form, error: ApiError) -> Response:
        status = STATUS.get(error.kind, 422)
        if error.kind not in UNREMARKABLE:
            logger.warning("sign-in refused: %s", error.code)
        return self._again(form, words(error), status, {"Retry-After": "10"} if status in (429, 503) else None)

    def _later(self, form: Form, wait: int) -> Response:
        self._log("held back", form.email, f"{wait} s")
        return self._again(form, later(wait), 429, {"Retry-After": str(wait)})

    def _again(self, form: Form, error: str, status: int, headers: dict[str, str] | None = None) -> Response:
        page = self._page(next_path=form.next_path, email=form.email, error=error, to_link=form.to_link)
        return HTMLResponse(page, status, headers=headers)

    def _page(
        self, next_path: str = "/", email: str = "", notice: str = "", error: str = "", to_link: bool = False
    ) -> str:
        roles = [role for role in ROLES if role in self._settings.demo_emails]
        page = SignInPage(next_path, email, notice, error, roles, self._settings.demo_code(), self._modules, to_link)
        return page.html()

    def _cookie(self, request: Request) -> str:
        return request.cookies.get(self._settings.cookie_name, "")

    def _session(self, request: Request) -> Session | None:
        return self._services.store.find(hashed(self._cookie(request)))

    def _is_signed_in(self, request: Request) -> bool:
        session = self._session(request)
        return session is not None and self._services.places.holds(session, address_of(request))


async def _read(request: Request) -> Form | None:
    fields = await read_form(request, LARGEST_FORM)
    if fields is None:
        return None
    email, password, role, wanted = (fields.get(name, "") for name in ("courriel", "mot_de_passe", "compte", "suite"))
    return Form(email.strip(), password, role, safe_next(wanted), bool(fields.get("telephone")))
