"""What people do about a lead."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from backend.supabase.rpc import Rpc


def create_lead(api: Rpc, request_id: UUID, fields: Mapping[str, str | None]) -> str:
    """Make a lead by hand; returns its reference."""
    return str(api.rpc("create_lead", {"p_request_id": str(request_id), "p_fields": dict(fields)})["ref"])


def update_lead(api: Rpc, request_id: UUID, lead_id: UUID, changes: dict[str, Any], version: int | None) -> None:
    """Change a lead. Refused as a conflict when someone changed it since `version`."""
    params = {"p_lead_id": str(lead_id), "p_changes": changes, "p_version": version}
    api.rpc("update_lead", {"p_request_id": str(request_id), **params})
