"""From the link of an invitation to a signed-in session. Opening the page spends nothing: only the form does."""

from __future__ import annotations

from dataclasses import dataclass
from hashlib import sha256

import jwt
from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response
from starlette.routing import Route

from backend.console import passwords
from backend.console.form import read_form
from backend.console.identity import TokenPair
from backend.console.invitation_page import WelcomePage
from backend.console.services import Services
from backend.console.sessions import ABSOLUTE_S
from backend.console.sign_in import AWAY, NO_ACCESS
from backend.supabase.errors import ApiError
from backend.team.text import INVITATION_PATH

LARGEST_FORM = 4_096
KINDS = ("invite", "recovery")
SPENT = "Ce lien ne marche plus: il a déjà servi, ou il est trop vieux. Demandez-en un autre à qui vous a invité."
UNLIKE = "Les deux mots de passe ne sont pas pareils."
REFUSED = "Ce mot de passe est refusé: il est trop connu ou trop simple. Choisissez-en un autre."
MOST_PROVEN = 100


@dataclass(frozen=True)
class Form:
    """What the person sent."""

    kind: str
    proof: str
    password: str
    again: str

    @property
    def problem(self) -> str:
        """What is wrong with it before anything is spent; empty when nothing is."""
        if self.password != self.again:
            return UNLIKE
        return passwords.problem(self.password)


class AcceptInvitation:
    """The two routes. Both are reached without a session."""

    def __init__(self, services: Services) -> None:
        self._services = services
        # Links spent whose password was then refused: the same person may choose another without a new link.
        self._proven: dict[str, TokenPair] = {}

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
            return _page(WelcomePage(form.kind, form.proof, form.problem), 422)
        address = request.client.host if request.client else ""
        if await run_in_threadpool(self._services.throttle.attempt, _key(form.proof), address):
            return _page(WelcomePage(form.kind, form.proof, "Trop d’essais. Réessayez dans quelques minutes."), 429)
        return await run_in_threadpool(self._try, form)

    def _try(self, form: Form) -> Response:
        try:
            tokens = self._proven.get(_key(form.proof)) or self._services.identity.open_link(form.kind, form.proof)
        except ApiError as error:
            is_away = error.kind == "unreachable"
            return _page(WelcomePage(form.kind, form.proof, AWAY if is_away else SPENT), 503 if is_away else 403)
        self._remember(form, tokens)
        wrong = passwords.problem(form.password, _email(tokens))
        if wrong:
            return _page(WelcomePage(form.kind, form.proof, wrong), 422)
        try:
            cookie = self._services.keeper.begin_anew(tokens, form.password)
        except ApiError as error:
            is_away = error.kind == "unreachable"
            return _page(WelcomePage(form.kind, form.proof, AWAY if is_away else REFUSED), 503 if is_away else 422)
        self._proven.pop(_key(form.proof), None)
        return self._in(cookie) if cookie else _page(WelcomePage("", "", NO_ACCESS), 403)

    def _remember(self, form: Form, tokens: TokenPair) -> None:
        while len(self._proven) >= MOST_PROVEN:
            self._proven.pop(next(iter(self._proven)))
        self._proven[_key(form.proof)] = tokens

    def _in(self, cookie: str) -> Response:
        settings = self._services.settings
        answer = RedirectResponse("/", 303)
        answer.set_cookie(settings.cookie_name, cookie, max_age=ABSOLUTE_S, path="/", secure=settings.is_https,
                          httponly=True, samesite="lax")  # fmt: skip
        return answer


def _page(page: WelcomePage, status: int = 200) -> Response:
    return HTMLResponse(page.html(), status, headers={"Referrer-Policy": "no-referrer"})


def _email(tokens: TokenPair) -> str:
    """Whose they are; Supabase has just signed them."""
    return str(jwt.decode(tokens.access, options={"verify_signature": False}).get("email", ""))


def _key(proof: str) -> str:
    return sha256(proof.encode()).hexdigest()


async def _read(request: Request) -> Form | None:
    fields = await read_form(request, LARGEST_FORM)
    return (
        None
        if fields is None
        else Form(*(fields.get(name, "") for name in ("genre", "jeton", "mot_de_passe", "encore")))
    )
