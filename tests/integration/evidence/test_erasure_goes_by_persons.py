"""An erasure takes away what was found by a number and a name, shown, and chosen: never what holds a word."""

from __future__ import annotations

import json
import uuid
from typing import Any

import psycopg
import pytest

from tests.readiness_fixtures import World, gates_db, world

__all__ = ["gates_db", "world"]
NUMBER, OTHER_NUMBER = "+14505550134", "+14505550199"
COUNTED = (
    "calls", "leads", "appointments", "lines", "recordings", "messages", "alerts", "receipts", "trials", "trail",
)  # fmt: skip


def call(world: World, number: str | None, name: str | None, said: str = "Bonjour") -> uuid.UUID:
    """A call with a line, a message as it came, a lead, its visit, an alert, an attempt and its receipt."""
    one: uuid.UUID = world.do(
        "insert into vapi_calls (vapi_call_id, created_at, status, caller_number, caller_name, has_recording)"
        " values (gen_random_uuid()::text, now(), 'ended', %s, %s, true) returning id",
        number, name,
    )[0]  # fmt: skip
    world.do(
        "insert into call_logs (call_id, kind, speaker, at, text, source) values (%s, 'said', 'caller', now(), %s,"
        " 'report')",
        one, said,
    )  # fmt: skip
    world.do(
        "insert into call_search (call_id, words, who) values (%s, to_tsvector('simple', private.fold(%s)), '')"
        " on conflict (call_id) do update set words = excluded.words",
        one, said,
    )  # fmt: skip
    world.do(
        "insert into private.inbox (dedupe_key, type, vapi_call_id, via, body, happened_at) select"
        " gen_random_uuid()::text, 'end-of-call-report', vapi_call_id, 'webhook', %s, now() from vapi_calls"
        " where id = %s",
        json.dumps({"said": said}), one,
    )  # fmt: skip
    lead = world.do(
        "insert into leads (ref, source, created_at, call_id, name, phone, description) values"
        " (left(gen_random_uuid()::text, 13), 'tool', now(), %s, %s, %s, 'x') returning id",
        one, name, number,
    )[0]  # fmt: skip
    alert = world.do("select id from alerts where lead_id = %s limit 1", lead)[0]
    attempt = world.do(
        "insert into alert_attempts (alert_id, channel, state) values (%s, 'sms', 'delivered') returning id", alert
    )[0]
    world.do(
        "insert into private.brevo_events (dedupe_key, channel, attempt_id, body) values (gen_random_uuid()::text,"
        " 'sms', %s, '{}')",
        attempt,
    )
    return one


def ask(world: World, number: str | None = None, name: str | None = None) -> str:
    request = str(uuid.uuid4())
    world.act(
        "owner", "ask_privacy_request", p_request_id=request, p_kind="erasure", p_phone=number, p_full_name=name,
        p_received_on="2026-11-20",
    )  # fmt: skip
    world.do("reset role")
    return request


def file(world: World, request: str) -> dict[str, Any]:
    found: dict[str, Any] = world.act("owner", "privacy_file", p_id=request)
    world.do("reset role")
    return found


def erase(world: World, request: str) -> dict[str, Any]:
    """Asked by the owner, carried out as the worker does."""
    world.ask("owner", "erase_person", p_id=request)
    certificate: dict[str, Any] = world.do("select private.carry_out_erasure(%s)", request)[0]
    return certificate


def deeds(world: World, n: int = 10) -> None:
    """What the office and the administrator did, in words that are everywhere."""
    for number in range(n):
        for action, subject, changes in (
            ("set_role", "person", {"role": "admin"}),
            ("accept_risk", "gate", {"until": "2026-12-24"}),
            ("resend_alerts", "alert", {"channel": "sms", "recipient": None}),
            ("test_sentry", "sentry", {"asked": True, "message": f"message {number}"}),
        ):
            world.do(
                "insert into audit_log (request_id, actor, action, subject_type, subject_id, changes, result)"
                " values (gen_random_uuid(), null, %s, %s, gen_random_uuid()::text, %s, '{\"asked\": true}')",
                action, subject, json.dumps(changes),
            )  # fmt: skip


@pytest.mark.parametrize("word", ["role", "asked", "message", "admin", "sms", "recipient", "the", "redacted"])
def test_a_word_that_stands_everywhere_redacts_no_line_and_takes_no_receipt(world: World, word: str) -> None:
    call(world, NUMBER, "Luc Roy")
    deeds(world)
    receipts = world.do("select count(*) from private.brevo_events")
    lines = "select jsonb_agg(to_jsonb(a) order by request_id) from audit_log a where action not in"
    lines += " ('ask_privacy_request', 'open_privacy_request', 'erase_person', 'person_erased')"
    before = world.do(lines)
    request = ask(world, name=word)
    assert {name: file(world, request)["counts"][name] for name in COUNTED} == dict.fromkeys(COUNTED, 0)
    certificate = erase(world, request)
    assert {name: certificate[name] for name in COUNTED} == dict.fromkeys(COUNTED, 0)
    assert world.do("select count(*) from private.brevo_events") == receipts
    assert world.do(lines) == before


def test_the_preview_counts_exactly_what_goes(world: World) -> None:
    for said in ("Un refoulement", "Encore moi"):
        call(world, NUMBER, "Luc Roy", said)
    call(world, OTHER_NUMBER, "Ève Côté")
    deeds(world)
    held = world.do("select id from leads where phone = %s limit 1", NUMBER)[0]
    world.do(
        "insert into audit_log (request_id, actor, action, subject_type, subject_id, changes, result)"
        " values (gen_random_uuid(), null, 'update_lead', 'lead', %s, '{\"note\": \"rappeler Luc Roy\"}', '{}')",
        str(held),
    )
    kept = ("vapi_calls", "leads", "alerts", "private.inbox", "private.brevo_events", "call_logs")
    before = {table: world.do(f"select count(*) from {table}")[0] for table in kept}
    request = ask(world, NUMBER, "Luc Roy")
    shown = file(world, request)["counts"]
    assert (shown["calls"], shown["leads"], shown["receipts"], shown["trail"]) == (2, 2, 2, 1)
    certificate = erase(world, request)
    assert {name: certificate[name] for name in COUNTED} == {name: shown[name] for name in COUNTED}
    after = {table: world.do(f"select count(*) from {table}")[0] for table in kept}
    names = dict(zip(kept, ("calls", "leads", "alerts", "messages", "receipts", "lines"), strict=True))
    assert {table: before[table] - after[table] for table in kept} == {t: shown[n] for t, n in names.items()}
    assert world.do("select count(*) from leads where phone = %s", OTHER_NUMBER)[0] == 1


def test_lines_about_roles_risks_and_evidence_are_never_touched_even_by_a_full_name(world: World) -> None:
    call(world, NUMBER, "Luc Roy")
    for action, subject in (("set_role", "person"), ("accept_risk", "gate"), ("measure_now", "measurement")):
        world.do(
            "insert into audit_log (request_id, actor, action, subject_type, subject_id, changes, result)"
            " values (gen_random_uuid(), null, %s, %s, %s, '{\"of\": \"Luc Roy\"}', '{}')",
            action, subject, NUMBER,
        )  # fmt: skip
    request = ask(world, NUMBER, "Luc Roy")
    assert erase(world, request)["trail"] == 0
    assert world.do("select count(*) from audit_log where changes ->> 'of' = 'Luc Roy'")[0] == 3


def test_an_administrator_asks_and_the_owner_s_word_erases(world: World) -> None:
    call(world, NUMBER, "Luc Roy")
    request = ask(world, NUMBER, "Luc Roy")
    assert world.ask("admin", "erase_person", p_id=request) == {"id": request, "confirmed": False}
    assert world.do("select private.carry_out_erasure(%s)", request)[0] is None
    shown = file(world, request)["request"]
    assert (shown["state"], shown["erasure_asked_by_name"]) == ("open", "Admin")
    assert world.do("select count(*) from vapi_calls where caller_number = %s", NUMBER)[0] == 1
    assert erase(world, request)["calls"] == 1
    done = [row[0] for row in world.conn.execute("select action from audit_log where subject_id = %s", [request])]
    assert {"ask_erasure", "erase_person"} <= set(done)


def test_two_people_who_share_a_number_are_two(world: World) -> None:
    call(world, NUMBER, "Luc Roy")
    call(world, NUMBER, "Ève Côté")
    call(world, NUMBER, None)
    found = world.ask("owner", "search_person", p_phone=NUMBER, p_words=None)
    assert sorted((one["names"], one["calls"], one["leads"]) for one in found) == [
        ([], 1, 1), (["Luc Roy"], 1, 1), (["Ève Côté"], 1, 1),
    ]  # fmt: skip
    request = ask(world, NUMBER, "luc roy")
    shown = file(world, request)
    assert (shown["shares_number"], shown["counts"]["calls"], shown["counts"]["leads"]) == (True, 1, 1)
    assert sorted(str(one["caller_name"]) for one in shown["mentions"]) == ["None", "Ève Côté"]
    erase(world, request)
    left = world.conn.execute("select caller_name from vapi_calls where caller_number = %s", [NUMBER]).fetchall()
    assert sorted(str(row[0]) for row in left) == ["None", "Ève Côté"]


def test_a_number_of_several_is_not_erased_without_a_name(world: World) -> None:
    call(world, NUMBER, "Luc Roy")
    call(world, NUMBER, "Ève Côté")
    request = ask(world, NUMBER)
    with pytest.raises(psycopg.DatabaseError, match="number_of_several"), world.conn.transaction():
        world.ask("owner", "erase_person", p_id=request)


def test_one_name_however_it_is_written_is_one_person(world: World) -> None:
    for name in ("Ève Côté", "eve cote", " ÈVE CÔTÉ "):
        call(world, NUMBER, name)
    found = world.ask("owner", "search_person", p_phone=NUMBER, p_words=None)
    assert [(one["calls"], one["leads"]) for one in found] == [(3, 3)]
    request = ask(world, NUMBER)
    assert file(world, request)["counts"]["calls"] == 3


def test_a_name_that_the_report_spelled_otherwise_is_no_second_person(world: World) -> None:
    call(world, NUMBER, "Luc Roy")
    world.do("update vapi_calls set caller_name = 'Luc Roi' where caller_number = %s", NUMBER)
    found = world.ask("owner", "search_person", p_phone=NUMBER, p_words=None)
    assert [(one["names"], one["calls"], one["leads"]) for one in found] == [(["Luc Roy", "Luc Roi"], 1, 1)]
    request = ask(world, NUMBER, "Luc Roy")
    shown = file(world, request)
    assert (shown["shares_number"], shown["counts"]["calls"], shown["counts"]["leads"]) == (False, 1, 1)


def test_what_a_reader_leaves_out_stays(world: World) -> None:
    mine, other = call(world, None, "Jean Tremblay"), call(world, None, "Jean Tremblay")
    request = ask(world, name="Jean Tremblay")
    assert file(world, request)["counts"]["calls"] == 2
    lead = world.do("select id from leads where call_id = %s", other)[0]
    for record in (other, lead):
        world.ask("owner", "leave_out", p_id=request, p_record_id=record)
    assert [one["id"] for one in file(world, request)["calls"]] == [str(mine)]
    erase(world, request)
    assert world.do("select count(*) from vapi_calls where id = any (%s)", [mine, other])[0] == 1
    assert world.do("select count(*) from leads where id = %s", lead)[0] == 1
    with pytest.raises(psycopg.DatabaseError, match="record_not_in_file"), world.conn.transaction():
        world.ask("owner", "leave_out", p_id=request, p_record_id=uuid.uuid4())


def test_a_neighbour_s_sentence_is_shown_and_stays_until_somebody_decides(world: World) -> None:
    call(world, NUMBER, "Luc Roy")
    neighbour = call(world, OTHER_NUMBER, "Ève Côté", "Mon voisin Luc Roy a le même problème")
    request = ask(world, NUMBER, "Luc Roy")
    assert [one["id"] for one in file(world, request)["mentions"]] == [str(neighbour)]
    assert file(world, request)["counts"]["calls"] == 1
    world.ask("owner", "add_mention", p_id=request, p_call_id=neighbour)
    shown = file(world, request)
    # Her call, not her lead: that one is hers.
    assert (shown["mentions"], shown["counts"]["calls"], shown["counts"]["leads"]) == ([], 2, 1)
    erase(world, request)
    assert world.do("select count(*) from leads where phone = %s", OTHER_NUMBER)[0] == 1


def test_a_message_of_no_call_that_names_the_person_is_shown_with_the_words_around(world: World) -> None:
    call(world, NUMBER, "Luc Roy")
    message = world.do(
        "insert into private.inbox (dedupe_key, type, via, body, happened_at) values ('unreadable', '?', 'webhook',"
        " 'xx Luc Roy du 12 rue Principale xx', now()) returning id"
    )[0]
    receipt = world.do(
        "insert into private.brevo_events (dedupe_key, channel, body) values ('stray', 'email',"
        ' \'{"subject": "Urgent: Luc Roy"}\') returning id'
    )[0]
    request = ask(world, NUMBER, "Luc Roy")
    loose = {one["kind"]: one for one in file(world, request)["loose"]}
    assert (loose["message"]["id"], loose["receipt"]["id"]) == (message, receipt)
    assert "12 rue Principale" in loose["message"]["excerpt"]
    world.ask("owner", "add_loose_mention", p_id=request, p_kind="message", p_number=message)
    before = file(world, request)["counts"]["messages"]
    assert erase(world, request)["messages"] == before == 2
    assert world.do("select count(*) from private.inbox where id = %s", message)[0] == 0
    # Nobody decided on that one.
    assert world.do("select count(*) from private.brevo_events where id = %s", receipt)[0] == 1


def test_nothing_that_was_not_shown_is_added_to_a_file(world: World) -> None:
    call(world, NUMBER, "Luc Roy")
    stranger = call(world, OTHER_NUMBER, "Ève Côté")
    message = world.do("select max(id) from private.inbox")[0]
    request = ask(world, NUMBER, "Luc Roy")
    with pytest.raises(psycopg.DatabaseError, match="mention_not_added"), world.conn.transaction():
        world.ask("owner", "add_loose_mention", p_id=request, p_kind="message", p_number=message)
    assert stranger
