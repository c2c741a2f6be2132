"""The fields that every server message shares."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from backend.local.standins.vapi.lines import ASSISTANT_ID, LINE_ID, LINE_NUMBER
from backend.local.standins.vapi.phrases import FIRST_MESSAGE
from backend.local.standins.vapi.placed import PlacedCall

Json = dict[str, Any]

FINAL_TRANSCRIPT = 'transcript[transcriptType="final"]'
# What the real assistant is configured to send: enough for a live view, without the chatter.
SUBSCRIBED = (
    "status-update", "assistant.started", "speech-update", FINAL_TRANSCRIPT, "tool-calls", "hang", "transfer-update",
    "end-of-call-report",
)  # fmt: skip
ASSISTANT: Json = {"name": "Paul", "firstMessage": FIRST_MESSAGE, "serverMessages": list(SUBSCRIBED)}


class Envelope:
    """Wraps what is told of one call; the call object inside follows the call's state."""

    def __init__(self, call: PlacedCall) -> None:
        """The call starts ringing or queued; `state` holds what is true of it now."""
        self._call = call
        self.state: Json = {"status": "queued" if call.scenario.outbound else "ringing"}

    def message(self, kind: str, offset: float, fields: Mapping[str, Any]) -> Json:
        """A whole body to post."""
        shared = {"call": self._call_object(offset), "phoneNumber": self._line(), "assistant": ASSISTANT}
        customer = self._customer()
        if customer:
            shared["customer"] = customer
        return {"message": {"timestamp": self._call.epoch_ms(offset), "type": kind, **fields, **shared}}

    def _call_object(self, offset: float) -> Json:
        call, scenario = self._call, self._call.scenario
        answer: Json = {
            "id": call.call_id,
            "orgId": call.org_id,
            "type": "outboundPhoneCall" if scenario.outbound else "inboundPhoneCall",
            "createdAt": call.iso(0),
            "updatedAt": call.iso(offset),
            "phoneCallProvider": "twilio",
            "phoneCallProviderId": f"CA{call.call_id.replace('-', '')}",
            "phoneCallTransport": "pstn",
            "phoneNumberId": LINE_ID,
            "monitor": self._monitor(),
            **self.state,
        }
        if scenario.rejected is None:
            answer["assistantId"] = ASSISTANT_ID
        if scenario.label:
            answer["name"] = scenario.label
        customer = self._customer()
        return {**answer, "customer": customer} if customer else answer

    def _monitor(self) -> Json:
        base = f"phone-call-websocket.example.vapi.test/{self._call.call_id}"
        return {"listenUrl": f"wss://{base}/listen", "controlUrl": f"https://{base}/control"}

    def _customer(self) -> Json:
        caller = self._call.scenario.caller
        if caller.number is None:
            return {}
        return {"number": caller.number, "name": caller.name} if caller.name else {"number": caller.number}

    def _line(self) -> Json:
        return {
            "id": LINE_ID,
            "orgId": self._call.org_id,
            "provider": "twilio",
            "number": LINE_NUMBER,
            "twilioAccountSid": "AC00000000000000000000000000000000",
            "name": "Ligne Drain Fortin",
            "assistantId": ASSISTANT_ID,
            "status": "active",
            "createdAt": "2026-09-01T15:00:00.000Z",
            "updatedAt": "2026-11-02T18:30:00.000Z",
        }
