"""What happens to messages between Vapi and us. Vapi promises no order, and tries again what it had no answer to."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.local.standins.vapi.posting import Posting, Telling


def told_twice(telling: Telling) -> Telling:
    """Each message comes twice; Paul heard the first answer."""
    for posting in (passing := _Passing(telling)):
        passing.reply = yield posting
        yield posting


def report_before_the_end(telling: Telling) -> Telling:
    """The report overtakes the status that says that it ended."""
    held: Posting | None = None
    for posting in (passing := _Passing(telling)):
        if posting.body["message"].get("status") == "ended":
            held = posting
            continue
        passing.reply = yield posting
    if held:
        yield held


def end_not_told(telling: Telling) -> Telling:
    """The status that says that it ended is lost."""
    for posting in (passing := _Passing(telling)):
        if posting.body["message"].get("status") != "ended":
            passing.reply = yield posting


def report_twice(telling: Telling) -> Telling:
    """First a report without its analysis, which is ready later."""
    for posting in (passing := _Passing(telling)):
        if posting.kind == "end-of-call-report":
            message = {**posting.body["message"], "analysis": {}}
            yield Posting(posting.offset, posting.kind, {"message": message})
        passing.reply = yield posting


def report_lost(telling: Telling) -> Telling:
    """The report never comes."""
    for posting in (passing := _Passing(telling)):
        if posting.kind != "end-of-call-report":
            passing.reply = yield posting


class _Passing:
    """Lets the messages of a telling go by one at a time, giving back each one's `reply`."""

    def __init__(self, telling: Telling) -> None:
        self._telling = telling
        self.reply: Mapping[str, Any] | None = None

    def __iter__(self) -> _Passing:
        return self

    def __next__(self) -> Posting:
        reply, self.reply = self.reply, None
        return self._telling.send(reply)
