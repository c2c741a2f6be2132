"""What a message adds to what is known of a call. The SQL functions of the inbox read these by name, as JSON."""

from __future__ import annotations

from dataclasses import dataclass
from dataclasses import fields as fields_of
from datetime import datetime
from typing import Any

from backend.phones import to_e164
from backend.vapi.ended_reason import category
from backend.vapi.lines import speaker
from backend.vapi.report import ReportFacts, read_report
from backend.vapi.wire import Call, Customer, PhoneNumber, Wire
from backend.wire import Text, moment

# Calls of the stand-in for Vapi come from this organisation.
DEMO_ORG_ID = "de300000-0000-4000-8000-000000000000"
TEST_CALL_PREFIX = "console-test"
# The calls of the console's own probes; Vapi's ids are UUIDs. `private.is_probe` says the same.
PROBE_CALL_PREFIX = "probe:"
STATUSES = frozenset({"scheduled", "queued", "ringing", "in-progress", "forwarding", "ended"})
# Sent while somebody speaks: whatever the call object says, the call is going on.
_WHILE_TALKING = frozenset(
    {
        "transcript",
        "speech-update",
        "conversation-update",
        "tool-calls",
        "hang",
        "user-interrupted",
        "assistant.started",
    }
)
# What a status-update proves by itself; the end and a transfer bring more than the status.
_UNDER_WAY = frozenset({"queued", "ringing", "in-progress"})
_HAPPENINGS = frozenset({"hang", "transfer-update", "user-interrupted"})


@dataclass(frozen=True, slots=True)
class CallFacts:
    """What nearly every message repeats about its call. `status` is the least that the message proves."""

    vapi_call_id: str
    type: str | None
    status: str
    created_at: datetime | None
    started_at: datetime | None
    caller_number: str | None
    caller_name: str | None
    line_number: str | None
    is_test: bool
    is_demo: bool


@dataclass(frozen=True, slots=True)
class Facts:
    """`kind` is status, report, said, happening or touch; `details` are that kind's own fields."""

    kind: str
    call: CallFacts
    details: dict[str, Any]

    def as_object(self) -> dict[str, Any]:
        """What `private.apply_facts` reads, once `pydantic_core.to_json` has written it."""
        return {"kind": self.kind, "call": self.call, **self.details}


class _Shared(Wire):
    status: Text = None
    role: Text = None
    transcript_type: Text = None
    transcript: Text = None


def read_facts(kind: str, call: Call, fields: dict[str, Any], happened_at: datetime) -> Facts:
    """The facts of a message that names a call (`call.id` is set)."""
    own = _Shared.model_validate(fields)
    known = _call_facts(kind, call, fields, own.status)
    if kind == "status-update" and own.status in STATUSES:
        return Facts("status", known, _status(own.status, call, fields))
    if kind == "end-of-call-report":
        report: ReportFacts = read_report(call, fields, happened_at, known.caller_number, known.line_number)
        return Facts("report", known, {f.name: getattr(report, f.name) for f in fields_of(report)})
    if kind == "transcript" and own.transcript and own.transcript_type != "partial":
        line = {"at": happened_at, "speaker": speaker((own.role or "").lower()), "text": own.transcript}
        return Facts("said", known, {"line": line})
    if kind in _HAPPENINGS:
        return Facts("happening", known, {"happening": kind})
    return Facts("touch", known, {})


def _call_facts(kind: str, call: Call, fields: dict[str, Any], result: str | None) -> CallFacts:
    outside = Customer.model_validate(_object(fields, "customer"))
    line = PhoneNumber.model_validate(_object(fields, "phoneNumber"))
    return CallFacts(
        vapi_call_id=str(call.id),
        type=call.type,
        status=_proven(kind, result),
        created_at=call.created_at,
        # A report that names no call still says when it began.
        started_at=call.started_at or moment(fields.get("startedAt")),
        caller_number=call.customer.phone or outside.phone,
        caller_name=call.customer.name or outside.name,
        line_number=to_e164(line.number),
        is_test=(call.name or "").startswith(TEST_CALL_PREFIX),
        is_demo=call.org_id == DEMO_ORG_ID,
    )


def _proven(kind: str, result: str | None) -> str:
    if kind == "status-update" and result in _UNDER_WAY:
        return result
    return "in-progress" if kind in _WHILE_TALKING else "queued"


def _status(status: str, call: Call, fields: dict[str, Any]) -> dict[str, Any]:
    reason = fields.get("endedReason") if isinstance(fields.get("endedReason"), str) else call.ended_reason
    ended = {"ended_reason": reason, "ended_category": category(reason) if reason else None, "ended_at": call.ended_at}
    return {"status": status} | (ended if status == "ended" else {})


def _object(fields: dict[str, Any], name: str) -> dict[str, Any]:
    value = fields.get(name)
    return value if isinstance(value, dict) else {}
