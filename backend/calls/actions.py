"""What people do about a call. Each action carries the request id made when its button was drawn: asked twice with the
same one, the database does the thing once and answers the same."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from backend.supabase.rpc import Rpc


def classify(api: Rpc, request_id: UUID, call_id: UUID, classification: str | None) -> None:
    """Mark a call spam, test or not_customer; None takes the mark away."""
    params = {"p_call_id": str(call_id), "p_classification": classification}
    api.rpc("classify_call", {"p_request_id": str(request_id), **params})


def ask_recording(api: Rpc, request_id: UUID, call_id: UUID) -> None:
    """Have a recording made ready to be heard; the request's id is what the gate plays."""
    api.rpc("ask_recording", {"p_request_id": str(request_id), "p_call_id": str(call_id)})


def log_export(api: Rpc, request_id: UUID, rows: int, filters: Sequence[str]) -> None:
    """Write in the audit trail that so many calls were taken out of the console, narrowed by these filters."""
    api.rpc("log_export", {"p_request_id": str(request_id), "p_rows": rows, "p_filters": list(filters)})
