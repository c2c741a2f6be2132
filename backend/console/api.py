"""The one door from the screens to the Data API, carrying the signed-in person's own token."""

from __future__ import annotations

import logging
from collections.abc import Mapping
from typing import Any, Protocol

import httpx
from postgrest import SyncRPCFilterRequestBuilder
from postgrest.exceptions import APIError
from supabase import Client

from backend.console.patience import Patience
from backend.supabase.errors import SESSION_OVER, ApiError, from_postgrest, unreachable

logger = logging.getLogger("drain")
# Two waited for each other: Postgres took back all that this one had done.
_LOST_RACES = frozenset({"40P01", "40001"})


class Tokens(Protocol):
    """Where a session's access token comes from; `renew` is given the token that was refused."""

    def token(self) -> str: ...

    def renew(self, refused: str) -> str: ...


class ClientFactory(Protocol):
    """Makes a Supabase client that carries one person's token and is shared with nobody."""

    def __call__(self, access_token: str) -> Client: ...


class Api:
    """Calls database functions as one person; row level security decides what they see and may do."""

    def __init__(
        self, tokens: Tokens, make_client: ClientFactory, session: str = "", patience: Patience | None = None
    ) -> None:
        """`session` tells two sessions apart, and opens nothing."""
        self.session = session
        self._tokens = tokens
        self._make_client = make_client
        self._patience = patience or Patience()

    def rpc(self, function: str, params: Mapping[str, Any] | None = None) -> Any:
        """Call a database function and return its result. Raises ApiError.

        Always a POST: what is searched for stays out of URLs. Safe to send twice, for every function that
        changes something takes a `p_request_id`; so a torn connection is tried once more, and so is what Postgres gave
        up in favour of somebody else.
        """
        token = self._tokens.token()
        try:
            return self._ask(token, function, params)
        except ApiError as error:
            # A key that the Data API does not hold any more: the service signs the next token with its new one.
            if error.kind != "expired" and error.code != "no_suitable_key":
                raise
        return self._ask(self._tokens.renew(token), function, params)

    def _ask(self, token: str, function: str, params: Mapping[str, Any] | None) -> Any:
        try:
            return self._patience.ask(token, lambda: self._send(token, function, params))
        except ApiError as error:
            if error.kind == "forbidden":
                logger.warning("the database refuses %s to session %s", function, self.session[:12])
            raise

    def _send(self, token: str, function: str, params: Mapping[str, Any] | None) -> Any:
        try:
            return _executed(self._make_client(token).rpc(function, dict(params or {})))
        except APIError as error:
            raise from_postgrest(error) from error
        except httpx.HTTPError as error:
            raise unreachable(error) from None


def expired() -> ApiError:
    """The session ended: signed out elsewhere, idle for too long, suspended, or refused by Supabase."""
    return ApiError(SESSION_OVER, "session ended")


def _executed(call: SyncRPCFilterRequestBuilder) -> Any:
    try:
        return call.execute().data
    except (httpx.RemoteProtocolError, httpx.ReadError, httpx.ConnectError):
        # A kept connection that the other side closed, or a service being restarted.
        pass
    except ApiError as error:
        # Raised while the answer was read, before the client looks at it.
        if error.code not in _LOST_RACES:
            raise
    return call.execute().data
