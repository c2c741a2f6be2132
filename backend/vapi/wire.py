"""Vapi's JSON as lenient pydantic models: a field of a wrong shape is read as absent, never as an error.

Schema: the `ServerMessage*` classes of `vapi_server_sdk`, plus what public captures of real traffic show.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any
from urllib.parse import unquote

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, WrapValidator
from pydantic.alias_generators import to_camel

from backend.phones import to_e164

# Epoch numbers above this are milliseconds: as seconds it would be the year 5138.
_MS_THRESHOLD = 1e11
# Deeper than anything Vapi sends; serialisers give up at some two hundred.
MAX_DEPTH = 60
# The largest integer of a column.
MAX_COUNT = 2**31 - 1
# Parameters and a password may follow the user: sip:+14505550134;phone-context=ca:x@host
_SIP = re.compile(r"\bsips?:(?P<user>[^@;:>\s]+)", re.IGNORECASE)
_OLDEST = datetime(2015, 1, 1, tzinfo=UTC)
_NEWEST = datetime(2100, 1, 1, tzinfo=UTC)


def clean(value: Any, depth: int = 0) -> Any:
    """The same JSON value without what cannot be stored: NUL characters, half surrogate pairs, what lies too deep."""
    if depth > MAX_DEPTH:
        return None
    if isinstance(value, str):
        return _clean_text(value)
    if isinstance(value, dict):
        return {clean(key): clean(item, depth + 1) for key, item in value.items()}
    if isinstance(value, list):
        return [clean(item, depth + 1) for item in value]
    return value


def _clean_text(text: str) -> str:
    # Nearly every text of a message: no half surrogate pair can be in it.
    if text.isascii() and "\x00" not in text:
        return text
    return text.replace("\x00", "").encode("utf-8", "replace").decode("utf-8")


def _text(value: Any) -> str | None:
    if isinstance(value, str):
        return _clean_text(value).strip() or None
    if isinstance(value, bool | int | float):
        return str(value).lower() if isinstance(value, bool) else str(value)
    return None


def moment(value: Any) -> datetime | None:
    """A moment from epoch seconds, epoch milliseconds or ISO 8601 (UTC when it names no zone), else None."""
    if isinstance(value, bool):
        return None
    try:
        if isinstance(value, int | float):
            read = datetime.fromtimestamp(value / 1000 if value > _MS_THRESHOLD else value, UTC)
        else:
            read = datetime.fromisoformat(value)
    except (ValueError, TypeError, OverflowError, OSError):
        return None
    aware = read if read.tzinfo else read.replace(tzinfo=UTC)
    return aware if _OLDEST < aware < _NEWEST else None


def _none_if_wrong(value: Any, handler: Callable[[Any], Any]) -> Any:
    try:
        return handler(value)
    except ValueError:
        return None


def _items(value: Any) -> list[Any]:
    return [item for item in value if isinstance(item, dict)] if isinstance(value, list) else []


def _object(value: Any) -> Any:
    return value if isinstance(value, dict) else {}


Text = Annotated[str | None, BeforeValidator(_text)]
Moment = Annotated[datetime | None, BeforeValidator(moment)]
Number = Annotated[float | None, WrapValidator(_none_if_wrong)]
Count = Annotated[Annotated[int, Field(ge=0, le=MAX_COUNT)] | None, WrapValidator(_none_if_wrong)]
Money = Annotated[Decimal | None, WrapValidator(_none_if_wrong)]
Object = Annotated[dict[str, Any], BeforeValidator(_object)]
Items = BeforeValidator(_items)
Part = BeforeValidator(_object)


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
