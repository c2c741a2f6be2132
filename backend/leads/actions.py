"""What people do about a lead."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from backend.supabase.rpc import Rpc


def update_lead(api: Rpc, request_id: UUID, lead_id: UUID, changes: dict[str, Any], version: int | None) -> None:
    """Change a lead. Refused as a conflict when someone changed it since `version`."""
    params = {"p_lead_id": str(lead_id), "p_changes": changes, "p_version": version}
    api.rpc("update_lead", {"p_request_id": str(request_id), **params})
