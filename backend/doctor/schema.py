"""What the database holds, against what this code brings: migrations, the files of functions and rights, each function.

Read only, and cheap enough for each start; `python -m backend.migrate --check` compares everything else too.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import psycopg

from backend.db import SQL_FOLDER, query
from backend.doctor.finding import Finding, broken, gap, ok
from backend.schema import code, declared, record
from backend.schema.declared import Declared

SETTING = "Schéma de la base"
APPLY = "Appliquez-les : python -m backend.migrate"
BY_HAND = "Appliquez de nouveau ce qui est écrit : python -m backend.migrate --again"
FAILS = "Des écrans et des messages échouent."
NAMED = 3


def compared(conn: psycopg.Connection, folder: Path = SQL_FOLDER) -> Iterator[Finding]:
    """Older than the code, newer, changed by hand, or the same."""
    ours = declared.read(folder)
    try:
        theirs = record.migrations(conn)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        yield broken(SETTING, "aucune migration n’a jamais été appliquée", "La base ne sait encore rien garder.", APPLY)
        return
    known = {file.name.removeprefix("migrations/"): file.sha256 for file in ours.migrations}
    missing, unknown = sorted(known.keys() - theirs.keys()), sorted(theirs.keys() - known.keys())
    if missing:
        yield broken(SETTING, f"plus ancien que ce programme : il manque {missing[0]} et ce qui suit", FAILS, APPLY)
    if unknown:
        yield gap(SETTING, f"plus récent que ce programme ({unknown[-1]})",
                  "Ce programme ignore ce que la base sait faire de plus.",
                  "Installez la même version partout (docs/operate.md).")  # fmt: skip
    if not missing and not unknown:
        altered = sorted(name for name in known if theirs[name] != known[name])
        yield from _migrations_altered(altered) if altered else _code(conn, ours)


def _migrations_altered(names: list[str]) -> Iterator[Finding]:
    yield broken(SETTING, f"ce qui y a été appliqué n’est pas ce qui est écrit ici : {_few(names)}", FAILS,
                 "Installez la version par laquelle cette base a été faite (docs/operate.md).")  # fmt: skip


def _code(conn: psycopg.Connection, ours: Declared) -> Iterator[Finding]:
    if files := code.changed(conn, ours):
        yield broken(SETTING, f"ses fonctions et ses droits sont d’une autre version : {_few(files)}", FAILS, APPLY)
    elif functions := _changed_by_hand(conn, ours):
        yield gap(SETTING, f"des fonctions ont été changées à la main : {_few(functions)}",
                  "La base fait autre chose que ce qui est écrit et essayé.", BY_HAND)  # fmt: skip
    else:
        yield ok(SETTING, "celui de ce programme, fonctions comprises")


def _changed_by_hand(conn: psycopg.Connection, ours: Declared) -> list[str]:
    """Functions whose text there is not the one that was applied, or that are there no more."""
    there = Counter((str(name), str(text)) for name, text in conn.execute(query("functions_held")).fetchall())
    written = Counter((name, text.partition("$$")[2].rpartition("$$")[0]) for name, text in ours.statements())
    return sorted({name for name, _ in written - there})


def _few(names: list[str]) -> str:
    more = f" et {len(names) - NAMED} de plus" if len(names) > NAMED else ""
    return ", ".join(names[:NAMED]) + more
