"""What takes somebody off the people to call for good: no customer, or one after all."""

from __future__ import annotations

from uuid import UUID

from backend.calls.actions import classify
from backend.leads.actions import update_lead
from backend.supabase.rpc import Rpc
from backend.today.read import Callback


def customer_after_all(api: Rpc, request_id: UUID, callback: Callback) -> None:
    """Takes back `not_customer`."""
    if callback.call_id:
        return classify(api, request_id, callback.call_id, None)
    return update_lead(api, request_id, callback.id, {"status": "new", "lost_reason": None}, None)


def not_customer(api: Rpc, request_id: UUID, callback: Callback) -> None:
    """Take someone off the list of people to call: by the call where there is one, else by the lead."""
    if callback.call_id:
        return classify(api, request_id, callback.call_id, "not_customer")
    return update_lead(
        api, request_id, callback.id, {"status": "lost", "lost_reason": "not_customer"}, callback.version
    )
