"""What people do from the screens. Each action carries the request id made when its button was drawn: asked twice
with the same one, the database does the thing once and answers the same."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from backend import observe
from backend.supabase.rpc import Rpc
from backend.today.read import Callback

Kind = Literal["lead", "call"]


def mark_called_back(api: Rpc, request_id: UUID, kind: Kind, subject: UUID) -> None:
    """Someone called this person back."""
    api.rpc("mark_called_back", {"p_request_id": str(request_id), "p_kind": kind, "p_id": str(subject)})


def undo_called_back(api: Rpc, request_id: UUID, kind: Kind, subject: UUID) -> None:
    """Puts this person back among those to call: the mark was a slip of the thumb."""
    api.rpc("undo_called_back", {"p_request_id": str(request_id), "p_kind": kind, "p_id": str(subject)})


def assign(api: Rpc, request_id: UUID, kind: Kind, subject: UUID, user_id: UUID | None) -> None:
    """Give this person's call to a colleague, or to nobody."""
    params = {"p_kind": kind, "p_id": str(subject), "p_user_id": str(user_id) if user_id else None}
    api.rpc("assign_callback", {"p_request_id": str(request_id), **params})


def classify(api: Rpc, request_id: UUID, call_id: UUID, classification: str | None) -> None:
    """Mark a call spam, test or not_customer; None takes the mark away."""
    params = {"p_call_id": str(call_id), "p_classification": classification}
    api.rpc("classify_call", {"p_request_id": str(request_id), **params})


def not_customer(api: Rpc, request_id: UUID, callback: Callback) -> None:
    """Take someone off the list of people to call: by the call where there is one, else by the lead."""
    if callback.call_id:
        return classify(api, request_id, callback.call_id, "not_customer")
    return update_lead(
        api, request_id, callback.id, {"status": "lost", "lost_reason": "not_customer"}, callback.version
    )


def ask_recording(api: Rpc, request_id: UUID, call_id: UUID) -> None:
    """Have a recording made ready to be heard; the request's id is what the gate plays."""
    api.rpc("ask_recording", {"p_request_id": str(request_id), "p_call_id": str(call_id)})


def update_lead(api: Rpc, request_id: UUID, lead_id: UUID, changes: dict[str, Any], version: int | None) -> None:
    """Change a lead. Refused as a conflict when someone changed it since `version`."""
    params = {"p_lead_id": str(lead_id), "p_changes": changes, "p_version": version}
    api.rpc("update_lead", {"p_request_id": str(request_id), **params})


def book(
    api: Rpc, request_id: UUID, kind: Kind, subject: UUID, starts_at: datetime, minutes: int, address: str | None
) -> None:
    """Book a visit; refused as a conflict when the slot was taken meanwhile."""
    params = {"p_kind": kind, "p_id": str(subject), "p_starts_at": starts_at.isoformat(), "p_minutes": minutes}
    api.rpc("book_appointment", {"p_request_id": str(request_id), **params, "p_address": address or None})


def change_visit(api: Rpc, request_id: UUID, visit_id: UUID, action: Literal["confirm", "cancel", "done"]) -> None:
    """Confirm, cancel or close a visit."""
    api.rpc(
        "change_appointment",
        {"p_request_id": str(request_id), "p_appointment_id": str(visit_id), "p_action": action},
    )


def retry_messages(api: Rpc, request_id: UUID, ids: Sequence[int] | None) -> None:
    """Have the worker apply these messages again at once; None means all of them."""
    api.rpc("retry_messages", {"p_request_id": str(request_id), "p_ids": list(ids) if ids is not None else None})


def test_sentry(api: Rpc, request_id: UUID) -> None:
    """Send an event from the console now, tell what Sentry answered, and have the two other programs send theirs."""
    answer = observe.send_test_event()
    params = {"p_accepted": answer.accepted, "p_event_id": answer.event_id, "p_detail": answer.detail}
    api.rpc("test_sentry", {"p_request_id": str(request_id), **params})


def log_export(api: Rpc, request_id: UUID, rows: int, filters: Sequence[str]) -> None:
    """Write in the audit trail that so many calls were taken out of the console, narrowed by these filters."""
    api.rpc("log_export", {"p_request_id": str(request_id), "p_rows": rows, "p_filters": list(filters)})
