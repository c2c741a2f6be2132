"""Databases of the tests' own, each as a hosted project is before anybody has used it."""

from __future__ import annotations

import psycopg
from psycopg import sql
from psycopg.conninfo import make_conninfo

from backend.local.hosted import TEMPLATE


def create(db_url: str, name: str, template: str = TEMPLATE) -> str:
    """Make it, in the place of one of the same name; its address, for the same role."""
    named, of = sql.Identifier(name), sql.Identifier(template)
    with psycopg.connect(db_url, autocommit=True) as conn:
        # Writing out what a busy machine holds back takes longer than a statement may.
        conn.execute("set statement_timeout = 0")
        conn.execute(sql.SQL("drop database if exists {} with (force)").format(named))
        conn.execute(sql.SQL("create database {} template {}").format(named, of))
        # What is set on a database does not go with its copy.
        conn.execute(sql.SQL("alter database {} set statement_timeout = '2min'").format(named))
        conn.execute(sql.SQL("alter database {} set drain.embedded = 'on'").format(named))
    return make_conninfo(db_url, dbname=name)
