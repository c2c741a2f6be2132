"""Vapi's JSON as lenient pydantic models (see `backend/wire.py`).

Schema: the `ServerMessage*` classes of `vapi_server_sdk`, plus what public captures of real traffic show.
"""

from __future__ import annotations

from typing import Annotated

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from backend.wire import Moment, Money, Part, Text


class Wire(BaseModel):
    """Names in Vapi's camelCase outside, ours inside; unknown fields are left aside."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True)


class Customer(Wire):
    """`customer`: the number may be missing, `anonymous`, or a SIP URI."""

    number: Text = None
    name: Text = None


class PhoneNumber(Wire):
    """`phoneNumber`: the line that was called."""

    number: Text = None


class Call(Wire):
    """`call`: the parts of Vapi's Call object that are kept. `monitor` (live listening) is left out on purpose."""

    id: Text = None
    org_id: Text = None
    type: Text = None
    status: Text = None
    name: Text = None
    created_at: Moment = None
    started_at: Moment = None
    ended_at: Moment = None
    ended_reason: Text = None
    cost: Money = None
    customer: Annotated[Customer, Part] = Customer()
