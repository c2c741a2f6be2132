"""Vapi's JSON as lenient pydantic models (see `backend/wire.py`).

Schema: the `ServerMessage*` classes of `vapi_server_sdk`, plus what public captures of real traffic show.
"""

from __future__ import annotations

import re
from typing import Annotated
from urllib.parse import unquote

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from backend.phones import to_e164
from backend.wire import Moment, Money, Part, Text

# Parameters and a password may follow the user: sip:+14505550134;phone-context=ca:x@host
_SIP = re.compile(r"\bsips?:(?P<user>[^@;:>\s]+)", re.IGNORECASE)


def _phone(written: str | None) -> str | None:
    """What a SIP address names is a phone number only in full: 101@… is a telephone of somebody's office."""
    sip = _SIP.search(written or "")
    if not sip:
        return to_e164(written)
    user = unquote(sip["user"])
    return to_e164(user) if len(re.sub(r"\D", "", user)) >= 10 else None


class Wire(BaseModel):
    """Names in Vapi's camelCase outside, ours inside; unknown fields are left aside."""

    model_config = ConfigDict(extra="ignore", alias_generator=to_camel, populate_by_name=True)


class Customer(Wire):
    """`customer`: the number may be missing, `anonymous`, or a SIP URI, which `sipUri` may hold instead."""

    number: Text = None
    sip_uri: Text = None
    name: Text = None

    @property
    def phone(self) -> str | None:
        """In E.164; None where nobody can be called back."""
        return next(filter(None, (_phone(self.number), _phone(self.sip_uri))), None)


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
