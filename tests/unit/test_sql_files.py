"""`sql/` can be read: each object has one home, files are of a size to be read, each query is used under its name."""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

import pytest

from backend.db import SQL_FOLDER, query, read_queries
from backend.schema.declared import read
from tests.local_stack import ROOT

MOST_LINES = 300
DECLARED = read()
MAKES_A_FUNCTION = re.compile(r"create\s+(?:or\s+replace\s+)?(?:function|procedure|trigger|policy)", re.IGNORECASE)
# How the programs ask for a query by its name.
ASKS = re.compile(r"\b(?:query|_?rows|_value|_write|_execute|_note)\(\s*(?:(?:self\._)?pool,\s*)?\"(\w+)\"")


def test_each_function_has_one_home() -> None:
    homes: dict[str, set[str]] = {}
    for file in DECLARED.functions:
        for name in re.findall(r"create\s+or\s+replace\s+function\s+([\w.]+)", file.text):
            homes.setdefault(name, set()).add(file.name)
    assert len(homes) > 300
    assert {name: places for name, places in homes.items() if len(places) > 1} == {}


def test_whatever_stands_in_a_file_of_functions_is_known_as_one() -> None:
    written = sum(len(re.findall(r"^create ", file.text, re.MULTILINE)) for file in DECLARED.functions)
    assert len(DECLARED.statements()) == written
    assert len(DECLARED.trigger_names()) == len(re.findall(r"^create ", DECLARED.triggers[0].text, re.MULTILINE))
    assert len(DECLARED.seeds()) == len(re.findall(r"^insert ", DECLARED.seed[0].text, re.MULTILINE))


def test_each_function_is_defined_once() -> None:
    # An overload would be a second definition of a name: there is none today, and none is needed.
    assert [name for name, n in Counter(name for name, _ in DECLARED.statements()).items() if n > 1] == []


def test_no_migration_makes_a_function_a_trigger_or_a_policy() -> None:
    assert [file.name for file in DECLARED.migrations if MAKES_A_FUNCTION.search(file.text)] == []


def test_each_migration_has_a_number_of_its_own() -> None:
    numbers = [int(file.name.removeprefix("migrations/")[:4]) for file in DECLARED.migrations]
    assert numbers[0] == 1
    assert numbers == sorted(set(numbers))


def test_every_file_is_of_a_size_to_be_read() -> None:
    long = {path.name: n for path in SQL_FOLDER.rglob("*.sql") if (n := path.read_text().count("\n")) > MOST_LINES}
    assert long == {}


def test_each_table_has_its_rights_in_one_file() -> None:
    homes: dict[str, set[str]] = {}
    for file in DECLARED.rights:
        granted = " ".join(re.findall(r"^grant (?!execute)[^;]+;", file.text, re.MULTILINE))
        for table in re.findall(r"\b(?:public|private)\.\w+", granted):
            homes.setdefault(table, set()).add(file.name)
    tables = {
        name for file in DECLARED.migrations for name in re.findall(r"^create table ([\w.]+)", file.text, re.MULTILINE)
    }
    renames = {
        old: f"{old.partition('.')[0]}.{new}"
        for file in DECLARED.migrations
        for old, new in re.findall(r"^alter table ([\w.]+) rename to (\w+);", file.text, re.MULTILINE)
    }
    assert homes.keys() == {renames.get(table, table) for table in tables}
    assert {table: files for table, files in homes.items() if len(files) > 1} == {}


def test_every_named_query_is_used_and_every_used_name_exists() -> None:
    text = "\n".join(path.read_text(encoding="utf-8") for path in (ROOT / "backend").rglob("*.py"))
    defined, asked = read_queries(SQL_FOLDER / "queries").keys(), set(ASKS.findall(text))
    assert asked - defined == set()
    assert len(asked) > 100
    assert [name for name in defined if f'"{name}"' not in text] == []


def test_every_named_query_says_what_it_is_for() -> None:
    for path in sorted((SQL_FOLDER / "queries").glob("*.sql")):
        names = re.findall(r"^-- name: (\w+)$", path.read_text(), re.MULTILINE)
        assert names == re.findall(r"^-- name: (\w+)\n-- \S", path.read_text(), re.MULTILINE), path.name


def test_a_query_is_given_without_its_comment() -> None:
    assert query("secret_salt") == "select salt from private.secret_salt;"


def test_a_query_that_stands_twice_is_refused(tmp_path: Path) -> None:
    (tmp_path / "one.sql").write_text("-- name: a\n-- One.\nselect 1;\n")
    (tmp_path / "two.sql").write_text("-- name: a\n-- Another.\nselect 2;\n")
    with pytest.raises(ValueError, match="a stands twice"):
        read_queries(tmp_path)
