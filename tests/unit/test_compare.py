"""A restored database against its manifest: the first difference is named, by its kind and by where it is."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from backend.backups.compare import Check, same_objects, same_structure, same_tables
from backend.backups.errors import BackupError
from backend.backups.manifest import Manifest, Table

CALLS, LEADS = Table("public.vapi_calls", 3, "aa"), Table("public.leads", 4, "bb")
MANIFEST = Manifest(
    "n", "2026-11-23T12:00:00Z", "17.6", "18.4", "0028_found_by_sound", None, [CALLS, LEADS],
    {"tables": 2, "policies": 5, "rls": 2},
)  # fmt: skip


def failure(look: Callable[[], object]) -> tuple[str, str]:
    with pytest.raises(BackupError) as caught:
        look()
    return caught.value.failure, caught.value.detail


def test_the_same_tables_in_any_order_are_counted() -> None:
    assert same_tables([CALLS, LEADS], [LEADS, CALLS]) == "2 tables, 7 rows"
    assert same_tables([], []) == "0 tables, 0 rows"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ([CALLS], ("table_missing", "public.leads")),
        ([CALLS, replace(LEADS, rows=3, hash="cc")], ("rows_differ", "public.leads: 3 / 4")),
        ([CALLS, replace(LEADS, hash="cc")], ("content_differs", "public.leads")),
        ([CALLS, LEADS, Table("public.letters", 0, "")], ("table_unknown", "public.letters")),
        # What was measured first is told first.
        ([replace(CALLS, rows=0), replace(LEADS, rows=0)], ("rows_differ", "public.vapi_calls: 0 / 3")),
    ],
)
def test_the_first_table_that_differs_is_named(found: list[Table], expected: tuple[str, str]) -> None:
    assert failure(lambda: same_tables([CALLS, LEADS], found)) == expected


def test_the_same_structure_tells_its_last_migration() -> None:
    # What is counted today and was not then is no difference.
    found = {**MANIFEST.structure, "views": 9}
    assert same_structure(MANIFEST, found, "0028_found_by_sound") == "0028_found_by_sound"
    assert same_structure(replace(MANIFEST, migration=None), found, None) == ""


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"policies": 4}, ("rls_off", "policies: 4 / 5")),
        ({"rls": 1}, ("rls_off", "rls: 1 / 2")),
        ({"tables": 3}, ("schema_differs", "tables: 3 / 2")),
    ],
)
def test_a_number_that_is_not_what_it_was_is_named(found: dict[str, int], expected: tuple[str, str]) -> None:
    structure = {**MANIFEST.structure, **found}
    assert failure(lambda: same_structure(MANIFEST, structure, MANIFEST.migration)) == expected


def test_another_migration_and_a_number_that_was_not_counted_are_differences() -> None:
    other = failure(lambda: same_structure(MANIFEST, MANIFEST.structure, "0027_call_attempts"))
    assert other == ("schema_differs", "migration 0027_call_attempts / 0028_found_by_sound")
    assert failure(lambda: same_structure(MANIFEST, {}, MANIFEST.migration)) == ("schema_differs", "tables: None / 2")


def test_objects_that_are_as_they_were_or_were_never_noted_pass() -> None:
    same_objects({"policy": "aa", "function": "bb"}, {"function": "bb", "policy": "aa"})
    same_objects({}, {"policy": "aa"})


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        ({"function": "bb", "policy": "cc"}, ("rls_off", "policy")),
        ({"function": "cc", "policy": "aa"}, ("schema_differs", "function")),
        ({"function": "bb"}, ("rls_off", "policy")),
        ({"function": "bb", "policy": "aa", "grant": "dd"}, ("schema_differs", "grant")),
        # The first of the kinds, by its name.
        ({"function": "cc", "policy": "cc"}, ("schema_differs", "function")),
    ],
)
def test_the_first_kind_of_object_that_differs_is_named(found: dict[str, str], expected: tuple[str, str]) -> None:
    assert failure(lambda: same_objects({"function": "bb", "policy": "aa"}, found)) == expected


def test_a_check_is_kept_as_it_was_found() -> None:
    assert Check("tables", True, "2 tables").to_json() == {"name": "tables", "ok": True, "detail": "2 tables"}
    assert Check("tables", False).to_json() == {"name": "tables", "ok": False, "detail": ""}
