"""The office's work table: narrowed, worked through line by line, and many lines at once."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from backend.leads import export, table
from backend.leads.table import NOBODY, Filters
from backend.supabase.errors import unreachable
from backend.today import bulk
from pages.leads.table import bulk as bulk_bar
from pages.ui import width
from tests.lead_rows import lead
from tests.pages.clients_screen import clients, press
from tests.screens import Signed, screen, words


@pytest.fixture
def desk(become: Callable[[str], None], monkeypatch: pytest.MonkeyPatch) -> None:
    """Somebody of the office at a wide screen."""
    become("staff")
    monkeypatch.setattr(width, "is_wide", lambda: True)


@pytest.fixture
def api(everyone: dict[str, Signed]) -> Any:
    return everyone["staff"][1]


def names(api: Any, filters: Filters) -> list[str | None]:
    return [row.name for row in table.read(api, filters).rows]


def tick(test: AppTest, *lines: int) -> AppTest:
    """As the table says it when lines are ticked, which AppTest cannot do by hand."""
    test.session_state[str(test.dataframe[0].key)] = {"selection": {"rows": list(lines), "columns": [], "cells": []}}
    return test.run()


def test_each_filter_leaves_what_it_names(api: Any, everyone: dict[str, Signed], db: psycopg.Connection) -> None:
    lead(db, 1, city="Longueuil", urgency="urgent", service="racines", name="Luc Gauthier")
    lead(db, 2, status="won")
    mine = lead(db, 3, status="called_back", phone="+14505550134")
    db.execute("update leads set assigned_to = %s where id = %s", [everyone["staff"][0].user_id, mine])
    assert names(api, Filters()) == ["Luc Gauthier", "Client 02", "Client 03"]
    assert names(api, Filters(statuses=("won", "called_back"))) == ["Client 02", "Client 03"]
    assert names(api, Filters(urgencies=("urgent",))) == ["Luc Gauthier"]
    assert names(api, Filters(people=(str(everyone["staff"][0].user_id),))) == ["Client 03"]
    assert names(api, Filters(people=(NOBODY,))) == ["Luc Gauthier", "Client 02"]
    assert names(api, Filters(towns=("Longueuil",), services=("racines",))) == ["Luc Gauthier"]
    assert names(api, Filters(words="Gothier")) == ["Luc Gauthier"]
    assert names(api, Filters(words="555-0134")) == ["Client 03"]
    now = table.read(api, Filters()).now
    assert names(api, Filters(since=now - timedelta(seconds=90))) == ["Luc Gauthier"]
    assert names(api, Filters(until=now - timedelta(seconds=150))) == ["Client 03"]


def test_each_kept_view_says_how_many_it_holds_and_what_they_cost(
    api: Any, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    ids = [lead(db, number, "0.25") for number in range(1, 6)]
    db.execute("update leads set assigned_to = %s where id = %s", [everyone["staff"][0].user_id, ids[0]])
    db.execute("update leads set status = 'won' where id = %s", [ids[1]])
    for subject, again in ((ids[2], "-1 hour"), (ids[3], "3 days")):
        db.execute(
            "insert into call_attempts (lead_id, author, outcome, again_at)"
            " values (%s, gen_random_uuid(), 'no_answer', now() + %s::interval)",
            [subject, again],
        )
    # Another lead of the same call: its cost counts once.
    db.execute("update leads set call_id = (select call_id from leads where id = %s) where id = %s", [ids[0], ids[4]])
    found = table.read(api, Filters())
    told = {view: (totals.n, float(totals.cost_usd)) for view, totals in found.views.items()}
    assert told == {
        "all": (5, 1.0), "due": (3, 0.5), "mine": (1, 0.25), "unreached": (2, 0.5), "unowned": (3, 0.75),
    }  # fmt: skip
    assert (found.n, float(found.cost_usd)) == (5, 1.0)
    assert names(api, Filters(view="mine")) == ["Client 01"]


def test_who_is_to_be_called_today_comes_by_urgency_then_by_who_waited_longest(
    api: Any, db: psycopg.Connection
) -> None:
    for number, urgency in ((1, "low"), (2, "normal"), (3, "normal"), (4, "urgent")):
        lead(db, number, urgency=urgency)
    assert names(api, Filters(view="due")) == ["Client 04", "Client 03", "Client 02", "Client 01"]


def test_one_deed_for_many_is_told_lead_by_lead_done_once_and_taken_back(
    api: Any, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    for number in range(1, 4):
        lead(db, number)
    db.execute("update leads set status = 'won' where name = 'Client 03'")
    rows, request_id, deed = table.read(api, Filters()).rows, uuid4(), bulk.called_back()
    outcomes = bulk.carry_out(api, request_id, deed.do, rows, deed)
    assert [one.why for one in outcomes] == [None, None, "est déjà gagné"]
    assert bulk.headline(deed.words, outcomes).replace("\u00a0", " ") == "Rappelé: 2 fiches, 1 non"
    assert bulk.carry_out(api, request_id, deed.do, rows, deed) == outcomes
    told = "select count(*) from audit_log where action = 'mark_called_back' and subject_id = any (%s)"
    assert db.execute(told, [[str(row.id) for row in rows]]).fetchone() == (2,)
    assert deed.undo
    bulk.carry_out(api, uuid4(), deed.undo, rows[:2])
    assert db.execute("select status from leads order by name").fetchall() == [("new",), ("new",), ("won",)]


def test_of_many_leads_the_one_that_somebody_changed_meanwhile_is_left_and_named(
    api: Any, db: psycopg.Connection
) -> None:
    lead(db, 1)
    lead(db, 2)
    rows, deed = table.read(api, Filters()).rows, bulk.status("lost", "too_expensive")
    db.execute("update leads set city = 'Tracy', version = version + 1 where name = 'Client 01'")
    first, second = bulk.carry_out(api, uuid4(), deed.do, rows, deed)
    assert first.why and "modifié" in first.why
    assert (second.why, first.unsettled) == (None, False)
    assert db.execute("select status, lost_reason from leads order by name").fetchall() == [
        ("new", None), ("lost", "too_expensive"),
    ]  # fmt: skip


def test_nobody_whom_a_visit_awaits_is_lost_by_a_deed_for_many(api: Any, db: psycopg.Connection) -> None:
    subject = lead(db, 1, status="booked")
    db.execute(
        "insert into appointments (lead_id, starts_at, ends_at, busy, requested_at)"
        " select %s, t, t + interval '1 hour', tstzrange(t, t + interval '2 hours'), now()"
        " from (select now() + interval '1 day' as t) x",
        [subject],
    )
    (row,), deed = table.read(api, Filters()).rows, bulk.status("lost", "other")
    (only,) = bulk.carry_out(api, uuid4(), deed.do, [row], deed)
    assert only.why == "un rendez-vous l’attend: annulez-le d’abord"
    assert db.execute("select l.status, a.status from leads l, appointments a").fetchone() == ("booked", "booked")


AWAY = unreachable(ConnectionError())


class Away:
    """What answers so many questions, then nothing more."""

    def __init__(self, api: Any, answers: int) -> None:
        self._api, self._left = api, answers

    def rpc(self, function: str, params: dict[str, Any]) -> Any:
        """The answer, while there is one."""
        self._left -= 1
        if self._left < 0:
            raise AWAY
        return self._api.rpc(function, params)


def test_while_nothing_answers_the_rest_is_not_tried_and_asking_again_does_only_what_is_left(
    api: Any, db: psycopg.Connection
) -> None:
    for number in range(1, 5):
        lead(db, number)
    rows, request_id, deed = table.read(api, Filters()).rows, uuid4(), bulk.called_back()
    outcomes = bulk.carry_out(Away(api, 2), request_id, deed.do, rows, deed)
    assert [one.why for one in outcomes] == [None, None, AWAY.sentence, "pas essayé"]
    left = [one.row for one in outcomes if one.unsettled]
    assert [one.why for one in bulk.carry_out(api, request_id, deed.do, left, deed)] == [None, None]
    assert db.execute("select count(*) from leads where status = 'called_back'").fetchone() == (4,)


SAID = '=HYPERLINK("http://exemple.example")'


def test_a_file_holds_what_callers_said_as_words_and_is_in_the_trail(api: Any, db: psycopg.Connection) -> None:
    lead(db, 1, "0.2500", description=SAID, phone="+14505550134", service="racines")
    lead(db, 2, city="Tracy")
    since = "select coalesce(max(at), '-infinity') from audit_log"
    (before,) = db.execute(since).fetchone() or (None,)
    text = export.file_bytes(api, Filters(towns=("Sorel",)), "csv").decode("utf-8-sig")
    lines = text.split("\r\n")
    assert lines[0].startswith("Reçue;Urgence;État;Nom;Téléphone;Ville;Service;Problème")
    assert "450 555-0134" in lines[1] and "0,2500" in lines[1] and "\"'=HYPERLINK" in lines[1]
    assert len(lines) == 3
    book = zipfile.ZipFile(io.BytesIO(export.file_bytes(api, Filters(view="unowned"), "xlsx")))
    sheet, shared = (book.read(f"xl/{name}.xml").decode() for name in ("worksheets/sheet1", "sharedStrings"))
    assert "<f>" not in sheet and "hyperlink" not in sheet.lower()
    assert "=HYPERLINK(" in shared and "Client 02" in shared
    told = "select changes from audit_log where action = 'export_leads' and at > %s order by at"
    assert [row[0] for row in db.execute(told, [before]).fetchall()] == [
        {"rows": 1, "filters": ["towns"]}, {"rows": 2, "filters": ["view"]},
    ]  # fmt: skip


def test_a_wide_screen_begins_with_the_table_and_a_narrow_one_knows_none(
    become: Callable[[str], None], monkeypatch: pytest.MonkeyPatch, db: psycopg.Connection
) -> None:
    become("staff")
    lead(db, 1)
    assert "Table" not in screen(clients).segmented_control[0].options
    monkeypatch.setattr(width, "is_wide", lambda: True)
    test = screen(clients)
    assert not test.exception
    assert test.segmented_control[0].value == "Table"
    assert list(test.dataframe[0].value["Nom"]) == ["Client 01"]


def test_the_line_that_is_chosen_is_beside_the_table_and_one_steps_to_the_next(
    desk: None, db: psycopg.Connection
) -> None:
    for number in range(1, 4):
        lead(db, number, description=f"Problème {number}")
    test = screen(clients, {"fiche": "DF-2026-9002"})
    assert "Problème 2" in words(test) and "2 de 3" in words(test)
    test = press(test, "Suivante")
    assert "DF-2026-9003" in test.query_params["fiche"]
    assert "Problème 3" in words(test)
    assert next(button for button in test.button if button.label == "Suivante").disabled
    test = press(press(test, "Précédente"), "Précédente")
    assert "Problème 1" in words(test)
    assert "Choisissez une ligne" in words(press(test, "Fermer"))


def test_what_came_of_a_call_is_said_beside_the_table_and_taken_back(desk: None, db: psycopg.Connection) -> None:
    lead(db, 1)
    lead(db, 2)
    test = press(screen(clients, {"fiche": "DF-2026-9001"}), "Pas de réponse")
    assert db.execute("select outcome from call_attempts").fetchall() == [("no_answer",)]
    assert list(test.dataframe[0].value["Dernier essai"]) == ["Pas de réponse", ""]
    press(test, "Annuler")
    assert db.execute("select count(*) from call_attempts").fetchone() == (0,)
    test = press(screen(clients, {"fiche": "DF-2026-9002"}), "Rappelé")
    assert db.execute("select name from leads where status = 'called_back'").fetchall() == [("Client 02",)]
    press(test, "Annuler")
    assert db.execute("select count(*) from leads where status = 'new'").fetchone() == (2,)


def test_a_lead_erased_while_it_is_edited_keeps_nobody_editing(desk: None, db: psycopg.Connection) -> None:
    lead(db, 1)
    test = press(screen(clients, {"fiche": "DF-2026-9001"}), "Modifier")
    db.execute("delete from leads")
    assert "Cette fiche est introuvable" in words(test.run())
    assert "_editing" not in test.session_state


def test_no_line_moves_while_somebody_is_at_them_and_what_changed_waits_to_be_asked_for(
    desk: None, db: psycopg.Connection
) -> None:
    lead(db, 2)
    lead(db, 3)
    test = screen(clients, {"liste": "due", "fiche": "DF-2026-9003"})
    assert list(test.dataframe[0].value["Nom"]) == ["Client 03", "Client 02"]
    lead(db, 1, urgency="urgent")
    db.execute("update leads set status = 'won' where name = 'Client 03'")
    test.run()
    assert list(test.dataframe[0].value["Nom"]) == ["Client 03", "Client 02"]
    assert list(test.dataframe[0].value["État"]) == ["Gagné", "Nouveau"]
    press(test, "Actualiser la liste (2\u00a0changements)")
    assert list(test.dataframe[0].value["Nom"]) == ["Client 01", "Client 02"]


def test_what_is_done_to_those_ticked_is_told_beside_the_table_and_taken_back(
    desk: None, api: Any, db: psycopg.Connection
) -> None:
    for number in range(1, 4):
        lead(db, number)
    db.execute("update leads set status = 'won' where name = 'Client 03'")
    test = tick(screen(clients), 0, 2)
    assert "2 cochées" in words(test)
    # AppTest knows no menu: what a choice in it does, is done.
    first, _, third = table.read(api, Filters()).rows
    test.session_state[f"_request:lot-État-{bulk_bar.which([first, third])}"].ask("Rappelé")
    test.run()
    assert not test.exception
    assert "Rappelé: 1 fiche, 1 non" in words(test)
    assert "Client 03 (DF-2026-9003): est déjà gagné" in words(test)
    assert db.execute("select status from leads order by name").fetchall() == [("called_back",), ("new",), ("won",)]
    test = press(test, "Annuler pour 1\u00a0fiche")
    assert db.execute("select status from leads order by name").fetchall() == [("new",), ("new",), ("won",)]
    assert "Rappelé, repris: 1 fiche" in words(test)


def test_an_empty_view_says_what_that_means(desk: None, db: psycopg.Connection) -> None:
    assert "Aucune fiche ici" in words(screen(clients))
    assert "Personne à rappeler aujourd’hui" in words(screen(clients, {"liste": "due"}))
    assert "Élargissez la période ou les filtres" in words(screen(clients, {"etats": "won"}))


def test_an_address_that_names_what_is_not_known_narrows_nothing(desk: None, db: psycopg.Connection) -> None:
    lead(db, 1)
    odd = {"liste": "rien", "etats": "mort", "qui": "moi", "periode": "mille", "fiche": "DF-2026-1"}
    test = screen(clients, odd)
    assert not test.exception
    assert len(test.dataframe[0].value) == 1
    assert "Cette fiche est introuvable" in words(test)
