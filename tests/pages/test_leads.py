"""Clients potentiels: where each lead stands, edited in place, booked without overlap."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

import psycopg
import pytest

from backend.calls import journal
from backend.calls.journal import Filters
from backend.leads import lost
from backend.leads import read as leads
from tests.pages.clients_screen import box, clients, one_lead, press
from tests.screens import Signed, call, screen, words

__all__ = ["one_lead"]


def test_no_lead_yet(become: Callable[[str], None]) -> None:
    become("owner")
    shown = words(screen(clients))
    assert "Aucune fiche ici" in shown
    assert "– avec rendez-vous" in shown


def test_a_note_and_a_state_are_written_in_place(one_lead: str, db: psycopg.Connection) -> None:
    test = press(screen(clients), "Modifier")
    test.text_area[0].set_value("Rappeler après 17 h")
    test.selectbox[0].set_value("called_back")
    press(test, "Enregistrer")
    assert not test.exception
    assert db.execute("select status, version from leads").fetchone() == ("called_back", 2)
    assert db.execute("select text, author is not null from lead_notes").fetchall() == [("Rappeler après 17 h", True)]
    assert "Rappeler après 17 h" in words(test)
    assert [button for button in test.button if button.label == "Enregistrer"] == []


def test_two_notes_at_the_same_time_both_stay(one_lead: str, db: psycopg.Connection) -> None:
    test = press(screen(clients), "Modifier")
    db.execute("insert into lead_notes (lead_id, author, text) select id, gen_random_uuid(), 'La sienne' from leads")
    db.execute("update leads set version = version + 1")
    test.text_area[0].set_value("La mienne")
    press(test, "Enregistrer")
    assert not test.exception
    assert db.execute("select text from lead_notes order by at").fetchall() == [("La sienne",), ("La mienne",)]


def test_no_note_is_ever_written_over(one_lead: str, db: psycopg.Connection) -> None:
    db.execute("insert into lead_notes (lead_id, author, text) select id, gen_random_uuid(), 'Dite' from leads")
    with pytest.raises(psycopg.Error, match="never written over"):
        db.execute("update lead_notes set text = 'Autre chose'")


def test_what_a_colleague_changes_elsewhere_in_the_lead_is_shown_and_stops_nobody(
    one_lead: str, db: psycopg.Connection
) -> None:
    test = press(screen(clients), "Modifier")
    box(test, "Ville").set_value("Sorel").run()
    db.execute("update leads set status = 'called_back', version = version + 1")
    test.run()
    assert "Quelqu’un vient de modifier cette fiche" in words(test)
    assert "État: Rappelé" in words(test)
    press(test, "Enregistrer")
    assert db.execute("select city, status from leads").fetchone() == ("Sorel", "called_back")


@pytest.mark.parametrize(("choice", "city"), [("Garder les miennes", "Sorel"), ("Prendre les siennes", "Tracy")])
def test_two_values_for_the_same_field_are_both_shown_before_anything_is_saved(
    one_lead: str, db: psycopg.Connection, choice: str, city: str
) -> None:
    test = press(screen(clients), "Modifier")
    box(test, "Ville").set_value("Sorel").run()
    box(test, "Nom").set_value("Véro Roy").run()
    db.execute("update leads set city = 'Tracy', version = version + 1")
    test.run()
    assert "Ville: «Tracy» sur la fiche, «Sorel» ici" in words(test)
    press(test, "Enregistrer")
    assert db.execute("select city from leads").fetchone() == ("Tracy",)
    assert box(test, "Ville").value == "Sorel"
    press(press(test, choice), "Enregistrer")
    assert db.execute("select city, name from leads").fetchone() == (city, "Véro Roy")


def test_a_wrong_phone_number_changes_nothing(one_lead: str, db: psycopg.Connection) -> None:
    test = press(screen(clients), "Modifier")
    next(box for box in test.text_input if box.label == "Téléphone").set_value("demain")
    press(test, "Enregistrer")
    assert "n’est pas valable" in words(test)
    assert db.execute("select version from leads").fetchone() == (1,)


def test_the_link_from_a_call_opens_that_lead(one_lead: str, env: dict[str, str], db: psycopg.Connection) -> None:
    call(env, "business_quote")
    ref = db.execute("select ref from leads where call_id = %s", [one_lead]).fetchone()
    assert ref
    test = screen(clients, {"fiche": ref[0]})
    assert len([button for button in test.button if button.label == "Modifier"]) == 1


def test_a_link_opens_the_lead_it_names_whoever_speaks_of_it_and_however_old_it_is(
    one_lead: str, env: dict[str, str], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    _, api = everyone["staff"]
    found = db.execute("select id, ref from leads where call_id = %s", [one_lead]).fetchone()
    assert found
    lead_id, ref = found
    call(env, "business_quote")
    db.execute("update leads set description = 'suite de ' || %s, ref = %s || '1' where ref <> %s", [ref, ref, ref])
    db.execute("insert into lead_notes (lead_id, author, text) select id, gen_random_uuid(), %s from leads", [ref])
    for older in ("is_test = false", "created_at = now() - interval '700 days'", "is_test = true"):
        db.execute(f"update leads set {older} where id = %s".encode(), [lead_id])
        only = leads.one(api, ref)
        assert only and only.id == lead_id, older
        offered = [button.key for button in screen(clients, {"fiche": ref}).button if button.label == "Modifier"]
        assert offered == [f"modifier-{lead_id}"], older
    assert leads.one(api, "DF-2026-999999") is None


def test_a_slip_of_the_thumb_is_undone(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    call_id = call(env, "hangup_before_lead")
    db.execute("update vapi_calls set called_back_at = now(), needs_callback = false where id = %s", [call_id])
    test = screen(clients)
    test.segmented_control[0].set_value("Deuxième chance").run()
    press(test, "Remettre à rappeler")
    assert db.execute("select called_back_at, needs_callback from vapi_calls").fetchone() == (None, True)


@pytest.mark.parametrize(
    "typed", ["450 555-0134", "(450) 555 0134", "1 450 555-0134", "555-0134", "5550134", "4505550134"]
)
def test_a_lead_is_found_by_its_number_however_it_is_typed(
    typed: str, one_lead: str, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    db.execute("update leads set phone = '+14505550134'")
    _, api = everyone["staff"]
    assert len(leads.board(api, leads.Choice(words=typed)).leads) == 1
    assert leads.board(api, leads.Choice(words="555-0199")).leads == []


def test_the_booked_share_counts_visits_only(
    one_lead: str, env: dict[str, str], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    _, api = everyone["staff"]
    call(env, "lead_booking", 2)
    db.execute("update leads set status = 'won' where call_id = %s", [one_lead])
    assert leads.board(api, leads.Choice()).booked == 1
    db.execute("update leads set status = 'lost'")
    assert leads.board(api, leads.Choice()).booked == 1
    db.execute("update appointments set status = 'cancelled'")
    assert leads.board(api, leads.Choice()).booked == 0


def test_a_lost_lead_says_why_and_can_be_taken_back(
    one_lead: str, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    db.execute("update leads set status = 'called_back', called_back_at = now(), version = 2")
    test = screen(clients)
    test.segmented_control[0].set_value("Deuxième chance").run()
    lead = db.execute("select id from leads").fetchone()
    assert lead
    # AppTest knows no menu: what a choice in it does, is done.
    test.session_state[f"_request:perdu-lead-{lead[0]}-2-0"].ask("Trop cher")
    test.run()
    assert db.execute("select status, lost_reason from leads").fetchone() == ("lost", "too_expensive")
    found = lost.read(everyone["staff"][1], datetime.now(UTC) - timedelta(days=1))
    assert [(one.name, one.lost) for one in found.reasons] == [("Trop cher", 1)]
    press(test, "Annuler")
    assert db.execute("select status, lost_reason from leads").fetchone() == ("called_back", None)


FOUND = {
    "lévesque véro": "Véronique Lévesque", "leveque": "Véronique Lévesque", "Gothier": "Luc Gauthier",
    "gautier luc": "Luc Gauthier", "st-bruno": "Marc Tremblay", "Saint Bruno": "Marc Tremblay",
    "ste julie": "Luc Gauthier", "tremblé": "Marc Tremblay", "bruno tremblay": "Marc Tremblay",
}  # fmt: skip
PEOPLE = (
    ("Véronique Lévesque", "Longueuil"), ("Luc Gauthier", "Sainte-Julie"), ("Marc Tremblay", "St-Bruno-de-Montarville")
)  # fmt: skip


@pytest.mark.parametrize(("typed", "name"), FOUND.items())
def test_people_are_found_on_both_screens_however_they_are_spelled(
    typed: str, name: str, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    for number, (who, city) in enumerate(PEOPLE):
        db.execute(
            "with c as (insert into vapi_calls (vapi_call_id, created_at, status, outcome, caller_number)"
            " values (%(call)s, now(), 'ended', 'lead', '+15145550101') returning id)"
            " insert into leads (ref, source, created_at, call_id, name, city) select %(call)s, 'tool', now(), c.id,"
            " %(who)s, %(city)s from c",
            {"call": f"S-{number}", "who": who, "city": city},
        )
    _, api = everyone["staff"]
    wanted = [name] if name else []
    assert [one.name for one in leads.board(api, leads.Choice(words=typed)).leads] == wanted
    assert [one.lead_name for one in journal.read(api, Filters(words=typed))] == wanted
