"""What the stored messages of a call say, read by the code at hand. What was kept and cannot be read again stays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import Any

from backend.intake.people import people
from backend.intake.statement import REPORT, Source, Statement, key_of, report_key
from backend.intake.told import person_rows
from backend.vapi.lead_facts import LeadFacts, read_lead
from backend.vapi.message import Message, NotAnEnvelope, read

_SOURCES: dict[str, Source] = {"enregistrer_lead": "tool", "prendre_rendez_vous": "booking"}


@dataclass(frozen=True, slots=True)
class StoredMessage:
    """A body as it came, and when."""

    body: str
    received_at: datetime


@dataclass(frozen=True, slots=True)
class Reread:
    """A call as the code at hand reads it: as `private.replay_call` takes it."""

    statements: tuple[Statement, ...]
    people: list[dict[str, Any]]
    facts: list[dict[str, Any]]


def reread(kept: Sequence[Statement], stored: Sequence[StoredMessage], kept_visits: Sequence[str] = ()) -> Reread:
    """The call anew. What Paul was answered, and so the notes that it left, are facts that nothing changes.

    `kept_visits` are the bookings whose hour was the caller's already: they said nothing of anybody.
    """
    messages = [message for one in stored if (message := _read(one))]
    statements = {one.key: one for one in kept}
    # Kept when a call had one report, whatever it said.
    unnamed = {REPORT} & statements.keys()
    for message in messages:
        for said in _said(message):
            if said.key in map(key_of, kept_visits):
                continue
            if said.source == "report" and unnamed:
                said = replace(said, key=unnamed.pop())
            before = statements.get(said.key)
            statements[said.key] = _as_answered(before, said) if before else said
    told = tuple(statements.values())
    facts = [
        {"at": message.happened_at, "facts": message.facts.as_object()}
        for message in messages
        if message.facts and message.facts.kind in ("status", "report")
    ]
    return Reread(told, person_rows(people(told)), facts)


def _read(one: StoredMessage) -> Message | None:
    try:
        return read(one.body.encode(), one.received_at)
    except NotAnEnvelope:
        return None


def _said(message: Message) -> Iterator[Statement]:
    at, facts = message.happened_at, message.facts
    if facts is None:
        return
    if isinstance(lead := facts.details.get("lead"), LeadFacts):
        yield Statement(report_key(message.dedupe_key), "report", at, lead)
    for n, call in enumerate(message.tool_calls):
        lead = read_lead(call.arguments, facts.call.caller_number, facts.call.line_number)
        # What nobody could read was asked again, and said nothing of anybody.
        if call.readable and call.name in _SOURCES and lead.is_somebody:
            yield Statement(key_of(call.id), _SOURCES[call.name], at + timedelta(microseconds=n), lead)


def _as_answered(before: Statement, now: Statement) -> Statement:
    """The new reading, with what was added to the words when Paul was answered."""
    old, new = before.facts.description, now.facts.description
    kept = old if old and (new is None or new in old) else new
    return replace(before, facts=replace(now.facts, description=kept))
