"""What hosted Supabase gives a database from the start: roles, ownership, rights, limits, the sign-in's tables.

Done as `supabase_admin`, the superuser, who is nobody's to use: our programs are `postgres`, who is none.
"""

from __future__ import annotations

import psycopg
from psycopg import sql

from backend.db import SQL_FOLDER

SUPERUSER = "supabase_admin"
EMBEDDED = SQL_FOLDER / "embedded"


def furnish(superuser_url: str) -> None:
    """Make this database a hosted one; safe to run again."""
    with psycopg.connect(superuser_url, autocommit=True) as conn:
        for path in sorted(EMBEDDED.glob("*.sql")):
            conn.execute(path.read_bytes())


def give_passwords(superuser_url: str, passwords: dict[str, str]) -> None:
    """To the roles that sign in."""
    with psycopg.connect(superuser_url, autocommit=True) as conn:
        for role, password in passwords.items():
            statement = sql.SQL("alter role {} password {}").format(sql.Identifier(role), sql.Literal(password))
            conn.execute(statement)
