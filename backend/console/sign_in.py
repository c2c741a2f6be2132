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

from backend.console.acquaintance import FORGET_DEVICE_AFTER_S
from backend.console.form import read_form
from backend.console.paths import SESSION, SIGN_IN, SIGN_OUT, SIGN_OUT_EVERYWHERE, safe_next
from backend.console.services import Services
from backend.console.sessions import ABSOLUTE_S, hashed
from backend.console.sign_in_page import SignInPage
from backend.console.throttle import Attempt
from backend.console.well import GUESS, TOKEN
from backend.person import ROLES
from backend.settings.console import ConsoleSettings
from backend.supabase.answers import UNREMARKABLE
from backend.supabase.errors import REFUSALS, STATUS, UNREACHABLE, WRONG_PASSWORD, ApiError

logger = logging.getLogger("drain")

LARGEST_FORM = 8_192
WRONG = REFUSALS[WRONG_PASSWORD][1]
NO_ACCESS = "Ce compte n’a pas accès à la console. Parlez-en à l’administrateur."
TOO_LONG = "Ce formulaire est trop long, ou n’est pas arrivé en entier. Recommencez."
EXPIRED = "Votre session est terminée. Reconnectez-vous pour continuer."


@dataclass(frozen=True)
class Form:
    """What the person sent."""

    email: str
    password: str
    demo_role: str
    next_path: str


class SignIn:
    """The routes, and what they need. Every one of them is reached without a session."""

    def __init__(self, services: Services, modules: Iterable[str]) -> None:
        self._services = services
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
        if self._is_signed_in(request):
            return RedirectResponse(next_path, 303)
        notice = EXPIRED if "fin" in request.query_params else ""
        return HTMLResponse(self._page(next_path=next_path, notice=notice))

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
            cookie = self._services.keeper.sign_in(form.email, form.password)
        except ApiError as error:
            admissions.failed(attempt, error)
            return self._refused(form, error)
        device = admissions.succeeded(attempt, form.password, device)
        return self._welcome(request, form, cookie, device)

    async def _demo(self, request: Request, form: Form) -> Response:
        emails = {role: email for role, email in self._settings.demo_emails.items() if role == form.demo_role}
        if not emails:
            return self._again(form, WRONG, 401)
        if wait := self._services.levels.draw(TOKEN, GUESS):
            return self._later(form, ceil(wait))
        email, password = next(iter(emails.values())), self._settings.DEMO_PASSWORD.get_secret_value()
        try:
            cookie = await run_in_threadpool(self._services.keeper.sign_in, email, password)
        except ApiError as error:
            return self._refused(form, error)
        return self._welcome(request, form, cookie)

    def _welcome(self, request: Request, form: Form, cookie: str | None, device: str = "") -> Response:
        if cookie is None:
            return self._again(form, NO_ACCESS, 403)
        answer = RedirectResponse(form.next_path, 303)
        keep_signed_in(answer, self._settings, cookie, device)
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
        return self._again(form, later(wait), 429, {"Retry-After": str(wait)})

    def _again(self, form: Form, error: str, status: int, headers: dict[str, str] | None = None) -> Response:
        page = self._page(next_path=form.next_path, email=form.email, error=error)
        return HTMLResponse(page, status, headers=headers)

    def _page(self, next_path: str = "/", email: str = "", notice: str = "", error: str = "") -> str:
        roles = [role for role in ROLES if role in self._settings.demo_emails]
        return SignInPage(next_path, email, notice, error, roles, self._modules).html()

    def _cookie(self, request: Request) -> str:
        return request.cookies.get(self._settings.cookie_name, "")

    def _is_signed_in(self, request: Request) -> bool:
        return self._services.store.find(hashed(self._cookie(request))) is not None


def words(error: ApiError) -> str:
    """Why nobody is in, for the pages in front of the console."""
    if error.code != UNREACHABLE:
        return error.sentence
    # The same outage, seen from here.
    return error.sentence.replace("La base de données", "Le service de connexion")


def keep_signed_in(answer: Response, settings: ConsoleSettings, cookie: str, device: str) -> None:
    """The session's cookie, and the device's own, by which it is known when it comes back."""
    answer.set_cookie(
        settings.cookie_name, cookie, max_age=ABSOLUTE_S, path="/", secure=settings.is_https, httponly=True,
        samesite="lax",
    )  # fmt: skip
    if device:
        answer.set_cookie(
            settings.device_cookie_name, device, max_age=FORGET_DEVICE_AFTER_S, path="/", secure=settings.is_https,
            httponly=True, samesite="lax",
        )  # fmt: skip


async def _read(request: Request) -> Form | None:
    fields = await read_form(request, LARGEST_FORM)
    if fields is None:
        return None
    email, password, role, wanted = (fields.get(name, "") for name in ("courriel", "mot_de_passe", "compte", "suite"))
    return Form(email.strip(), password, role, safe_next(wanted))


def later(wait: int) -> str:
    """Too much was tried, here or by others; when to try again."""
    return f"Trop d’essais. Réessayez dans {_duration(wait)}."


def _duration(seconds: int) -> str:
    if seconds <= 90:
        return f"{seconds} secondes" if seconds > 1 else "1 seconde"
    return f"{-(-seconds // 60)} minutes"
