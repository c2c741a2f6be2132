"""Un client: everything of one number on one page, and leads that people make by hand."""

from __future__ import annotations

from collections.abc import Callable
from uuid import uuid4

import psycopg
import pytest

from backend.leads import actions, customer
from backend.leads import read as leads
from backend.supabase.errors import ApiError
from tests.screens import Signed, call, screen, words

FIELDS = {"name": "Luc Gauthier", "phone": "+14505550134", "city": "Sorel", "urgency": "urgent", "note": "Par mon cell"}


def client() -> None:
    from pages import customer

    customer.render()


def test_a_lead_made_by_hand_is_one_however_often_it_is_sent(
    everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    _, api = everyone["owner"]
    wish = uuid4()
    made = {actions.create_lead(api, wish, FIELDS) for _ in range(2)}
    found = leads.board(api, leads.Choice()).leads
    assert {one.ref for one in found} == made
    (one,) = found
    assert (one.source, one.status, one.urgency, one.name) == ("console", "new", "urgent", "Luc Gauthier")
    assert [(note.text, note.by) for note in one.notes] == [("Par mon cell", "Guillaume Fortin")]
    # Whoever wrote it down knows already.
    assert db.execute("select count(*) from alerts").fetchone() == (0,)


@pytest.mark.parametrize(
    ("fields", "code"), [({"city": "Sorel"}, "lead_empty"), ({"name": "Luc", "phone": "12"}, "lead_invalid")]
)
def test_a_lead_that_nobody_could_call_is_refused(
    fields: dict[str, str | None], code: str, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    with pytest.raises(ApiError, match=code):
        actions.create_lead(everyone["staff"][1], uuid4(), fields)
    assert db.execute("select count(*) from leads").fetchone() == (0,)


def test_everything_of_a_number_is_on_one_page_by_any_of_its_calls_or_leads(
    env: dict[str, str], become: Callable[[str], None], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    become("staff")
    first, second = call(env, "lead_booking", 1), call(env, "hangup_before_lead", 2)
    number = db.execute("select phone from leads").fetchone()
    assert number
    db.execute("update vapi_calls set caller_number = %s where id = %s", [number[0], second])
    api = everyone["staff"][1]
    lead = leads.board(api, leads.Choice()).leads[0]
    actions.update_lead(api, uuid4(), lead.id, {"note": "Chien dans la cour"}, lead.version)
    shown = words(screen(client, {"appel": second}))
    assert shown == words(screen(client, {"client": str(lead.id)}))
    for said in ("2 appels", "1 fiche", "1 visite", "Chien dans la cour", lead.ref, "Visite confirmée"):
        assert said in shown
    assert customer.read(api, "call", uuid4()) is None
    opened = db.execute("select count(*) from audit_log where action = 'open_customer' and subject_id = %s", [second])
    assert opened.fetchone() == (1,)
    assert first != second


def test_an_address_that_names_nobody_says_so(become: Callable[[str], None]) -> None:
    become("owner")
    assert "De quel client s’agit-il?" in words(screen(client))
    assert "introuvable" in words(screen(client, {"client": str(uuid4())}))
