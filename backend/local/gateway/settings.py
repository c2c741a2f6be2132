"""What the gateway needs: its own port, PostgREST's address, the database, and the keys."""

from __future__ import annotations

from typing import ClassVar, Literal

from pydantic import SecretStr

from backend.settings.base import Settings


class GatewaySettings(Settings):
    """Given by the supervisor; the gateway serves this machine only."""

    urls: ClassVar[tuple[str, ...]] = ("SUPABASE_URL", "AUTH_DB_URL", "POSTGREST_URL")

    GATEWAY_PORT: int
    POSTGREST_URL: str
    SUPABASE_URL: str
    # As the role that owns the tables of the sign-in service, and nothing else.
    AUTH_DB_URL: SecretStr
    SUPABASE_PUBLISHABLE_KEY: SecretStr
    SUPABASE_SECRET_KEY: SecretStr
    SUPABASE_SIGNING_KEY: SecretStr
    SIGN_IN_LIMITS: bool = True
    REFRESH_TOKEN_KIND: Literal[1, 2] = 1
