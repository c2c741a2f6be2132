"""What people do about visits."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any, Literal
from uuid import UUID

from backend.appointments import feed
from backend.supabase.rpc import Rpc

Kind = Literal["lead", "call"]


def book(
    api: Rpc, request_id: UUID, kind: Kind, subject: UUID, starts_at: datetime, minutes: int, address: str | None
) -> None:
    """Book a visit; refused as a conflict when the slot was taken meanwhile."""
    params = {"p_kind": kind, "p_id": str(subject), "p_starts_at": starts_at.isoformat(), "p_minutes": minutes}
    api.rpc("book_appointment", {"p_request_id": str(request_id), **params, "p_address": address or None})


def change_visit(
    api: Rpc, request_id: UUID, visit_id: UUID, action: Literal["confirm", "cancel", "done"], version: int, *,
    tell_customer: bool = True,
) -> None:  # fmt: skip
    """Confirm, cancel or close a visit; refused as a conflict when it was changed since `version`.

    `tell_customer`: of a visit that is cancelled, where that text is switched on.
    """
    params: dict[str, Any] = {"p_appointment_id": str(visit_id), "p_action": action, "p_version": version}
    params |= {"p_tell_customer": tell_customer}
    api.rpc("change_appointment", {"p_request_id": str(request_id), **params})


def move_visit(
    api: Rpc, request_id: UUID, visit_id: UUID, version: int, starts_at: datetime, minutes: int, *,
    tell_customer: bool = True,
) -> int:  # fmt: skip
    """Give a visit another hour; its version from then on. Refused as a conflict when somebody was faster.

    `tell_customer`: by the confirmation, where that is switched on.
    """
    params: dict[str, Any] = {
        "p_appointment_id": str(visit_id), "p_version": version, "p_starts_at": starts_at.isoformat(),
    }  # fmt: skip
    params |= {"p_minutes": minutes, "p_tell_customer": tell_customer}
    moved = api.rpc("move_appointment", {"p_request_id": str(request_id), **params})
    return int(moved["version"])


def assign_visit(api: Rpc, request_id: UUID, visit_id: UUID, version: int, user_id: UUID | None) -> int:
    """Say who goes, or that nobody in particular does; the visit's version from then on."""
    params = {"p_appointment_id": str(visit_id), "p_version": version, "p_user_id": str(user_id) if user_id else None}
    given = api.rpc("assign_appointment", {"p_request_id": str(request_id), **params})
    return int(given["version"])


def restore_visit(api: Rpc, request_id: UUID, visit_id: UUID, *, confirmed: bool) -> None:
    """Take back what was done to a visit; refused as a conflict when its hour was given to somebody else meanwhile."""
    params = {"p_appointment_id": str(visit_id), "p_confirmed": confirmed}
    api.rpc("restore_appointment", {"p_request_id": str(request_id), **params})


def save_closed_day(api: Rpc, request_id: UUID, day: date, closed: bool, label: str | None = None) -> None:
    """Close a day to Paul's bookings, or open it again; visits that are booked stay."""
    params = {"p_day": day.isoformat(), "p_closed": closed, "p_label": label}
    api.rpc("save_closed_day", {"p_request_id": str(request_id), **params})


def make_feed(api: Rpc, request_id: UUID, secret: str) -> None:
    """One's own calendar follows by the address of that secret from now on, and by no other."""
    api.rpc("make_calendar_feed", {"p_request_id": str(request_id), "p_fingerprint": feed.fingerprint(secret)})


def revoke_feed(api: Rpc, request_id: UUID) -> None:
    """The address of one's own calendar opens nothing any more."""
    api.rpc("revoke_calendar_feed", {"p_request_id": str(request_id)})
