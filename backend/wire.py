"""Foreign JSON read leniently: a value of a wrong shape is read as absent, never as an error."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from decimal import Decimal
from typing import Annotated, Any

from pydantic import BeforeValidator, Field, WrapValidator

# Epoch numbers above this are milliseconds: as seconds it would be the year 5138.
_MS_THRESHOLD = 1e11
# Deeper than anything Vapi sends; serialisers give up at some two hundred.
MAX_DEPTH = 60
# The largest integer of a column.
MAX_COUNT = 2**31 - 1
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
