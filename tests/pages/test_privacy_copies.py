"""What a person is handed out: a page, and the same as JSON and as a table."""

from __future__ import annotations

import csv
import io
import json
from html import escape
from uuid import UUID, uuid4

import psycopg

from backend.privacy import document as privacy_document
from backend.privacy import portable
from backend.privacy import read as privacy
from backend.privacy.labels import FIELDS, PARTS
from backend.supabase.rpc import Rpc
from tests.privacy_requests import caller_of, noted, nothing_noted, owner
from tests.screens import call

__all__ = ["nothing_noted", "owner"]


def test_the_copies_say_the_same_and_their_names_say_nothing(
    env: dict[str, str], db: psycopg.Connection, owner: Rpc
) -> None:
    phone, name = caller_of(db, call(env, "urgent_booking"))
    request = privacy.file(owner, UUID(noted(owner, phone))).request
    page = privacy_document.page_bytes(owner, request.id).decode()
    result = json.loads(portable.json_bytes(owner, request.id))
    assert name in page and result["leads"][0]["name"] == name
    assert len(result["messages"]) == result["counts"]["messages"] > 5
    for said in (line["text"] for line in result["calls"][0]["conversation"] if line["kind"] == "said"):
        assert escape(said) in page
    assert privacy_document.file_name(request, "json") == f"dossier-{request.ref}.json"
    table = list(csv.DictReader(io.StringIO(portable.csv_bytes(owner, request.id).decode("utf-8-sig")), delimiter=";"))
    assert ("Fiches", "1", "nom", name) in [tuple(line.values()) for line in table]
    spoken = [line["Valeur"] for line in table if line["Champ"] == "conversation · texte"]
    assert spoken == [line["text"] for line in result["calls"][0]["conversation"] if line.get("text")]
    whole = [
        line["Valeur"]
        for line in table
        if (line["Rubrique"], line["Champ"]) == ("Messages reçus tels quels", "contenu")
    ]
    assert "".join(whole) == "".join(one["body"] for one in result["messages"])
    # A line of the trail a copy.
    taken = db.execute(
        "select count(*) from audit_log where action = 'export_person' and subject_id = %s", [str(request.id)]
    )
    assert taken.fetchone() == (3,)


def test_the_table_of_what_is_held_runs_nothing_and_speaks_french(
    env: dict[str, str], db: psycopg.Connection, owner: Rpc
) -> None:
    phone, _ = caller_of(db, call(env, "urgent_booking"))
    db.execute("update leads set description = '=HYPERLINK(1)' where phone = %s", [phone])
    db.execute("update vapi_calls set summary = %s where caller_number = %s", ["x" * (2 * portable.LONGEST + 1), phone])
    request = UUID(noted(owner, phone))
    written = portable.csv_bytes(owner, request).decode("utf-8-sig")
    table = list(csv.DictReader(io.StringIO(written), delimiter=";"))
    assert "'=HYPERLINK(1)" in [line["Valeur"] for line in table if line["Champ"] == "problème"]
    assert [len(line["Valeur"]) for line in table if line["Champ"] == "résumé"] == [portable.LONGEST] * 2 + [1]
    assert max(len(line["Valeur"]) for line in table) <= 32_767
    result = privacy.export(owner, uuid4(), request)
    ours = {
        name
        for part in ("calls", "leads", "appointments", "alerts", "noted_by_paul")
        for one in result[part]
        for name in one
    }
    assert ours - set(FIELDS) == set() and set(result) - set(PARTS) == set()
