"""Signing in and out: three small routes before Streamlit, for a script of Streamlit's cannot set a cookie."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from starlette.background import BackgroundTask
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.console.form import read_form
from backend.console.paths import SESSION, SIGN_IN, SIGN_OUT, SIGN_OUT_EVERYWHERE, safe_next
from backend.console.services import Services
from backend.console.sessions import ABSOLUTE_S, hashed
from backend.console.sign_in_page import SignInPage
from backend.person import ROLES
from backend.supabase.errors import ApiError

LARGEST_FORM = 8_192
WRONG = "Courriel ou mot de passe incorrect."
NO_ACCESS = "Ce compte n’a pas accès à la console. Parlez-en à l’administrateur."
AWAY = "Le service de connexion ne répond pas. Réessayez dans un instant."
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
        answer = self._goodbye()
        tokens = self._services.keeper.end(self._cookie(request))
        if tokens is not None:
            answer.background = BackgroundTask(self._services.keeper.revoke, tokens)
        return answer

    async def sign_out_everywhere(self, request: Request) -> Response:
        """A lost phone: every browser that this person signed in with is signed out."""
        answer = self._goodbye()
        tokens = await run_in_threadpool(self._services.keeper.end_everywhere, self._cookie(request))
        if tokens is not None:
            answer.background = BackgroundTask(self._services.keeper.revoke, tokens, everywhere=True)
        return answer

    def _goodbye(self) -> Response:
        answer = RedirectResponse(SIGN_IN, 303)
        answer.delete_cookie(
            self._settings.cookie_name, path="/", secure=self._settings.is_https, httponly=True, samesite="lax"
        )
        return answer

    async def sign_in(self, request: Request) -> Response:
        """Try the password, unless too many were wrong of late."""
        form = await _read(request)
        if form is None:
            return HTMLResponse(self._page(error=TOO_LONG), 413)
        if form.demo_role:
            return await self._demo(request, form)
        address = request.client.host if request.client else ""
        wait = await run_in_threadpool(self._services.throttle.attempt, form.email, address)
        if wait:
            error = f"Trop d’essais. Réessayez dans {_duration(wait)}."
            return self._again(form, error, 429, {"Retry-After": str(wait)})
        return await self._try(request, form, address)

    async def _try(self, request: Request, form: Form, address: str) -> Response:
        throttle = self._services.throttle
        try:
            cookie = await run_in_threadpool(self._services.keeper.sign_in, form.email, form.password)
        except ApiError as error:
            if error.kind == "unreachable":
                throttle.not_tried(form.email, address)
                return self._again(form, AWAY, 503, {"Retry-After": "10"})
            return self._again(form, WRONG, 401)
        throttle.succeeded(form.email, address)
        return self._welcome(request, form, cookie)

    async def _demo(self, request: Request, form: Form) -> Response:
        emails = {role: email for role, email in self._settings.demo_emails.items() if role == form.demo_role}
        if not emails:
            return self._again(form, WRONG, 401)
        email, password = next(iter(emails.values())), self._settings.DEMO_PASSWORD.get_secret_value()
        try:
            cookie = await run_in_threadpool(self._services.keeper.sign_in, email, password)
        except ApiError as error:
            is_away = error.kind == "unreachable"
            return self._again(form, AWAY if is_away else WRONG, 503 if is_away else 401)
        return self._welcome(request, form, cookie)

    def _welcome(self, request: Request, form: Form, cookie: str | None) -> Response:
        if cookie is None:
            return self._again(form, NO_ACCESS, 403)
        answer = RedirectResponse(form.next_path, 303)
        answer.set_cookie(
            self._settings.cookie_name, cookie, max_age=ABSOLUTE_S, path="/", secure=self._settings.is_https,
            httponly=True, samesite="lax",
        )  # fmt: skip
        # The browser's earlier session, if any, is not left lying about.
        earlier = self._services.keeper.end(self._cookie(request))
        if earlier is not None:
            answer.background = BackgroundTask(self._services.keeper.revoke, earlier)
        return answer

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


async def _read(request: Request) -> Form | None:
    fields = await read_form(request, LARGEST_FORM)
    if fields is None:
        return None
    email, password, role, wanted = (fields.get(name, "") for name in ("courriel", "mot_de_passe", "compte", "suite"))
    return Form(email.strip(), password, role, safe_next(wanted))


def _duration(seconds: int) -> str:
    if seconds <= 90:
        return f"{seconds} secondes" if seconds > 1 else "1 seconde"
    return f"{-(-seconds // 60)} minutes"
