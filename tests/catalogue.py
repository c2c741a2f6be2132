"""The functions and tables of the database as its own catalogue tells them: who reads what, who writes what."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import psycopg

NAMED = re.compile(r"\b(?:public|private)\.(\w+)")
WRITTEN = re.compile(r"\b(?:insert\s+into|update|delete\s+from|truncate)\s+((?:public|private)\.\w+)", re.IGNORECASE)
KNOWN_FIELDS = re.compile(r"private\.check_(fields|rows)\(\s*(\w+)\s*,\s*array\[([^\]]*)\]")
FUNCTIONS = """
    select n.nspname || '.' || p.proname as name, p.prosrc as body,
        coalesce(p.proargnames[1:p.pronargs], '{}') as names, p.proargtypes::regtype[]::text[] as kinds,
        n.nspname = 'public' and has_function_privilege('authenticated', p.oid, 'execute') as is_open
    from pg_proc p join pg_namespace n on n.oid = p.pronamespace where n.nspname in ('public', 'private')
"""
TABLES = """
    select n.nspname || '.' || c.relname from pg_class c join pg_namespace n on n.oid = c.relnamespace
    where n.nspname in ('public', 'private') and c.relkind = 'r'
"""
TRIGGERS = """
    select t.tgrelid::regclass::text, p.pronamespace::regnamespace || '.' || p.proname
    from pg_trigger t join pg_proc p on p.oid = t.tgfoid where not t.tgisinternal
"""


@dataclass(frozen=True)
class Function:
    """One function: its text without comments, its arguments and their types; whether signed-in people may call it."""

    name: str
    body: str
    arguments: dict[str, str]
    is_open: bool

    @property
    def fields(self) -> dict[str, list[str]]:
        """Of each argument that is a form, or a list of such forms: the fields that it knows."""
        return {name: re.findall(r"'(\w+)'", known) for _, name, known in KNOWN_FIELDS.findall(self.body)}

    @property
    def lists(self) -> set[str]:
        """The arguments that are lists of forms."""
        return {name for how, name, _ in KNOWN_FIELDS.findall(self.body) if how == "rows"}

    def form(self, name: str, fields: Any) -> Any:
        """These fields as that argument takes them: in a list where it is a list of forms."""
        return [fields] if name in self.lists else fields


@dataclass(frozen=True)
class Catalogue:
    """All of them."""

    functions: dict[str, Function]
    tables: frozenset[str]
    triggers: dict[str, set[str]]

    def reached(self, name: str) -> set[str]:
        """That function and all that it calls, by itself or by the triggers of what it writes."""
        found: set[str] = set()
        ahead = [name]
        while ahead:
            one = ahead.pop()
            if one in found or one not in self.functions:
                continue
            found.add(one)
            body = self.functions[one].body
            ahead.extend(f"{schema}.{each}" for schema in ("public", "private") for each in NAMED.findall(body))
            ahead.extend(each for table in WRITTEN.findall(body) for each in self.triggers.get(table, ()))
        return found

    def reads(self, name: str) -> set[str]:
        """Every table that it looks at."""
        bodies = " ".join(self.functions[one].body for one in self.reached(name))
        return {table for table in self.tables if re.search(rf"\b{re.escape(table)}\b", bodies)}

    def writes(self, name: str) -> set[str]:
        """Every table that it changes."""
        return {table for one in self.reached(name) for table in WRITTEN.findall(self.functions[one].body)}

    @property
    def open(self) -> list[Function]:
        """Those that signed-in people may call."""
        return [one for one in self.functions.values() if one.is_open]


def read(conn: psycopg.Connection[Any]) -> Catalogue:
    """As it is now."""
    functions = {}
    for name, body, names, kinds, is_open in conn.execute(FUNCTIONS.encode()).fetchall():
        plain = re.sub(r"--[^\n]*", "", body)
        functions[name] = Function(name, plain, dict(zip(names, kinds, strict=False)), is_open)
    triggers: dict[str, set[str]] = {}
    for table, function in conn.execute(TRIGGERS.encode()).fetchall():
        full = table if "." in table else f"public.{table}"
        triggers.setdefault(full, set()).add(function)
    tables = frozenset(row[0] for row in conn.execute(TABLES.encode()).fetchall())
    return Catalogue(functions, tables, triggers)
