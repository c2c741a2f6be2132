"""The migrations that the database has had, against those of this code."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg

from backend.db import SQL_FOLDER, query
from backend.doctor.finding import Finding, broken, gap, ok

SETTING = "Schéma de la base"
MIGRATIONS = SQL_FOLDER / "migrations"
APPLY = "Appliquez-les : python -m backend.migrate"


def compared(conn: psycopg.Connection, folder: Path = MIGRATIONS) -> Iterator[Finding]:
    """Older than the code, newer, or the same."""
    ours = {path.name for path in folder.glob("[0-9]*.sql")}
    try:
        theirs = {str(row[0]) for row in conn.execute(query("migrations_applied")).fetchall()}
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        yield broken(SETTING, "aucune migration n’a jamais été appliquée", "La base ne sait encore rien garder.", APPLY)
        return
    missing, unknown = sorted(ours - theirs), sorted(theirs - ours)
    if missing:
        yield broken(SETTING, f"plus ancien que ce programme : il manque {missing[0]} et ce qui suit",
                     "Des écrans et des messages échouent.", APPLY)  # fmt: skip
    if unknown:
        yield gap(SETTING, f"plus récent que ce programme ({unknown[-1]})",
                  "Ce programme ignore ce que la base sait faire de plus.",
                  "Installez la même version partout (docs/operate.md).")  # fmt: skip
    if not missing and not unknown:
        yield ok(SETTING, "celui de ce programme")
