"""Supabase Auth's administrator, under the secret key. Its words stop here."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from hashlib import sha256
from uuid import UUID

import httpx
from pydantic import ValidationError
from supabase_auth import AsyncGoTrueAdminAPI
from supabase_auth.errors import AuthError, AuthRetryableError
from supabase_auth.types import GenerateLinkResponse

from backend.supabase.answers import refusal
from backend.supabase.errors import OURS_TO_WAIT_FOR, UNREACHABLE

# A century: until somebody lifts it.
FOR_EVER = "876000h"
NO_MORE = "none"
# Refused to the secret key, whoever it was asked for.
OUR_KEY = ("not_admin", "invalid_key", "legacy_keys", "bad_jwt", "no_authorization")
# Where a refusal has another sense for whoever asked than for the person; the others keep their own names.
REASONS = {
    **dict.fromkeys(("email_exists", "user_already_exists"), "taken"),
    **dict.fromkeys(OUR_KEY, "refused_key"),
    **dict.fromkeys((UNREACHABLE, "unexpected_failure"), "away"),
    "user_not_found": "unknown_account",
}


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


def fingerprint(proof: str) -> str:
    """What is kept of a link that was sent: enough to know it again, and nothing that opens it."""
    return sha256(b"link:" + proof.encode()).hexdigest()


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
    except (AuthError, httpx.HTTPError, ValidationError, ValueError) as error:
        raise _refusal(error) from None


def _refusal(error: Exception) -> AccountError:
    answered = error.__cause__ if isinstance(error.__cause__, httpx.HTTPStatusError) else error
    if isinstance(answered, httpx.HTTPStatusError):
        refused = refusal(answered.response)
        return AccountError(
            REASONS.get(refused.code, refused.code),
            passing=refused.kind in OURS_TO_WAIT_FOR or refused.code in OUR_KEY,
        )
    is_away = isinstance(error, AuthRetryableError | httpx.HTTPError)
    return AccountError("away" if is_away else "unclear", passing=True)
