"""Santé: for the administrator, and honest about what is not measured."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import asdict
from time import monotonic, sleep

import psycopg
import pytest

from backend.doctor.finding import broken, ok
from tests.payload_files import body
from tests.screens import screen, take, words


def sante() -> None:
    from pages import health

    health.render()


@pytest.fixture
def one_failed(env: dict[str, str], db: psycopg.Connection) -> psycopg.Connection:
    """A message that could not be applied, because no lead could be written for a moment."""
    db.execute("alter table leads add constraint broken check (ref is null)")
    take(env["SUPABASE_DB_URL"], body("vapi/end-of-call-report.lead-and-appointment.json"))
    db.execute("alter table leads drop constraint broken")
    db.execute("update private.inbox set due_at = now() + interval '1 hour' where applied_at is null")
    return db


@pytest.mark.parametrize("role", ["owner", "staff"])
def test_others_are_refused_by_the_page_itself(role: str, become: Callable[[str], None]) -> None:
    become(role)
    shown = words(screen(sante))
    assert "réservée à l’administrateur" in shown
    assert "Journal de secours" not in shown


def test_what_is_not_measured_says_so(become: Callable[[str], None]) -> None:
    become("admin")
    shown = words(screen(sante))
    assert "Sauvegardes non mesuré" in shown
    assert "Tous les messages de Paul ont été appliqués" in shown


def test_a_failed_message_is_shown_and_applied_again(
    become: Callable[[str], None], one_failed: psycopg.Connection
) -> None:
    become("admin")
    test = screen(sante)
    shown = words(test)
    assert "Compte rendu de fin d’appel" in shown
    assert "La base refuse une valeur du message." in shown
    assert "end-of-call-report" not in shown
    assert "broken" in test.code[0].value
    next(button for button in test.button if button.label == "Appliquer de nouveau").click().run()
    assert not test.exception
    due = one_failed.execute(
        "select count(*) from private.inbox where applied_at is null and due_at > now()"
    ).fetchone()
    assert due == (0,)
    assert "Nouvel essai" in words(test)


@pytest.mark.usefixtures("worker")
def test_what_is_still_to_be_applied_is_not_taken_for_applied(
    become: Callable[[str], None], one_failed: psycopg.Connection
) -> None:
    become("admin")
    test = screen(sante)
    one_failed.execute("alter table leads add constraint broken check (ref is null) not valid")
    try:
        next(button for button in test.button if button.label == "Appliquer de nouveau").click().run()
        _wait_for_another_try(one_failed)
    finally:
        one_failed.execute("alter table leads drop constraint broken")
    one_failed.execute(
        "insert into private.inbox (dedupe_key, type, happened_at, body, applied_at, error, due_at)"
        " select 'test-' || n, 'hang', now(), '{}', null, '23514: x', now() + interval '1 hour'"
        " from generate_series(1, 120) n"
    )
    shown = words(test.run())
    assert "1 en échec de nouveau ✕" in shown
    assert "appliqué ✓" not in shown
    one_failed.execute("update private.inbox set applied_at = now(), error = null where dedupe_key not like 'test-%'")
    assert "1 message appliqué ✓" in words(test.run())


def test_what_a_program_found_of_its_settings_is_shown_with_its_remedy(
    become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("admin")
    db.execute("delete from private.settings_findings")
    shown = words(screen(sante))
    assert "Réglages" in shown and "Webhook non mesuré" in shown
    findings = [
        asdict(ok("JOURNAL_PATH", "s’écrit")),
        asdict(broken("CONSOLE_URL", "est restée celle de cette machine", "Les liens sont morts.", "Donnez la vraie.")),
    ]
    for instance in ("serveur-1:8600", "serveur-2:8600"):
        db.execute(
            "select private.note_settings_findings('webhook', %s, 'v1', %s)",
            [instance, json.dumps(findings if instance.startswith("serveur-1") else findings[:1])],
        )
    shown = words(screen(sante))
    assert "Webhook 1 réglage en ordre, 1 à revoir" in shown and "Webhook 1 réglage en ordre" in shown
    assert "CONSOLE_URL est restée celle de cette machine" in shown
    assert "Les liens sont morts." in shown and "Donnez la vraie." in shown and "serveur-1:8600" in shown


def test_the_chain_says_what_it_took_what_so_many_prove_and_where_it_breaks(
    become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("admin")
    db.execute("delete from probe_readings where probe like 'chain%'")
    assert "De bout en bout non mesuré" in words(screen(sante))
    db.execute(
        "insert into probe_readings (probe, at, ok, value) select p, now() - n * interval '5 minutes', true, v"
        " from generate_series(1, 99) n,"
        " (values ('chain', 1240), ('chain_webhook', 40), ('chain_alert', 1100), ('chain_read', 100)) s (p, v)"
    )
    shown = words(screen(sante))
    assert "De bout en bout 1,2 s" in shown and "Bout en bout: alerte 1,1 s" in shown
    # Ninety-nine without a failure prove no more than this.
    assert "24 h: 99 sur 99, au moins 97,0 % à 95 % de confiance" in shown
    db.execute("insert into probe_readings (probe, ok, detail) values ('chain_read', false, 'unseen')")
    db.execute("insert into probe_readings (probe, ok, detail) values ('chain', false, 'read')")
    shown = words(screen(sante))
    assert "De bout en bout arrêté à la lecture; prouvé pour la dernière fois il y a 5 min" in shown
    assert "Bout en bout: lu l’appel n’est pas dans le journal" in shown
    assert "24 h: 99 sur 100" in shown
    db.execute("delete from probe_readings where probe like 'chain%'")


def _wait_for_another_try(db: psycopg.Connection) -> None:
    """The worker tries again, and puts the next attempt off."""
    tried = "select count(*) from private.inbox where applied_at is null and attempts > 1 and due_at > now()"
    give_up_at = monotonic() + 20
    while db.execute(tried).fetchone() != (1,):
        assert monotonic() < give_up_at
        sleep(0.2)
