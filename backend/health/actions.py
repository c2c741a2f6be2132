"""What the administrator does from Santé."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from backend.console.measures import MEASURES_HERE
from backend.supabase.rpc import Rpc


def retry_messages(api: Rpc, request_id: UUID, ids: Sequence[int] | None) -> None:
    """Have the worker apply these messages again at once; None means all of them."""
    api.rpc("retry_messages", {"p_request_id": str(request_id), "p_ids": list(ids) if ids is not None else None})


def test_sentry(api: Rpc, request_id: UUID) -> None:
    """Have the three programs send an event each. What Sentry answers to each is kept by the worker, not told by us."""
    # Ours first: once asked for, the worker comes and reads what became of it.
    MEASURES_HERE.prove_sentry()
    api.rpc("test_sentry", {"p_request_id": str(request_id)})
