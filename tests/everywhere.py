"""Looks for words in every row of every table of ours: the list of tables comes from the catalogue."""

from __future__ import annotations

import psycopg
from psycopg import sql

TABLES = """
    select n.nspname, c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind in ('r', 'p') order by 1, 2
"""


def holding(db: psycopg.Connection, *needles: str) -> dict[str, int]:
    """How many rows of which table hold any of these, accents and capitals aside."""
    found = {}
    for schema, table in db.execute(TABLES).fetchall():
        asked = sql.SQL(
            "select count(*) from {} t where exists (select from unnest(%s::text[]) x"
            " where strpos(private.fold(to_jsonb(t)::text), private.fold(x)) > 0)"
        ).format(sql.Identifier(schema, table))
        row = db.execute(asked, [list(needles)]).fetchone()
        if row and row[0]:
            found[f"{schema}.{table}"] = int(row[0])
    return found
