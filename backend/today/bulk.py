"""One deed for many leads: each by a request of its own, each with its own outcome, each taken back by its own."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from uuid import UUID, uuid5

from backend import fr
from backend.alerts import read as alerts
from backend.business import LOST_REASONS
from backend.leads import callbacks
from backend.leads.actions import update_lead
from backend.leads.read import STATUSES
from backend.leads.table import Row
from backend.messaging import Channel
from backend.supabase.errors import OURS_TO_WAIT_FOR, ApiError
from backend.supabase.rpc import Rpc

Step = Callable[[Rpc, UUID, Row], None]


@dataclass(frozen=True)
class Deed:
    """What is done to each lead; `refuses` says why not to this one, `undo` takes it back where that can be."""

    words: str
    do: Step
    refuses: Callable[[Row], str | None]
    undo: Step | None = None


@dataclass(frozen=True)
class Outcome:
    """What became of it for one lead; `why` is None where it was done. Asking again may help an `unsettled` one."""

    row: Row
    why: str | None = None
    unsettled: bool = False


def carry_out(api: Rpc, request_id: UUID, step: Step, rows: Sequence[Row], deed: Deed | None = None) -> list[Outcome]:
    """Do it to each in turn; `request_id` is the whole's, of which each makes its own. While nothing answers, the rest
    is not tried: it would only be waited for."""
    outcomes: list[Outcome] = []
    for row in rows:
        if outcomes and outcomes[-1].unsettled:
            outcomes.append(Outcome(row, "pas essayé", unsettled=True))
        else:
            why = deed.refuses(row) if deed else None
            outcomes.append(Outcome(row, why) if why else _one(api, uuid5(request_id, str(row.id)), step, row))
    return outcomes


def _one(api: Rpc, request_id: UUID, step: Step, row: Row) -> Outcome:
    try:
        step(api, request_id, row)
    except ApiError as error:
        return Outcome(row, error.sentence, unsettled=error.kind in OURS_TO_WAIT_FOR)
    return Outcome(row)


def headline(words: str, outcomes: Sequence[Outcome]) -> str:
    """`Confié à Josée: 12 fiches, 2 non`."""
    done = sum(one.why is None for one in outcomes)
    rest = len(outcomes) - done
    return f"{words}: {fr.count(done, 'fiche')}" + (f", {rest} non" if rest else "")


def assign(user_id: UUID | None, name: str) -> Deed:
    """Give them to a colleague, or to nobody."""

    def give(api: Rpc, request_id: UUID, row: Row) -> None:
        callbacks.assign(api, request_id, "lead", row.id, user_id)

    def give_back(api: Rpc, request_id: UUID, row: Row) -> None:
        callbacks.assign(api, request_id, "lead", row.id, row.assigned_to)

    words = f"Confié à {name}" if user_id else "Confié à personne"
    return Deed(words, give, lambda row: "l’était déjà" if row.assigned_to == user_id else None, give_back)


def called_back() -> Deed:
    """Somebody spoke to each of them."""

    def mark(api: Rpc, request_id: UUID, row: Row) -> None:
        callbacks.mark_called_back(api, request_id, "lead", row.id)

    def unmark(api: Rpc, request_id: UUID, row: Row) -> None:
        callbacks.undo_called_back(api, request_id, "lead", row.id)

    return Deed("Rappelé", mark, lambda row: None if row.status == "new" else _is(row), unmark)


def status(code: str, reason: str | None = None) -> Deed:
    """Say how far they are. Somebody whom a visit awaits is not lost: that visit would be cancelled unseen."""

    def change(api: Rpc, request_id: UUID, row: Row) -> None:
        update_lead(api, request_id, row.id, {"status": code, "lost_reason": reason}, row.version)

    def change_back(api: Rpc, request_id: UUID, row: Row) -> None:
        before = {"status": row.status, "lost_reason": row.lost_reason}
        update_lead(api, request_id, row.id, before, row.version + 1)

    def refuses(row: Row) -> str | None:
        if code == "lost" and row.has_visit_to_come:
            return "un rendez-vous l’attend: annulez-le d’abord"
        return _is(row) if row.status == code else None

    why = f", {LOST_REASONS[reason].lower()}" if reason else ""
    return Deed(f"{STATUSES[code]}{why}", change, refuses, change_back)


def reopen() -> Deed:
    """Each of them is to be called again."""

    def put_back(api: Rpc, request_id: UUID, row: Row) -> None:
        if row.status == "called_back":
            return callbacks.undo_called_back(api, request_id, "lead", row.id)
        return update_lead(api, request_id, row.id, {"status": "new", "lost_reason": None}, row.version)

    def as_before(api: Rpc, request_id: UUID, row: Row) -> None:
        if row.status == "called_back":
            return callbacks.mark_called_back(api, request_id, "lead", row.id)
        before = {"status": row.status, "lost_reason": row.lost_reason}
        return update_lead(api, request_id, row.id, before, row.version + 1)

    return Deed("Remis à rappeler", put_back, lambda row: _is(row) if row.status == "new" else None, as_before)


def resend(channel: Channel, recipient: UUID, name: str) -> Deed:
    """One more message about each. What has left cannot be taken back."""

    def send(api: Rpc, request_id: UUID, row: Row) -> None:
        alerts.about(api, request_id, "lead", row.id, channel, recipient)

    return Deed(f"Message demandé pour {name}", send, lambda row: None)


def _is(row: Row) -> str:
    return f"est déjà {STATUSES[row.status].lower()}"
