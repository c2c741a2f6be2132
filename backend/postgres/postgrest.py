"""How PostgREST is told to serve a database."""

from __future__ import annotations

from backend.postgres.ports import LOOPBACK


def settings(db_url: str, jwt_key: str, port: int, admin_port: int) -> dict[str, str]:
    """As hosted Supabase does; the key is a secret, or a set of public ones."""
    return {
        "PGRST_DB_URI": db_url,
        "PGRST_DB_SCHEMAS": "public",
        "PGRST_DB_EXTRA_SEARCH_PATH": "public,extensions",
        "PGRST_DB_ANON_ROLE": "anon",
        "PGRST_DB_MAX_ROWS": "1000",
        "PGRST_DB_POOL": "20",
        "PGRST_JWT_SECRET": jwt_key,
        # Looking at an ES256 signature costs PostgREST ten milliseconds: hosted ones remember a token, too.
        "PGRST_JWT_CACHE_MAX_LIFETIME": "3600",
        "PGRST_SERVER_HOST": LOOPBACK,
        "PGRST_SERVER_PORT": str(port),
        "PGRST_ADMIN_SERVER_PORT": str(admin_port),
        # At any other level a failed request's line is logged, with the names and numbers it searched for.
        "PGRST_LOG_LEVEL": "crit",
    }
