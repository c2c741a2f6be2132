"""On a desk the administrator's lists are tables that sort; the line chosen is shown whole, with its buttons."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from pages.ui import width
from tests.pages import days
from tests.screens import screen, words

COPIES = """
    insert into backups (cause_key, reason, state, due_at, asked_at, started_at, finished_at, snapshot_at, size_bytes,
        manifest, name)
    select 'table-' || g, 'schedule', 'stored', null, now() - g * interval '1 day', now() - g * interval '1 day',
        now() - g * interval '1 day' + interval '9 seconds', now() - g * interval '1 day', g * 1000000,
        '{"tables": []}', 'copie-' || g
    from generate_series(1, 3) g
"""
REQUESTS = """
    insert into privacy_requests (id, kind, full_name, received_on)
    values (gen_random_uuid(), 'access', 'Personne une', current_date),
        (gen_random_uuid(), 'erasure', 'Personne deux', current_date - 3)
"""
INCIDENTS = """
    insert into incidents (number, information, circumstances, happened_from, aware_on, persons, risk_elements,
        risk_is_serious, no_notice_reason, measures)
    select g, 'noms', 'Un courriel ' || g, current_date, current_date, g, 'aucun', false, 'risque faible', 'aucune'
    from generate_series(1, 2) g
"""


@pytest.fixture(autouse=True)
def desk(become: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, db: psycopg.Connection) -> Iterator[None]:
    """The administrator at a wide screen; what was written is gone afterwards."""
    days.blank(db)
    become("admin")
    monkeypatch.setattr(width, "is_wide", lambda: True)
    yield
    days.blank(db)


def privacy() -> None:
    from pages import privacy

    privacy.render()


def copies() -> None:
    from pages import backups

    backups.render()


def choose(test: AppTest, line: int) -> AppTest:
    """As the table says it when a line is chosen, which AppTest cannot do by hand."""
    test.session_state[str(test.dataframe[0].key)] = {"selection": {"rows": [line], "columns": [], "cells": []}}
    return test.run()


def view(name: str) -> AppTest:
    test = screen(privacy)
    test.segmented_control[0].set_value(name).run()
    return test


def test_copies_are_lines_and_the_one_chosen_can_be_proven(db: psycopg.Connection) -> None:
    db.execute(COPIES)
    test = screen(copies)
    shown = test.dataframe[0].value
    assert list(shown["Taille (Mo)"]) == [1.0, 2.0, 3.0] and str(shown["Copie de"].dtype) == "datetime64[s]"
    assert list(shown["Durée (s)"]) == [9.0, 9.0, 9.0]
    assert [one.label for one in test.button].count("Éprouver") == 1
    newest = next(one.key for one in test.button if one.label == "Éprouver")
    choose(test, 2)
    assert next(one.key for one in test.button if one.label == "Éprouver") != newest


def test_requests_are_lines_and_the_one_chosen_is_opened(db: psycopg.Connection) -> None:
    db.execute(REQUESTS)
    test = view("Demandes")
    assert sorted(test.dataframe[0].value["Personne"]) == ["Personne deux", "Personne une"]
    assert not [one for one in test.button if one.label.startswith("Ouvrir")]
    choose(test, 1)
    chosen = test.dataframe[0].value["Demande"][1]
    assert [one.label for one in test.button if one.label.startswith("Ouvrir")] == [f"Ouvrir {chosen}"]


def test_incidents_are_lines_and_the_one_chosen_is_read(db: psycopg.Connection) -> None:
    db.execute(INCIDENTS)
    test = view("Incidents")
    lines = test.dataframe[0].value
    assert sorted(lines["Circonstances"]) == ["Un courriel 1", "Un courriel 2"]
    choose(test, 0)
    assert lines["Circonstances"][0] in words(test) and lines["Circonstances"][1] not in words(test)


def test_the_trail_is_a_table_by_moment_person_and_deed(db: psycopg.Connection) -> None:
    db.execute(
        "insert into audit_log (request_id, actor, action, subject_type, subject_id, changes, result)"
        " values (gen_random_uuid(), null, 'export_calls', 'calls', null, '{\"rows\": 7}', '{}')"
    )
    test = view("Consultations")
    first = test.dataframe[0].value.iloc[0]
    assert (first["Geste"], first["Détails"]) == ("a exporté des appels", "lignes: 7")
    choose(test, 0)
    assert "a exporté des appels" in words(test)
