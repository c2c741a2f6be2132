"""What people do about visits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal
from uuid import UUID

from backend.supabase.rpc import Rpc

Kind = Literal["lead", "call"]


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


def restore_visit(api: Rpc, request_id: UUID, visit_id: UUID, *, confirmed: bool) -> None:
    """Take back what was done to a visit; refused as a conflict when its hour was given to somebody else meanwhile."""
    params = {"p_appointment_id": str(visit_id), "p_confirmed": confirmed}
    api.rpc("restore_appointment", {"p_request_id": str(request_id), **params})


def save_closed_day(api: Rpc, request_id: UUID, day: date, closed: bool, label: str | None = None) -> None:
    """Close a day to Paul's bookings, or open it again; visits that are booked stay."""
    params = {"p_day": day.isoformat(), "p_closed": closed, "p_label": label}
    api.rpc("save_closed_day", {"p_request_id": str(request_id), **params})
