"""Loi 25: what is held about a person is found, exported, corrected and erased, and does not come back."""

from __future__ import annotations

import uuid
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import httpx
import psycopg
import pytest

from backend import fr
from tests.emptying import empty_tables
from tests.everywhere import holding
from tests.people import Caller, sign_in
from tests.rows import empty
from tests.screens import take
from tests.vapi_standin import VapiStandin, in_stack
from tests.waiting import until


@dataclass(frozen=True)
class Held:
    """Two people who called; the first is the one who asks. Somebody in charge, and somebody of the office."""

    vapi: VapiStandin
    owner: Caller
    staff: Caller
    vapi_call_id: str
    phone: str
    name: str
    other_phone: str
    other_name: str

    @property
    def needles(self) -> tuple[str, str]:
        """Her number however it is written, and her name."""
        return self.phone[-10:], self.name


def today() -> date:
    """The day on the wall in Québec: in London it may be tomorrow already."""
    return datetime.now(fr.ZONE).date()


def ask(caller: Caller, function: str, **params: object) -> httpx.Response:
    return caller.rpc(function, p_request_id=str(uuid.uuid4()), **params)


@pytest.fixture
def held(env: dict[str, str], db: psycopg.Connection) -> Iterator[Held]:
    empty(db)
    empty_tables(
        db, "alerts", "privacy_requests", "private.vapi_erasures", "private.erased_calls", "private.brevo_events"
    )
    db.execute("update private.reconciliation_plan set due_at = now() + interval '1 day'")
    vapi = in_stack(env)
    vapi.reset()
    first, second = (vapi.play(name, seed=seed)["call_id"] for name, seed in (("urgent_booking", 3), ("lead_only", 8)))
    who = [
        db.execute(
            "select l.phone, l.name from leads l join vapi_calls c on c.id = l.call_id where c.vapi_call_id = %s", [one]
        ).fetchone()
        for one in (first, second)
    ]
    assert who[0] and who[1] and who[0][0] != who[1][0]
    yield Held(vapi, sign_in(env, "owner"), sign_in(env, "staff"), first, *who[0], *who[1])
    vapi.reset()
    empty(db)


def open_request(held: Held, kind: str = "erasure", phone: str | None = None, name: str | None = None) -> str:
    request_id = str(uuid.uuid4())
    about = {"p_phone": phone or (None if name else held.phone), "p_full_name": name}
    asked = held.owner.rpc(
        "ask_privacy_request", p_request_id=request_id, p_kind=kind, **about, p_received_on=str(today())
    )
    assert asked.status_code == 200, asked.text
    return request_id


def file(held: Held, request_id: str) -> dict[str, Any]:
    answer = held.owner.rpc("privacy_file", p_id=request_id)
    assert answer.status_code == 200, answer.text
    result: dict[str, Any] = answer.json()
    return result


def erase(held: Held, request_id: str) -> dict[str, Any]:
    """Asked for, and waited for, here and at Vapi."""
    assert ask(held.owner, "erase_person", p_id=request_id).status_code == 200
    return until(lambda: erased(held, request_id))


def erased(held: Held, request_id: str) -> dict[str, Any] | None:
    """The request, once nothing of the person is left here nor at Vapi."""
    answer: dict[str, Any] = file(held, request_id)["request"]
    return answer if answer["state"] == "closed" and not answer["at_vapi"]["asked"] else None


def test_a_person_is_found_by_number_and_by_part_of_the_name(held: Held) -> None:
    by_phone = ask(held.owner, "search_person", p_phone=held.phone, p_words=None).json()
    assert [one["phone"] for one in by_phone] == [held.phone]
    assert by_phone[0]["calls"] >= 1 and by_phone[0]["leads"] == 1
    words = " ".join(part[:4].upper() for part in held.name.split()) if len(held.name.split()) > 1 else held.name[:4]
    by_name = ask(held.owner, "search_person", p_phone=None, p_words=words).json()
    assert held.phone in [one["phone"] for one in by_name]
    assert held.other_phone not in [one["phone"] for one in by_name]
    assert ask(held.owner, "search_person", p_phone=None, p_words=" ").json()["code"] == "DF422"


def test_somebody_whose_call_has_no_report_yet_is_found_by_name_too(held: Held, db: psycopg.Connection) -> None:
    db.execute(
        "insert into vapi_calls (vapi_call_id, type, status, created_at, caller_name)"
        " values ('still-going-on', 'inboundPhoneCall', 'in-progress', now(), 'Zéphirine Ouellet')"
    )
    [found] = ask(held.owner, "search_person", p_phone=None, p_words="zephirine ouellet").json()
    assert (found["names"], found["calls"]) == (["Zéphirine Ouellet"], 1)
    shown = file(held, open_request(held, "access", name="Zéphirine Ouellet"))
    assert shown["counts"]["calls"] == 1


def test_the_export_holds_everything_and_no_live_address(held: Held, db: psycopg.Connection) -> None:
    request_id = open_request(held, "access")
    result = ask(held.owner, "export_person", p_id=request_id).json()
    assert result["counts"]["calls"] == len(result["calls"]) == 1
    assert result["leads"][0]["name"] == held.name
    assert len(result["appointments"]) == result["counts"]["appointments"] == 1
    said = db.execute(
        "select count(*) from call_logs where kind <> 'turn' and call_id = %s", [result["calls"][0]["id"]]
    )
    assert (len(result["calls"][0]["conversation"]),) == said.fetchone()
    messages = held.owner.rpc("export_messages", p_id=request_id, p_limit=200).json()
    assert len(messages) == result["counts"]["messages"] > 5
    for one in messages:
        assert "wss://" not in one["body"]
    assert held.other_name not in str(result) + str(messages)


def test_the_trail_tells_of_it_and_repeats_none_of_it(held: Held, db: psycopg.Connection) -> None:
    request_id = open_request(held, "access")
    ask(held.owner, "search_person", p_phone=held.phone, p_words=None)
    file(held, request_id)
    ask(held.owner, "export_person", p_id=request_id)
    ask(held.owner, "correct_person", p_id=request_id, p_fields={"name": "Nom Corrigé"})
    done = {
        row[0] for row in db.execute("select distinct action from audit_log where at > now() - interval '1 minute'")
    }
    assert {"ask_privacy_request", "search_person", "open_privacy_request", "export_person", "correct_person"} <= done
    assert "public.audit_log" not in holding(db, *held.needles, "Nom Corrigé")


def test_what_is_wrong_is_corrected_everywhere_it_is_shown(held: Held, db: psycopg.Connection) -> None:
    request_id = open_request(held, "correction")
    corrected = ask(
        held.owner, "correct_person", p_id=request_id, p_fields={"name": "Jeanne Rectifiée", "city": "Laval"}
    )
    assert corrected.json()["leads"] == 1
    assert db.execute("select name, city from leads where phone = %s", [held.phone]).fetchone() == (
        "Jeanne Rectifiée",
        "Laval",
    )
    found = held.owner.rpc("call_journal", p_text="rectifiee").json()
    assert len(found if isinstance(found, list) else found["calls"]) == 1
    assert ask(held.owner, "correct_person", p_id=request_id, p_fields={"phone": "abc"}).json()["code"] == "DF422"


def test_erased_leaves_nothing_anywhere_and_the_certificate_repeats_nothing(held: Held, db: psycopg.Connection) -> None:
    before = holding(db, *held.needles)
    assert {"public.vapi_calls", "public.leads", "public.call_logs", "public.call_search", "private.inbox"} <= set(
        before
    )
    assert held.vapi.get(f"/call/{held.vapi_call_id}").status_code == 200
    others = holding(db, held.other_phone[-10:], held.other_name)
    request_id = open_request(held)
    done = erase(held, request_id)
    assert holding(db, *held.needles, held.vapi_call_id) == {}
    assert held.vapi.get(f"/call/{held.vapi_call_id}").status_code == 404
    assert holding(db, held.other_phone[-10:], held.other_name) == others
    certificate = done["certificate"]
    assert (certificate["calls"], certificate["leads"], certificate["appointments"]) == (1, 1, 1)
    assert certificate["messages"] > 5 and certificate["alerts"] >= 1
    assert done["at_vapi"] == {"asked": 0, "erased": 1, "gone": 0, "reason": None}
    row = db.execute(
        "select changes from audit_log where action = 'person_erased' and subject_id = %s", [request_id]
    ).fetchone()
    assert row is not None and row[0]["calls"] == 1


def test_what_was_erased_does_not_come_back(held: Held, env: dict[str, str], db: psycopg.Connection) -> None:
    bodies = [
        row[0]
        for row in db.execute("select body from private.inbox where vapi_call_id = %s order by id", [held.vapi_call_id])
    ]
    assert len(bodies) > 5
    held.vapi.command(mode="500", scope="writes")
    request_id = open_request(held)
    ask(held.owner, "erase_person", p_id=request_id)
    until(lambda: file(held, request_id)["request"]["state"] == "closed")
    # Vapi tells it all again, the journal replays it, and the nightly comparison still finds the call in Vapi's list.
    for body in bodies:
        assert take(env["SUPABASE_DB_URL"], str(body).encode()).outcome == "duplicate"
    missing = db.execute(
        "select * from private.calls_to_catch_up(%s::jsonb, interval '0')",
        [
            f'[{{"vapi_call_id": "{held.vapi_call_id}", "created_at": "2026-11-01", "ended": true,'
            ' "ended_at": "2026-11-01"}]'
        ],
    ).fetchall()
    assert missing == []
    # Neither Vapi's refusal nor the repetition brought anything back; and Vapi is asked until it is done.
    result = file(held, request_id)["request"]["at_vapi"]
    assert (result["asked"], result["erased"]) == (1, 0)
    assert set(holding(db, *held.needles)) == set()
    held.vapi.command(mode="normal")
    db.execute("update private.vapi_erasures set due_at = now(), lease_until = null where state = 'asked'")
    until(lambda: erased(held, request_id))
    assert held.vapi.get(f"/call/{held.vapi_call_id}").status_code == 404


def test_a_person_known_by_name_alone_is_erased_too(held: Held, db: psycopg.Connection) -> None:
    db.execute(
        "insert into leads (ref, source, created_at, name, description)"
        " values ('DF-T-1', 'console', now(), 'Zoé Sansnuméro', 'x')"
    )
    request_id = open_request(held, name="zoe sansnumero")
    assert file(held, request_id)["counts"]["leads"] == 1
    erase(held, request_id)
    assert holding(db, "Sansnuméro") == {}


def test_somebody_of_whom_another_spoke_is_added_by_hand(held: Held, db: psycopg.Connection) -> None:
    call = db.execute("select id from vapi_calls where caller_number = %s", [held.other_phone]).fetchone()
    assert call is not None
    db.execute(
        "insert into call_logs (call_id, at, kind, speaker, text, source)"
        " values (%s, now(), 'said', 'caller', %s, 'report')",
        [call[0], f"Ma voisine {held.name} a le même problème"],
    )
    db.execute(
        "update call_search set words = words || to_tsvector('simple', private.fold(%s)) where call_id = %s",
        [held.name, call[0]],
    )
    request_id = open_request(held, phone=held.phone, name=held.name)
    assert str(call[0]) in [one["id"] for one in file(held, request_id)["mentions"]]
    assert ask(held.owner, "add_mention", p_id=request_id, p_call_id=str(call[0])).status_code == 200
    assert file(held, request_id)["counts"]["calls"] == 2


def test_the_reply_is_due_thirty_days_after_the_request(held: Held, db: psycopg.Connection) -> None:
    received = today() - timedelta(days=28)
    asked = ask(
        held.owner,
        "ask_privacy_request",
        p_kind="access",
        p_phone=held.phone,
        p_full_name=None,
        p_received_on=str(received),
    )
    result = held.owner.rpc("privacy_requests_board").json()["requests"]
    mine = next(one for one in result if one["id"] == asked.json()["id"])
    assert mine["due_on"] == str(received + timedelta(days=30))
    assert mine["days_left"] in (1, 2, 3)
    closed = ask(held.owner, "close_privacy_request", p_id=mine["id"], p_outcome="answered")
    assert closed.status_code == 200
    assert ask(held.owner, "erase_person", p_id=mine["id"]).json()["code"] == "DF422"


def test_opening_a_call_is_in_the_register_once_an_hour(held: Held, db: psycopg.Connection) -> None:
    call = db.execute("select id::text from vapi_calls where vapi_call_id = %s", [held.vapi_call_id]).fetchone()
    assert call is not None
    for _ in range(3):
        assert held.staff.rpc("call_detail", p_call_id=call[0]).status_code == 200
    seen = db.execute(
        "select count(*) from audit_log where action = 'open_call' and subject_id = %s", [call[0]]
    ).fetchone()
    assert seen == (1,) or (seen == (2,) and datetime.now(UTC).minute < 2)
    assert held.staff.rpc("privacy_requests_board").status_code == 403
