"""What people do about somebody who waits for a call: a lead, or a call that left none."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from backend.leads.attempts import Outcome
from backend.supabase.rpc import Rpc

Kind = Literal["lead", "call"]


def mark_called_back(api: Rpc, request_id: UUID, kind: Kind, subject: UUID) -> None:
    """Someone called this person back."""
    api.rpc("mark_called_back", {"p_request_id": str(request_id), "p_kind": kind, "p_id": str(subject)})


def undo_called_back(api: Rpc, request_id: UUID, kind: Kind, subject: UUID) -> None:
    """Puts this person back among those to call: the mark was a slip of the thumb."""
    api.rpc("undo_called_back", {"p_request_id": str(request_id), "p_kind": kind, "p_id": str(subject)})


def record_attempt(
    api: Rpc, request_id: UUID, kind: Kind, subject: UUID, outcome: Outcome, again_at: datetime | None
) -> None:
    """Someone called and did not reach this person; `again_at`: when to call again."""
    params: dict[str, Any] = {"p_kind": kind, "p_id": str(subject), "p_outcome": outcome}
    params["p_again_at"] = again_at.isoformat() if again_at else None
    api.rpc("record_attempt", {"p_request_id": str(request_id), **params})


def undo_attempt(api: Rpc, request_id: UUID, kind: Kind, subject: UUID) -> None:
    """The newest try was a slip of the thumb."""
    api.rpc("undo_attempt", {"p_request_id": str(request_id), "p_kind": kind, "p_id": str(subject)})


def assign(api: Rpc, request_id: UUID, kind: Kind, subject: UUID, user_id: UUID | None) -> None:
    """Give this person's call to a colleague, or to nobody."""
    params = {"p_kind": kind, "p_id": str(subject), "p_user_id": str(user_id) if user_id else None}
    api.rpc("assign_callback", {"p_request_id": str(request_id), **params})
