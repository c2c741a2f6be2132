"""Supabase Auth and the profile: who a person is, and the tokens that prove it."""

from __future__ import annotations

import logging
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from time import time
from typing import Literal

import httpx
from postgrest.exceptions import APIError
from pydantic import ValidationError
from supabase import Client
from supabase.lib.client_options import SyncClientOptions
from supabase_auth.errors import AuthApiError, AuthError, AuthInvalidCredentialsError, AuthRetryableError
from supabase_auth.types import AuthResponse, VerifyTokenHashParams

from backend.person import ROLES, Person
from backend.settings.console import ConsoleSettings
from backend.supabase.errors import UNREACHABLE, ApiError, from_postgrest, unreachable

logger = logging.getLogger("drain")
TIMEOUT = httpx.Timeout(10, connect=3)
# Opening a connection to a hosted service costs more than a query: they are kept between two refreshes of a page.
LIMITS = httpx.Limits(max_connections=100, max_keepalive_connections=20, keepalive_expiry=30)
WRONG_PASSWORD = "invalid_credentials"


@dataclass(frozen=True)
class TokenPair:
    """What Supabase hands out: an access token good for a while, and the one-time token that renews it."""

    user_id: str
    access: str
    refresh: str
    access_expires_at: float


class Identity:
    """Speaks to Supabase for one call at a time; every client it makes carries one token and is thrown away.

    Only the connections are shared: a client is cheap, and one that has another person's header is never reused.
    """

    def __init__(self, settings: ConsoleSettings) -> None:
        self._url = settings.SUPABASE_URL
        self._key = settings.SUPABASE_PUBLISHABLE_KEY.get_secret_value()
        self.http = httpx.Client(timeout=TIMEOUT, limits=LIMITS, follow_redirects=False)

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

    def refresh(self, refresh_token: str) -> TokenPair:
        """Spends the refresh token. Raises ApiError: anything but `unreachable` means that the session is over."""
        with _auth_errors():
            return _pair(self.client().auth.refresh_session(refresh_token))

    def sign_out(self, access_token: str, scope: Literal["local", "global", "others"] = "local") -> None:
        """Revokes this session's refresh token and no other; `global` revokes those of all the person's
        sessions, `others` those of all but this one."""
        with _auth_errors():
            self.client().auth.admin.sign_out(access_token, scope)

    def profile(self, access_token: str, user_id: str) -> Person | None:
        """The person behind the token; None when they have no profile or are suspended."""
        columns = self.client(access_token).table("profiles").select("email, full_name, role, suspended")
        try:
            rows = columns.eq("user_id", user_id).limit(1).execute().data
        except APIError as error:
            raise from_postgrest(error) from error
        except httpx.HTTPError as error:
            raise unreachable(error) from None
        return _person(user_id, rows[0]) if rows else None


def _person(user_id: str, row: object) -> Person | None:
    if not isinstance(row, dict) or row.get("suspended") or row.get("role") not in ROLES:
        return None
    return Person(user_id, str(row["email"]), str(row["full_name"]), row["role"])


def _pair(answer: AuthResponse) -> TokenPair:
    session = answer.session
    if session is None:
        raise ApiError(WRONG_PASSWORD)
    expires_at = float(session.expires_at or time() + session.expires_in)
    return TokenPair(session.user.id, session.access_token, session.refresh_token, expires_at)


@contextmanager
def _auth_errors() -> Iterator[None]:
    try:
        yield
    except AuthRetryableError as error:
        raise ApiError(UNREACHABLE, type(error).__name__) from None
    except AuthApiError as error:
        raise ApiError(_auth_code(error)) from None
    except AuthInvalidCredentialsError:
        # Nothing was written in one of the fields: the client asks nobody.
        raise ApiError("invalid_credentials") from None
    except (AuthError, httpx.HTTPError, ValidationError) as error:
        raise ApiError(UNREACHABLE, type(error).__name__) from None


def _auth_code(error: AuthApiError) -> str:
    if error.status == 401 and not error.code:
        # Answered before any e-mail or token was looked at.
        logger.error("Supabase refuses the console's key: check SUPABASE_PUBLISHABLE_KEY")
        return UNREACHABLE
    if error.status >= 500 or error.status == 429:
        return UNREACHABLE
    return str(error.code or error.status)
