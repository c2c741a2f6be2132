"""What Postgres accepts and we do not: read with Postgres's own parser (pglast), PL/pgSQL included."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pglast
import pytest
from pglast import ast
from pglast.visitors import Visitor

from backend.db import SQL_FOLDER
from backend.schema.declared import read

WIDTH = 120
STATEMENTS = dict(read().statements())
FOLDERS = ("functions", "migrations", "queries", "rights")
FILES = sorted([*SQL_FOLDER.glob("*.sql"), *(path for name in FOLDERS for path in (SQL_FOLDER / name).rglob("*.sql"))])
# PL/pgSQL's parser, away from a database, knows types of `public` only, and no VARIADIC.
READABLE = (("private.", "public."), ("(variadic ", "("))

# French that stays in SQL, and why.
FRENCH_IN_SQL = {
    "àâäáãåçéèêëíìîïñóòôöõúùûüýÿœæ’": "letters to fold, no words",
    "aaaaaaceeeeiiiinooooouuuuyyoa''": "what they are folded to",
    "éèêàç’": "the most frequent of them",
    "eeeac''": "what these are folded to",
    "œ": "one letter that a town may have for two",
    "^(l |les |(le )?vieux |mont (?=st ))": "what a town's name may leave out",
    "Appel sans détails laissés": "first text of a lead's description, which people then edit",
    "la ligne de Drain Fortin": "kept with the trial as a person's name is, for it may be renamed later",
}


class Unbounded(Visitor):
    """Collects UPDATE and DELETE without WHERE."""

    def __init__(self) -> None:
        self.found: list[str] = []

    def visit_UpdateStmt(self, _: object, node: ast.UpdateStmt) -> None:
        if node.whereClause is None and node.relation:
            self.found.append(f"update {node.relation.relname}")

    def visit_DeleteStmt(self, _: object, node: ast.DeleteStmt) -> None:
        if node.whereClause is None and node.relation:
            self.found.append(f"delete from {node.relation.relname}")


def unbounded(text: str) -> list[str]:
    """Of one function: what it would change in a whole table."""
    visitor = Unbounded()
    for statement in bodies(text):
        visitor(pglast.parse_sql(statement))
    return visitor.found


def bodies(text: str) -> Iterator[str]:
    """The statements of a function's body."""
    made: Any = pglast.parse_sql(text)[0].stmt
    options = {one.defname: one.arg for one in made.options}
    if options["language"].sval == "sql":
        yield options["as"][0].sval
        return
    for old, new in READABLE:
        text = text.replace(old, new)
    for asked in queries(pglast.parse_plpgsql(text)):
        if re.match(r"\s*(with|insert|update|delete|merge|select)\b", asked, re.IGNORECASE):
            yield asked


def queries(tree: object) -> Iterator[str]:
    """Every expression and statement of PL/pgSQL's tree."""
    if isinstance(tree, dict):
        for name, value in tree.items():
            if name == "PLpgSQL_expr":
                yield value["query"]
            yield from queries(value)
    elif isinstance(tree, list):
        for value in tree:
            yield from queries(value)


def test_no_function_changes_a_whole_table() -> None:
    """The hosted Data API refuses it, inside a function too."""
    assert {name: found for name, text in STATEMENTS.items() if (found := unbounded(text))} == {}


@pytest.mark.parametrize("language", ["sql", "plpgsql"])
@pytest.mark.parametrize("statement", ["update public.leads set note = null", "delete from public.leads"])
def test_a_change_of_a_whole_table_would_be_seen(language: str, statement: str) -> None:
    body = statement if language == "sql" else f"begin if true then {statement}; end if; end"
    text = f"create function f() returns void language {language} as $$ {body} $$"
    assert len(unbounded(text)) == 1
    assert unbounded(text.replace(statement, f"{statement} where id is null")) == []


def test_every_function_has_a_search_path_of_its_own() -> None:
    """Whoever calls it, with whatever path: names mean what they meant when it was written."""
    assert [name for name, text in STATEMENTS.items() if "set search_path = ''" not in text.partition("$$")[0]] == []


def test_every_function_says_what_it_is_in_the_same_order() -> None:
    """Language, then volatility, then whose rights, then settings."""
    order = re.compile(
        r"\blanguage (sql|plpgsql)( immutable| stable| volatile)?( parallel safe)?( rows \d+)?( security definer)?"
        r"\s+set search_path = ''"
    )
    assert [name for name, text in STATEMENTS.items() if not order.search(text.partition("$$")[0])] == []


def literals(text: str) -> Iterator[str]:
    """Every string of a function's text, without what its comments quote."""
    for found in re.finditer(r"--[^\n]*|'((?:[^']|'')*)'", text):
        if found.group(1) is not None:
            yield found.group(1)


def test_no_function_says_a_sentence_in_french() -> None:
    """Words live in Python. What has an accent, an apostrophe or French small words is French."""
    french = re.compile(r"[àâçéèêëîïôùûœ«»’]|''|\b(?:de|du|la|le|les|pas|une?|par|pour|dans|est|votre|cette)\b")
    found = {one for text in STATEMENTS.values() for one in literals(text) if french.search(one)}
    assert found - FRENCH_IN_SQL.keys() == set()
    assert FRENCH_IN_SQL.keys() - found == set()


def test_a_sentence_in_a_function_would_be_seen() -> None:
    assert list(literals("perform f('Rien n''est fait.'); -- l'heure\nselect 'a'")) == ["Rien n''est fait.", "a"]


# What other rows name by a foreign key; a row that is on its way out is locked against them too.
NAMED_BY_OTHERS = "profiles|leads|vapi_calls|appointments|alerts|recipients"
LOCKED_WITH_THEIR_KEYS = {"private.carry_out_erasure"}


def locks_keys(text: str) -> list[str]:
    """Locks that whoever adds a row about the same thing would wait for, and be waited for by."""
    rows = rf"from public\.(?:{NAMED_BY_OTHERS})\b[^;]*?\bfor update\b(?! (?:of \w+ )?skip locked)"
    return re.findall(rows, re.sub(r"--[^\n]*", "", text))


def test_no_function_locks_more_of_a_row_than_it_changes() -> None:
    found = {name.partition("(")[0] for name, text in STATEMENTS.items() if locks_keys(text)}
    assert found == LOCKED_WITH_THEIR_KEYS
    assert locks_keys("perform 1 from public.leads where id = x -- why\n for update;")


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.relative_to(SQL_FOLDER).as_posix())
def test_lines_are_no_wider_than_a_screen(path: Path) -> None:
    assert [n for n, line in enumerate(path.read_text().splitlines(), 1) if len(line) > WIDTH] == []
