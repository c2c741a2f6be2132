"""The calls that the stand-in knows, as Vapi would list them: each put together from the messages told of it."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from backend.local.standins.vapi.placed import iso
from backend.wire import moment

Json = dict[str, Any]

# Vapi forgets a pay-as-you-go account's calls after so long.
KEPT_FOR = timedelta(days=14)
# Nobody hangs up on whoever was stopped in the middle of a call: Vapi does, at `maxDurationSeconds`.
LONGEST = timedelta(seconds=600)
REPORTED = ("endedReason", "startedAt", "endedAt", "cost", "costs", "artifact", "analysis", "compliance", "destination")
# Twice the conversation in another format: nobody here reads it again.
NOT_KEPT = "messagesOpenAIFormatted"


class CallStore:
    """Belongs to one event loop. With a file, calls outlive a restart: Vapi has each from its first moment."""

    def __init__(self, path: Path | None = None) -> None:
        self._path = path
        self._calls: dict[str, Json] = {}
        if path and path.exists():
            for line in path.read_text(encoding="utf-8").splitlines():
                call = json.loads(line)
                self._calls[call["id"]] = call

    def keep(self, body: Json) -> None:
        """Take over what a message says of its call; after the report nothing more is said."""
        message = body["message"]
        call_id = message["call"]["id"]
        is_new = call_id not in self._calls
        call = self._calls.setdefault(call_id, {})
        if call.get("analysis") is not None:
            return
        call.update(message["call"])
        if message["type"] == "end-of-call-report":
            call.update({name: message[name] for name in REPORTED if name in message})
            call["artifact"] = {name: value for name, value in call["artifact"].items() if name != NOT_KEPT}
            call["status"] = "ended"
        if is_new or call.get("status") == "ended":
            self._write(call)

    def add(self, call: Json) -> None:
        """A whole call."""
        self._calls[call["id"]] = call
        self._write(call)

    def get(self, call_id: str) -> Json | None:
        """One call, unless it is too old."""
        return next((call for call in self.all() if call["id"] == call_id), None)

    def all(self) -> list[Json]:
        """The newest first, as Vapi lists them."""
        now = datetime.now(UTC)
        kept = [call for call in self._calls.values() if _created(call) >= now - KEPT_FOR]
        for call in kept:
            if call.get("status") != "ended" and _created(call) < now - LONGEST:
                ended_at = iso((_created(call) + LONGEST).timestamp())
                call.update(status="ended", endedReason="exceeded-max-duration", endedAt=ended_at, updatedAt=ended_at)
        return sorted(kept, key=_created, reverse=True)

    def forget(self, call_id: str) -> None:
        """As if Vapi had never had it."""
        self._calls.pop(call_id, None)

    def erase(self, call_id: str) -> bool:
        """Gone for good, from the file too; False when there was none."""
        if self.get(call_id) is None:
            return False
        del self._calls[call_id]
        if self._path and self._path.exists():
            lines = self._path.read_text(encoding="utf-8").splitlines(keepends=True)
            self._path.write_text("".join(one for one in lines if json.loads(one)["id"] != call_id), encoding="utf-8")
        return True

    def reset(self) -> None:
        """Forget every call, on disk too."""
        self._calls.clear()
        if self._path:
            self._path.unlink(missing_ok=True)

    def _write(self, call: Json) -> None:
        if self._path:
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps(call, ensure_ascii=False) + "\n")


def _created(call: Json) -> datetime:
    return moment(call["createdAt"]) or datetime.now(UTC)
