"""A word of a caller's in every column and by every way in: handed out, and then in no table, file or log any more."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import psycopg
import pytest

from backend.privacy import document, portable
from backend.privacy import read as privacy
from backend.webhook.journal import Journal
from tests import one_call
from tests.alert_fixtures import GUILLAUME, GUILLAUME_EMAIL, PEOPLE, SYLVIE, SYLVIE_EMAIL
from tests.emptying import delete
from tests.everywhere import holding
from tests.integration.test_personal_columns import Asking, Marked, marked
from tests.integration.test_privacy import Held, ask, erase, file, held, open_request
from tests.local_stack import Stack
from tests.one_call import OneCall
from tests.waiting import until

__all__ = ["held", "marked"]
# Said by telephone while the database was away; nobody else says it.
SAID = "canariduserpentin"
# Postgres's own files: what is deleted there is overwritten when it tidies up, and its copies are in `copies_until`.
POSTGRES = "postgres"
# What somebody else keeps of the text that was sent to the team; the certificate names them.
KEPT_BY_OTHERS = {"brevo-received.jsonl": "Brevo"}


def files(stack: Stack) -> Iterator[Path]:
    """Every file that the stack's programs write: journal, sessions, logs, what the stand-ins keep."""
    for path in stack.home.rglob("*"):
        if path.is_file() and POSTGRES not in path.relative_to(stack.home).parts[:-1]:
            yield path


def written_in(stack: Stack, words: tuple[str, ...]) -> set[str]:
    """The names of the files in which any of these words stands."""
    sought = [word.encode() for word in words]
    return {path.name for path in files(stack) if any(word in path.read_bytes() for word in sought)}


@dataclass(frozen=True)
class Everywhere:
    """The caller, with a word of their own in every column, who called once more while the database was away."""

    marked: Marked
    journal: Path

    @property
    def words(self) -> tuple[str, ...]:
        """What may be found nowhere in the end. Names and numbers are others' too, in other rooms of tests."""
        return (SAID, *(word.split()[-1] for word in self.marked.words.values()))


@pytest.fixture
def everywhere(
    marked: Marked, stack: Stack, db: psycopg.Connection, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Everywhere]:
    # An alert is sent for what is new only.
    monkeypatch.setattr(one_call, "START", datetime.now(UTC) - timedelta(minutes=2))
    # Whoever another room of tests left on call, and their ladder.
    delete(db, "delete from recipients where true")
    delete(db, "delete from alert_rungs where true")
    db.execute(PEOPLE, [GUILLAUME, GUILLAUME_EMAIL, SYLVIE, SYLVIE_EMAIL])
    journal = stack.home / "empty" / "webhook-journal.sqlite3"
    call = OneCall(marked.held.phone, str(uuid4()))
    told_by = {"nom": marked.held.name, "telephone": marked.held.phone, "description": f"refoulement {SAID}"}
    told = [
        call.answered(),
        call.lead(20, "canari", **told_by, urgence="urgente"),
        call.said(30, f"Mon sous-sol: {SAID}"),
        call.report(60, told_by),
    ]
    book = Journal(journal)
    for body in told:
        book.append(body, datetime.now(UTC))
    book.close()
    kept = "select count(*) = %s from private.inbox where vapi_call_id = %s and via = 'journal'"
    until(lambda: (db.execute(kept, [len(told), call.call_id]).fetchone() or (False,))[0])
    until(lambda: SAID.encode() in (stack.home / "empty" / "brevo-received.jsonl").read_bytes())
    yield Everywhere(marked, journal)
    delete(db, "delete from recipients where true")


def test_a_caller_s_word_is_handed_out_and_then_nowhere(
    everywhere: Everywhere, stack: Stack, db: psycopg.Connection
) -> None:
    held = everywhere.marked.held
    db.execute("insert into backups (cause_key, reason, state, due_at) values ('canari', 'hand', 'stored', null)")
    request = open_request(held, phone=held.phone, name=held.name)
    # Marked, the first call and its lead bear other names: a reader says that it is still the same person.
    for one in file(held, request)["mentions"]:
        if one["caller_number"] == held.phone:
            assert ask(held.owner, "add_mention", p_id=request, p_call_id=one["id"]).status_code == 200
    api = Asking(held.owner)
    for written in (portable.json_bytes(api, UUID(request)).decode(), portable.csv_bytes(api, UUID(request)).decode()):
        assert SAID in written
        assert [
            one for one, word in everywhere.marked.words.items() if one.holds == "exported" and word not in written
        ] == []
    assert written_in(stack, (SAID, held.vapi_call_id)) >= {"vapi-calls.jsonl", *KEPT_BY_OTHERS}
    erase(held, request)
    assert "vapi-calls.jsonl" not in written_in(stack, (held.vapi_call_id,))
    assert holding(db, *everywhere.words) == {}
    assert written_in(stack, everywhere.words) == set(KEPT_BY_OTHERS)
    _the_certificate_names_what_is_left(held, request)
    db.execute("delete from backups where cause_key = 'canari'")


def _the_certificate_names_what_is_left(held: Held, request: str) -> None:
    done = privacy.file(Asking(held.owner), UUID(request)).request
    assert done.certificate is not None and done.certificate.copies_until is not None
    certificate = document.certificate_bytes(done).decode()
    assert f"{done.certificate.copies_until.year}" in certificate and "copies de sauvegarde" in certificate
    assert [name for name in KEPT_BY_OTHERS.values() if name not in certificate] == []
