"""Supabase Auth and the profile: who a person is, and the tokens that prove it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from time import time
from typing import Any

import httpx
import jwt
from postgrest.exceptions import APIError
from pydantic import ValidationError
from supabase import Client
from supabase.lib.client_options import SyncClientOptions
from supabase_auth.errors import AuthError
from supabase_auth.types import AuthResponse, VerifyTokenHashParams

from backend.console.outage import Outage, WatchedTransport
from backend.console.patience import Patience
from backend.person import ROLES, Person
from backend.settings.console import ConsoleSettings
from backend.supabase.answers import refuse
from backend.supabase.auth_admin import fingerprint
from backend.supabase.errors import SESSION_OVER, UNREACHABLE, WRONG_PASSWORD, ApiError, from_postgrest, unreachable

TIMEOUT = httpx.Timeout(10, connect=3)
# Opening a connection to a hosted service costs more than a query: they are kept between two refreshes of a page.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30)
# What a telephone writes above the code.
ISSUER = "Drain Fortin"
# Each error of the client's own, by name.
CLIENT_ERRORS = {
    # Nothing was written in one of the fields: it asks nobody.
    "AuthInvalidCredentialsError": WRONG_PASSWORD,
    "AuthSessionMissingError": SESSION_OVER,
    "AuthInvalidJwtError": "invalid_jwt",
    "UserDoesntExist": "user_not_found",
    "AuthWeakPasswordError": "weak_password",
    "AuthRetryableError": UNREACHABLE,
    # It read an answer that it cannot have had from Supabase.
    "AuthApiError": "not_supabase",
    "AuthUnknownError": "not_supabase",
    "AuthImplicitGrantRedirectError": "not_supabase",
    "CustomAuthError": "not_supabase",
    "AuthError": "not_supabase",
    "ValidationError": "not_supabase",
}


@dataclass(frozen=True)
class TokenPair:
    """What Supabase hands out: an access token good for a while, and the one-time token that renews it."""

    user_id: str
    access: str
    refresh: str
    access_expires_at: float
    # They have a second factor, which this session has not shown.
    lacks_code: bool = False

    @property
    def email(self) -> str:
        """Whose they are; Supabase has just signed them."""
        return str(self._claims().get("email", ""))

    @property
    def has_shown_factor(self) -> bool:
        """The code of a telephone was given in this session."""
        return self._claims().get("aal") == "aal2"

    def _claims(self) -> dict[str, Any]:
        try:
            return jwt.decode(self.access, options={"verify_signature": False})
        except jwt.InvalidTokenError:
            return {}


@dataclass(frozen=True)
class Telephone:
    """A second factor being linked: the secret is known only until its first code."""

    factor_id: str
    secret: str


class Identity:
    """Speaks to Supabase for one call at a time; every client it makes carries one token and is thrown away.

    Only the connections are shared: a client is cheap, and one that has another person's header is never reused.
    """

    def __init__(self, settings: ConsoleSettings) -> None:
        self._url = settings.SUPABASE_URL
        self._key = settings.SUPABASE_PUBLISHABLE_KEY.get_secret_value()
        self.outage = Outage()
        self.patience = Patience()
        transport = WatchedTransport(self.outage, limits=LIMITS)
        hooks: dict[str, list[Callable[..., object]]] = {"response": [self.outage.back, refuse]}
        self.http = httpx.Client(timeout=TIMEOUT, transport=transport, follow_redirects=False, event_hooks=hooks)

    def client(self, access_token: str = "") -> Client:
        """A Supabase client that acts as the owner of the token, or as nobody."""
        options = SyncClientOptions(auto_refresh_token=False, persist_session=False, httpx_client=self.http)
        if access_token:
            options.headers["Authorization"] = f"Bearer {access_token}"
        return Client(self._url, self._key, options)

    def sign_in(self, email: str, password: str) -> TokenPair:
        """Raises ApiError, with code `invalid_credentials` for a wrong e-mail or password alike."""
        with _auth_errors():
            return _pair(self.client().auth.sign_in_with_password({"email": email, "password": password}))

    def open_link(self, kind: str, proof: str) -> TokenPair:
        """Spends a one-time link, `invite` or `recovery`. Raises ApiError."""
        given: VerifyTokenHashParams = {"type": "invite" if kind == "invite" else "recovery", "token_hash": proof}
        with _auth_errors():
            return _pair(self.client().auth.verify_otp(given))

    def set_password(self, tokens: TokenPair, password: str) -> None:
        """Gives the tokens' person this password. Raises ApiError; the one they had already is no error."""
        client = self.client()
        try:
            with _auth_errors():
                client.auth.set_session(tokens.access, tokens.refresh)
                client.auth.update_user({"password": password})
        except ApiError as error:
            if error.code != "same_password":
                raise

    def show_code(self, tokens: TokenPair, code: str, factor_id: str = "") -> TokenPair:
        """The same session, after the code of the person's second factor, or of the one that is being linked. Raises
        ApiError, when no factor of theirs shows that code."""
        client = self.client()
        with _auth_errors():
            client.auth.set_session(tokens.access, tokens.refresh)
            factors = [factor_id] if factor_id else [one.id for one in client.auth.mfa.list_factors().totp]
        refused = ApiError("mfa_factor_not_found")
        for id in factors:
            try:
                with _auth_errors():
                    shown = client.auth.mfa.challenge_and_verify({"factor_id": id, "code": code})
                return TokenPair(tokens.user_id, shown.access_token, shown.refresh_token, time() + shown.expires_in)
            except ApiError as error:
                refused = error
        raise refused

    def link_telephone(self, tokens: TokenPair) -> Telephone:
        """Begins to link one; those begun before and never finished are forgotten. Raises ApiError."""
        client = self.client()
        with _auth_errors():
            client.auth.set_session(tokens.access, tokens.refresh)
            for begun in client.auth.mfa.list_factors().all:
                if begun.status == "unverified":
                    client.auth.mfa.unenroll({"factor_id": begun.id})
            made = client.auth.mfa.enroll({"factor_type": "totp", "friendly_name": "Téléphone", "issuer": ISSUER})
        if made.totp is None:
            raise ApiError("not_supabase")
        return Telephone(made.id, made.totp.secret)

    def use_recovery_code(self, tokens: TokenPair, code: str) -> None:
        """Takes the person's telephone away, and ends their sessions, these tokens' too. Raises ApiError: `forbidden`
        for a code that is not theirs, or was used."""
        try:
            self.client(tokens.access).rpc("use_recovery_code", {"p_code": code}).execute()
        except APIError as error:
            raise from_postgrest(error) from error
        except httpx.HTTPError as error:
            raise unreachable(error) from None

    def refresh(self, refresh_token: str) -> TokenPair:
        """Spends the refresh token. Raises ApiError: anything but `unreachable` means that the session is over."""
        with _auth_errors():
            return _pair(self.client().auth.refresh_session(refresh_token))

    def end_others(self, access_token: str) -> None:
        """Ends all of the person's sessions but this one. Raises ApiError."""
        with _auth_errors():
            self.client().auth.admin.sign_out(access_token, "others")

    def leave(self, session_id: str, everywhere: bool) -> None:
        """Ends a session by its number, or all of its person's. Raises ApiError: `forbidden` when there is none."""
        self._as_nobody("leave_session", {"p_session_id": session_id, "p_everywhere": everywhere})

    def is_our_link(self, proof: str) -> bool:
        """False for a link that we did not send: it never reaches the sign-in service. Raises ApiError."""
        try:
            self._as_nobody("link_is_ours", {"p_fingerprint": fingerprint(proof)})
        except ApiError as error:
            if error.kind != "forbidden":
                raise
            return False
        return True

    def _as_nobody(self, function: str, params: dict[str, Any]) -> None:
        try:
            self.client().rpc(function, params).execute()
        except APIError as error:
            raise from_postgrest(error) from error
        except httpx.HTTPError as error:
            raise unreachable(error) from None

    def profile(self, access_token: str, user_id: str) -> Person | None:
        """The person behind the token; None when they have no profile or are suspended. Raises ApiError."""
        rows = self.patience.ask(access_token, lambda: self._profiles(access_token, user_id))
        return _person(user_id, rows[0]) if rows else None

    def _profiles(self, access_token: str, user_id: str) -> list[Any]:
        columns = self.client(access_token).table("profiles").select("email, full_name, role, suspended")
        try:
            return list(columns.eq("user_id", user_id).limit(1).execute().data)
        except APIError as error:
            raise from_postgrest(error) from error
        except httpx.HTTPError as error:
            raise unreachable(error) from None


def _person(user_id: str, row: object) -> Person | None:
    if not isinstance(row, dict) or row.get("suspended") or row.get("role") not in ROLES:
        return None
    return Person(user_id, str(row["email"]), str(row["full_name"]), row["role"])


def _pair(answer: AuthResponse) -> TokenPair:
    session = answer.session
    if session is None:
        raise ApiError(WRONG_PASSWORD)
    expires_at = float(session.expires_at or time() + session.expires_in)
    tokens = TokenPair(session.user.id, session.access_token, session.refresh_token, expires_at)
    has_factor = any(factor.status == "verified" for factor in session.user.factors or ())
    return replace(tokens, lacks_code=has_factor and not tokens.has_shown_factor)


@contextmanager
def _auth_errors() -> Iterator[None]:
    """What the client says by itself: a refusal that came over HTTP was read before it saw it."""
    try:
        yield
    except (AuthError, httpx.HTTPError, ValidationError) as error:
        code = CLIENT_ERRORS.get(type(error).__name__, UNREACHABLE)
        raise (unreachable(error.__cause__ or error) if code == UNREACHABLE else ApiError(code)) from None
