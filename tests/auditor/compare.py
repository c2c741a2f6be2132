"""What was sent against what is stored and what Brevo holds: each difference by name, calls by Vapi's id, never a
number or a word of somebody's."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from typing import Any

from tests.auditor.sent import SentCall
from tests.auditor.stored import Attempt, Stored

LINK = re.compile(r"https?://\S+")
ARRIVED = ("handed_over", "delivered")


def differences(sent: Mapping[str, SentCall], stored: Stored, received: list[dict[str, Any]]) -> Iterator[str]:
    """One sentence each; none where the run was green for good reasons."""
    for call_id, call in sent.items():
        yield from _call(call_id, call, stored)
        yield from _leads(call_id, call, stored, received)
    yield from _deliveries(stored, received)


def _call(call_id: str, call: SentCall, stored: Stored) -> Iterator[str]:
    if call_id not in stored.calls:
        yield f"call {call_id}: not there"
        return
    if call.ended and stored.calls[call_id] != "ended":
        yield f"call {call_id}: ended, stored as {stored.calls[call_id]}"
    if call.ended:
        kept = Counter((speaker, " ".join(text.split())) for speaker, text in stored.lines.get(call_id, []))
        told = Counter(call.lines)
        missing, extra = (told - kept).total(), (kept - told).total()
        if missing or extra:
            yield f"call {call_id}: {missing} lines as they were said are missing, {extra} were never said"
    tools = [one for (one,) in stored.tools.get(call_id, [])]
    if sorted(tools) != sorted(call.tools):
        yield f"call {call_id}: {len(call.tools)} tool calls told, {len(tools)} stored"
    visits = stored.visits.get(call_id, 0)
    if visits > 1 or visits < call.visit:
        yield f"call {call_id}: {'a' if call.visit else 'no'} visit was confirmed aloud, {visits} stored"


def _leads(call_id: str, call: SentCall, stored: Stored, received: list[dict[str, Any]]) -> Iterator[str]:
    for phone, urgent in call.leads.items():
        rows = [one for one in stored.leads if one.phone == phone]
        if [one.call for one in rows] != [call_id]:
            yield f"call {call_id}: one lead was told, {len(rows)} stored, {sum(x.call == call_id for x in rows)} of it"
            continue
        lead = rows[0]
        if urgent and lead.urgency != "urgent":
            yield f"lead {lead.id}: Paul called it urgent, it is stored as {lead.urgency}"
        alerts = [one for one in stored.alerts if one.lead == lead.id]
        if not alerts or (urgent and not any(one.urgent for one in alerts)):
            yield f"lead {lead.id}: {'no urgent' if urgent else 'no'} alert stands for it"
        own = [one for one in stored.attempts if one.lead == lead.id]
        if not _heard(phone, own, received):
            yield f"lead {lead.id}: Brevo holds no message that tells of it"
        if any(one.state in ("delivered", "acknowledged") for one in alerts) and not any(
            one.state == "delivered" for one in own
        ):
            yield f"lead {lead.id}: its alert says delivered, none of its messages does"


def _heard(phone: str, attempts: list[Attempt], received: list[dict[str, Any]]) -> bool:
    """The number in somebody's message; or, told together with others, a message of one of its attempts."""
    written = f"{phone[2:5]} {phone[5:8]}-{phone[8:]}"
    tags = {one.id for one in attempts}
    return any(written in one["content"] or tags & set(one["tags"]) for one in received)


def _deliveries(stored: Stored, received: list[dict[str, Any]]) -> Iterator[str]:
    rows = {one.id: one for one in stored.attempts}
    held = Counter(tag for one in received for tag in one["tags"])
    for one in rows.values():
        if one.state in ARRIVED and not held[one.id]:
            yield f"attempt {one.id}: stored as {one.state}, Brevo holds no such message"
    for message in received:
        for tag in message["tags"]:
            row = rows.get(tag)
            if row is None:
                yield f"attempt {tag}: Brevo holds a message of it, no row does"
            elif message["fate"] == "delivered" and row.state not in ARRIVED:
                yield f"attempt {tag}: delivered by Brevo, stored as {row.state}"
            elif row.address is not None and row.address != message["recipient"]:
                yield f"attempt {tag}: went elsewhere than its row says"
    said = Counter((one["channel"], one["recipient"], LINK.sub("", one["content"])) for one in received)
    for (channel, _, _), times in said.items():
        if times > 1:
            yield f"the same words came {times} times to one person by {channel}"
