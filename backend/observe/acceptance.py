"""Whether Sentry took what was sent: the HTTP status that it answered to an event, and a test event that asks."""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass
from typing import Any

import sentry_sdk
from sentry_sdk.envelope import Envelope
from sentry_sdk.transport import HttpTransport

PATIENCE_S = 8.0
HTTP_OK = 200
UNREACHABLE = 0
MOST_KEPT = 50


@dataclass(frozen=True, slots=True)
class Answer:
    """What became of a test event. `detail`: `no_dsn`, `unreachable`, `no_answer`, or `HTTP …`."""

    accepted: bool
    event_id: str | None
    detail: str


class NotingTransport(HttpTransport):
    """The SDK's own transport, which remembers how the last few events were answered."""

    def __init__(self, options: dict[str, Any]) -> None:
        super().__init__(options)
        self._statuses: OrderedDict[str, int] = OrderedDict()
        self._told = threading.Condition()

    def status_of(self, event_id: str, patience_s: float = PATIENCE_S) -> int | None:
        """The HTTP status of that event's envelope; 0 when nobody answered, None when it is not known in time."""
        with self._told:
            self._told.wait_for(lambda: event_id in self._statuses, patience_s)
            return self._statuses.get(event_id)

    def _handle_response(self, response: Any, envelope: Envelope | None) -> None:
        super()._handle_response(response=response, envelope=envelope)
        self._note(envelope, int(response.status))

    def _handle_request_error(
        self, envelope: Envelope | None, loss_reason: str = "network", record_reason: str = "network_error"
    ) -> None:
        super()._handle_request_error(envelope=envelope, loss_reason=loss_reason, record_reason=record_reason)
        # A refusal comes this way too; its status is noted with the answer.
        if loss_reason == "network":
            self._note(envelope, UNREACHABLE)

    def _note(self, envelope: Envelope | None, status: int) -> None:
        event_id = envelope.headers.get("event_id") if envelope else None
        if not event_id:
            return
        with self._told:
            self._statuses[event_id] = status
            while len(self._statuses) > MOST_KEPT:
                self._statuses.popitem(last=False)
            self._told.notify_all()


def send_test_event() -> Answer:
    """Send one event by the way that errors take, and wait for Sentry's answer. Blocks for eight seconds at most."""
    transport = sentry_sdk.get_client().transport
    if not isinstance(transport, NotingTransport):
        return Answer(False, None, "no_dsn")
    with sentry_sdk.new_scope() as scope:
        scope.set_tag("kind", "test")
        scope.fingerprint = ["test-event"]
        event_id = scope.capture_event({"level": "info", "logger": "drain.test", "message": "test event"})
    if event_id is None:
        return Answer(False, None, "no_answer")
    status = transport.status_of(event_id)
    if status is None:
        return Answer(False, event_id, "no_answer")
    return Answer(status == HTTP_OK, event_id, f"HTTP {status}" if status else "unreachable")
