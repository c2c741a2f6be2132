"""What was said lately in which call, so that the next message of it can be told without reading anything first.

A guess: another program may have taken in more meanwhile. The database then answers `stale`, with all there is.
"""

from __future__ import annotations

from collections import OrderedDict

from backend.intake.told import Known

_CALLS = 2_000
_recent: OrderedDict[tuple[str, str], Known] = OrderedDict()


def known_of(database: str, vapi_call_id: str | None) -> Known:
    """What this process last knew of that call."""
    return _recent.get((database, vapi_call_id or ""), Known())


def remember(database: str, vapi_call_id: str | None, known: Known) -> None:
    """Keep it for the next message; the calls that were silent longest are forgotten."""
    _recent[database, vapi_call_id or ""] = known
    _recent.move_to_end((database, vapi_call_id or ""))
    while len(_recent) > _CALLS:
        _recent.popitem(last=False)
