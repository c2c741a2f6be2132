"""Appels: the journal and one call."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from time import sleep

import psycopg
import pytest

from backend import fr
from backend.calls import export, journal
from backend.calls.journal import Filters, Place
from pages.calls import mark
from pages.ui import actions
from tests.lead_rows import lead
from tests.payload_files import envelope, message
from tests.screens import Signed, call, screen, take, words


def calls() -> None:
    from pages import calls

    calls.render()


def test_an_empty_journal_says_so(become: Callable[[str], None]) -> None:
    become("owner")
    assert "Aucun appel Le premier appel reçu par Paul" in words(screen(calls))


def test_outcomes_are_in_plain_words_newest_first(env: dict[str, str], become: Callable[[str], None]) -> None:
    become("staff")
    call(env, "provider_fault")
    call(env, "lead_booking")
    shown = words(screen(calls))
    assert "✕ Panne" in shown
    assert "✓ Rendez-vous pris" in shown
    assert "panne" in shown.split("✕ Panne")[1]
    assert "providerfault" not in shown


def test_one_call_shows_who_said_what_and_how_long_paul_took(
    env: dict[str, str], become: Callable[[str], None]
) -> None:
    become("owner")
    test = screen(calls, {"appel": call(env, "lead_booking")})
    shown = words(test)
    assert not test.exception
    assert "Paul 0:0" in shown
    assert "délai" in shown
    assert "✓ Prendre rendez-vous: réussi" in shown
    assert "Le téléphone sonne" in shown
    assert "Alerte: rendez-vous pris ou changé avec Paul" in shown


def test_a_refused_tool_is_seen_in_red_with_its_words(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    call_id = call(env, "lead_only")
    db.execute("update call_logs set tool_ok = false where kind = 'tool'")
    assert "✕ Noter les coordonnées: échec" in words(screen(calls, {"appel": call_id}))


@pytest.mark.parametrize(
    ("ms", "said"), [(700, "délai 700 ms"), (900, "! délai 900 ms, lent"), (1600, "✕ délai 1,6 s, très lent")]
)
def test_slow_turns_carry_a_sign(
    ms: int, said: str, env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    call_id = call(env, "question")
    db.execute("update call_logs set turn_ms = %s where speaker = 'paul'", [ms])
    assert said in words(screen(calls, {"appel": call_id}))


def test_an_unknown_call_is_not_an_error(become: Callable[[str], None]) -> None:
    become("owner")
    for asked in ("00000000-0000-4000-8000-000000000000", "n’importe quoi"):
        assert not screen(calls, {"appel": asked}).exception


@pytest.mark.parametrize(("age", "said"), [("1 hour", "En cours"), ("3 hours", "Fin inconnue")])
def test_a_call_whose_end_was_lost_is_not_going_on_for_ever(
    age: str, said: str, env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    take(env["SUPABASE_DB_URL"], envelope(message("vapi/status-update.in-progress.json")))
    row = db.execute(
        "update vapi_calls set created_at = now() - %s::interval, started_at = now() - %s::interval returning id",
        [age, age],
    ).fetchone()
    assert row
    journal_words, call_words = words(screen(calls)), words(screen(calls, {"appel": str(row[0])}))
    assert said in journal_words
    assert said in call_words
    lost = "n’est jamais arrivé"
    assert (lost in journal_words, lost in call_words) == ((said == "Fin inconnue",) * 2)


def test_classifying_a_call_takes_it_out_of_the_figures_and_can_be_undone(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("staff")
    call_id = call(env, "hangup_before_lead")
    owed = "select classification, needs_callback from vapi_calls"
    test = screen(calls, {"appel": call_id})
    next(b for b in test.button if b.label == "Indésirable").click().run()
    assert db.execute(owed).fetchone() == ("spam", False)
    sleep(actions.QUIET_AFTER_DEED_S)
    next(b for b in test.button if b.label.startswith("Retirer la marque")).click().run()
    assert db.execute(owed).fetchone() == (None, True)


def test_a_step_of_another_day_says_which(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("staff")
    call_id = call(env, "lead_only")
    assert day(db, "started_at") not in words(screen(calls, {"appel": call_id})).split("Étapes")[1]
    db.execute("update vapi_calls set called_back_at = ended_at + interval '1 day'")
    steps = words(screen(calls, {"appel": call_id})).split("Étapes")[1]
    assert steps.count(f"{day(db, 'called_back_at')}, ") == 1 and day(db, "started_at") not in steps


def day(db: psycopg.Connection, column: str) -> str:
    row = db.execute(f"select {column} from vapi_calls".encode()).fetchone()
    assert row
    return fr.day_short(fr.local(row[0]).date())


def test_a_call_of_an_older_page_shows_its_mark_at_once_and_the_way_back(
    become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("staff")
    for number in range(1, 31):
        lead(db, number)
    test = screen(calls)
    next(button for button in test.button if button.label == "Voir les appels plus anciens").click().run()
    row = db.execute("select id from vapi_calls where vapi_call_id = 'table-28'").fetchone()
    assert row and "Indésirable" not in words(test)
    # As a line of the button's menu asks for it, which AppTest cannot press.
    asked = actions.Action(state="asked", choice="Indésirable")
    test.session_state[f"_request:marquer-{row[0]}-None"] = asked
    assert "Indésirable" in words(test.run())
    assert asked.state == "done"
    offered = [menu.proto.options for menu in test.get("menu_button") if f"marquer-{row[0]}" in menu.proto.id]
    assert [list(one) for one in offered] == [[mark.TAKE_AWAY]]


def test_older_calls_come_by_pages_without_gap_or_repeat(env: dict[str, str], everyone: dict[str, Signed]) -> None:
    _, api = everyone["owner"]
    known = {call(env, "wrong_number", seed) for seed in range(1, 6)}
    first = journal.read(api, Filters(), limit=2)
    second = journal.read(api, Filters(), Place(first[-1].created_at, first[-1].id), limit=2)
    third = journal.read(api, Filters(), Place(second[-1].created_at, second[-1].id), limit=2)
    found = [str(row.id) for row in (*first, *second, *third)]
    assert len(found) == 5
    assert set(found) == known


def test_a_word_is_found_however_many_calls_came_since_and_page_after_page(
    everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    _, api = everyone["owner"]
    db.execute(
        "with made as (insert into vapi_calls (vapi_call_id, created_at, status, outcome, reported_at)"
        "  select 'many-' || n, now() - make_interval(mins => n), 'ended', 'lead', now()"
        "  from generate_series(1, 1100) n"
        "  returning id, vapi_call_id)"
        " insert into call_search (call_id, words, who) select id, to_tsvector('simple', case vapi_call_id"
        "  when 'many-1099' then 'refoulement insolite' else 'refoulement' end), '' from made"
    )
    (rare,) = journal.read(api, Filters(words="insolite"))
    assert [row[0] for row in db.execute("select vapi_call_id from vapi_calls where id = %s", [rare.id])] == [
        "many-1099"
    ]
    found: list[journal.CallRow] = []
    while page := journal.read(
        api, Filters(words="refoulement"), Place(found[-1].created_at, found[-1].id) if found else None, 400
    ):
        found += page
    assert len({row.id for row in found}) == len(found) == 1100
    assert found == sorted(found, key=lambda row: row.created_at, reverse=True)


def test_filters_by_outcome_number_and_words(
    env: dict[str, str], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    _, api = everyone["owner"]
    fault, lead = call(env, "provider_fault"), call(env, "lead_only")
    db.execute("update vapi_calls set caller_number = '+14505550134' where id = %s", [fault])
    by_outcome = journal.read(api, Filters(outcomes=("lead",)))
    by_number = journal.read(api, Filters(words="450 555-0134"))
    summary = journal.read(api, Filters(outcomes=("lead",)))[0].summary
    assert summary
    by_word = journal.read(api, Filters(words=max(summary.split(), key=len).strip(".,:;«»").upper()))
    assert [str(row.id) for row in by_outcome] == [lead]
    assert [str(row.id) for row in by_number] == [fault]
    assert lead in {str(row.id) for row in by_word}


def test_the_export_opens_in_a_spreadsheet_and_runs_nothing(
    env: dict[str, str], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    _, api = everyone["owner"]
    call(env, "lead_only")
    db.execute("update vapi_calls set summary = '=HYPERLINK(\"http://ailleurs\")'")
    raw = export.csv_bytes(api, Filters())
    assert raw.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(raw.decode("utf-8-sig")), delimiter=";"))
    assert rows[0] == list(export.HEADINGS)
    assert len(rows) == 2
    assert rows[1][-1] == '\'=HYPERLINK("http://ailleurs")'


def test_an_export_is_told_in_the_audit_trail_without_the_words(
    env: dict[str, str], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    person, api = everyone["staff"]
    call(env, "question")
    export.csv_bytes(api, Filters(words="Bouchard 450 555-0199"))
    result = db.execute(
        "select actor::text, changes from audit_log where action = 'export_calls' order by at desc limit 1"
    ).fetchone()
    assert result == (person.user_id, {"rows": 0, "filters": ["words"]})


@pytest.mark.parametrize("typed", ["tremblay", "Lévis TREMBLAY", "450 555-0134", "555-0134", "5550134"])
def test_a_call_going_on_is_found_by_who_calls(
    typed: str, env: dict[str, str], everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    _, api = everyone["owner"]
    take(env["SUPABASE_DB_URL"], envelope(message("vapi/status-update.in-progress.json")))
    db.execute(
        "insert into leads (ref, call_id, source, created_at, name, phone, city)"
        " select 'DF-1', id, 'tool', now(), 'Ginette Roy', '+14505550134', 'Lévis' from vapi_calls"
    )
    db.execute("update leads set name = 'Ginette Tremblay'")
    assert len(journal.read(api, Filters(words=typed))) == 1
    assert journal.read(api, Filters(words="Roy")) == []
