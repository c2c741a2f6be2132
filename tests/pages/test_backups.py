"""Sauvegardes: what would be lost by name, what the owner reads, what only the administrator does."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import psycopg
import pytest

from tests.emptying import empty_tables
from tests.screens import call, screen, words

KEPT = """
    with b as (insert into backups (cause_key, reason, state, due_at, name, store, size_bytes, snapshot_at, manifest,
            started_at, finished_at)
        values ('kept', 'schedule', 'stored', null, 'drain-x.dump.age', 'local', 4200000, now() - %s::interval,
            '{"tables": [{"name": "public.vapi_calls", "rows": 12, "hash": "1"}]}', now() - interval '9 s', now())
        returning id)
    insert into backup_proofs (cause_key, backup_id, reason, state, due_at, seconds, finished_at, failure, checks)
    select 'kept', id, 'after', %s, null, 41, now(), %s, '[{"name": "tables", "ok": true, "detail": ""}]' from b
"""


def sauvegardes() -> None:
    from pages import backups

    backups.render()


@pytest.fixture(autouse=True)
def no_copies(db: psycopg.Connection) -> Iterator[None]:
    empty_tables(db, "backups", "backup_proofs", "backup_stores")
    yield
    empty_tables(db, "backups", "backup_proofs", "backup_stores")


def labels(test: object) -> list[str]:
    return [button.label for button in test.button]  # type: ignore[attr-defined]


def test_without_a_copy_everything_would_be_lost_and_nothing_is_green(
    become: Callable[[str], None], env: dict[str, str]
) -> None:
    call(env, "urgent_lead")
    become("admin")
    read = words(screen(sauvegardes))
    assert "aucune âge de la dernière copie éprouvée" in read
    assert "non mesuré pour tout restaurer" in read
    assert "1 client potentiel" in read
    assert "éprouvée ✓" not in read


def test_the_owner_reads_and_does_nothing(become: Callable[[str], None], db: psycopg.Connection) -> None:
    db.execute(KEPT, ["3 hours", "proven", None])
    become("owner")
    test = screen(sauvegardes)
    read = words(test)
    assert "3 h âge de la dernière copie éprouvée" in read
    assert "41 s pour tout restaurer" in read
    assert "12 appels" in read
    assert labels(test) == []
    assert "Télécharger" not in read


def test_a_failed_proof_says_why_and_what_to_do(become: Callable[[str], None], db: psycopg.Connection) -> None:
    db.execute(KEPT, ["3 hours", "failed", "altered"])
    become("admin")
    read = words(screen(sauvegardes))
    assert "épreuve échouée" in read
    assert "abîmé ou échangé" in read
    assert "faites-en une autre maintenant" in read
    assert "aucune âge de la dernière copie éprouvée" in read


def test_the_button_asks_once_and_says_who(become: Callable[[str], None], db: psycopg.Connection) -> None:
    become("admin")
    test = screen(sauvegardes)
    test.button(key="sauvegarder-aucune").click().run()
    asked = db.execute("select reason, asked_by is not null from backups").fetchall()
    assert asked == [("hand", True)]


def test_staff_are_refused(become: Callable[[str], None]) -> None:
    become("staff")
    assert "réservée" in words(screen(sauvegardes))
