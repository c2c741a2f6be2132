"""What the administrator does from Santé."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from backend import observe
from backend.supabase.rpc import Rpc


def retry_messages(api: Rpc, request_id: UUID, ids: Sequence[int] | None) -> None:
    """Have the worker apply these messages again at once; None means all of them."""
    api.rpc("retry_messages", {"p_request_id": str(request_id), "p_ids": list(ids) if ids is not None else None})


def test_sentry(api: Rpc, request_id: UUID) -> None:
    """Send an event from the console now, tell what Sentry answered, and have the two other programs send theirs."""
    answer = observe.send_test_event()
    params = {"p_accepted": answer.accepted, "p_event_id": answer.event_id, "p_detail": answer.detail}
    api.rpc("test_sentry", {"p_request_id": str(request_id), **params})
