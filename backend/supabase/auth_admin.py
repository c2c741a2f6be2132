"""Supabase Auth's administrator, under the secret key. Its words stop here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from uuid import UUID

import httpx
from pydantic import ValidationError
from supabase_auth import AsyncGoTrueAdminAPI
from supabase_auth.errors import AuthApiError, AuthError, AuthRetryableError
from supabase_auth.types import GenerateLinkResponse

# A century: until somebody lifts it.
FOR_EVER = "876000h"
NO_MORE = "none"


class AccountError(Exception):
    """Not done. `passing`: worth trying again later."""

    def __init__(self, reason: str, *, passing: bool = False) -> None:
        super().__init__(reason)
        self.reason = reason
        self.passing = passing


@dataclass(frozen=True, slots=True)
class AccessLink:
    """What lets one person choose a password, once. `proof` is a secret: it goes into the message and nowhere else."""

    user_id: UUID
    kind: str
    proof: str

    def __repr__(self) -> str:
        return f"AccessLink({self.kind})"


class AuthAdmin:
    """One function for each thing that is done about an account."""

    def __init__(self, http: httpx.AsyncClient, supabase_url: str, secret_key: str) -> None:
        headers = {"apikey": secret_key, "Authorization": f"Bearer {secret_key}"}
        self._admin = AsyncGoTrueAdminAPI(
            url=f"{supabase_url.rstrip('/')}/auth/v1", headers=headers, http_client=http
        )  # fmt: skip

    async def invite(self, email: str) -> AccessLink:
        """An account for this address, made if need be, and a link to it. Raises AccountError."""
        try:
            with _errors():
                return _link(await self._admin.generate_link({"type": "invite", "email": email}))
        except AccountError as error:
            if error.reason != "taken":
                raise
        # Somebody who had an account here before: a link to choose a new password does as well.
        return await self.recover(email)

    async def recover(self, email: str) -> AccessLink:
        """A link to choose a new password. Raises AccountError."""
        with _errors():
            return _link(await self._admin.generate_link({"type": "recovery", "email": email}))

    async def shut_out(self, user_id: UUID) -> None:
        """No sign-in and no renewal of an open session any more. Raises AccountError."""
        with _errors():
            await self._admin.update_user_by_id(str(user_id), {"ban_duration": FOR_EVER})

    async def let_in(self, user_id: UUID) -> None:
        """The contrary. Raises AccountError."""
        with _errors():
            await self._admin.update_user_by_id(str(user_id), {"ban_duration": NO_MORE})


def _link(generate_link_response: GenerateLinkResponse) -> AccessLink:
    made = generate_link_response.properties
    return AccessLink(UUID(generate_link_response.user.id), str(made.verification_type), made.hashed_token)


@contextmanager
def _errors() -> Iterator[None]:
    try:
        yield
    except AuthRetryableError:
        raise AccountError("away", passing=True) from None
    except AuthApiError as error:
        raise _refusal(error) from None
    except (AuthError, httpx.HTTPError, ValidationError, ValueError):
        raise AccountError("unclear", passing=True) from None


def _refusal(error: AuthApiError) -> AccountError:
    if error.code in ("email_exists", "user_already_exists"):
        return AccountError("taken")
    if error.status in (401, 403):
        return AccountError("refused_key", passing=True)
    if error.status == 429 or error.status >= 500:
        return AccountError("away", passing=True)
    return AccountError("unknown_account" if error.status == 404 else "refused")
