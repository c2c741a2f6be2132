"""Every scenario by name, and how often each happens on an ordinary and on a stormy day."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from types import MappingProxyType

from backend.local.standins.vapi import scenarios_leads as leads
from backend.local.standins.vapi import scenarios_no_lead as others
from backend.local.standins.vapi import scenarios_trouble as trouble
from backend.local.standins.vapi.draw import Draw
from backend.local.standins.vapi.people import Person, anyone
from backend.local.standins.vapi.scenario import Scenario
from backend.local.standins.vapi.scenarios_english import english_lead

Builder = Callable[[Draw], Scenario]

SCENARIOS: Mapping[str, Builder] = MappingProxyType(
    {
        builder.__name__: builder
        for builder in (
            leads.urgent_booking, leads.storm_booking, leads.lead_booking, leads.urgent_lead, leads.lead_only,
            leads.business_quote, leads.slot_taken, leads.anonymous_lead, leads.long_call, english_lead,
            others.wrong_number, others.spam, others.silence, others.hangup_before_lead, others.question,
            others.transfer, others.transfer_unanswered, trouble.provider_fault, trouble.vapi_fault,
            trouble.assistant_request_failed, trouble.max_duration, trouble.test_call, trouble.test_call_unanswered,
        )
    }
)  # fmt: skip

# Per thousand calls, about.
ORDINARY: Mapping[str, int] = MappingProxyType(
    {
        "lead_only": 260,
        "lead_booking": 125,
        "hangup_before_lead": 95,
        "spam": 90,
        "question": 85,
        "urgent_booking": 45,
        "wrong_number": 50,
        "business_quote": 55,
        "transfer": 35,
        "urgent_lead": 25,
        "silence": 28,
        "english_lead": 25,
        "anonymous_lead": 18,
        "long_call": 14,
        "provider_fault": 8,
        "transfer_unanswered": 8,
        "vapi_fault": 4,
        "max_duration": 4,
        "assistant_request_failed": 3,
        "test_call": 5,
        "test_call_unanswered": 3,
    }
)
STORMY: Mapping[str, int] = MappingProxyType(
    {
        "storm_booking": 220,
        "urgent_lead": 270,
        "lead_only": 190,
        "hangup_before_lead": 120,
        "transfer": 50,
        "spam": 25,
        "lead_booking": 30,
        "question": 30,
        "wrong_number": 20,
        "english_lead": 25,
        "silence": 10,
        "provider_fault": 12,
        "transfer_unanswered": 15,
        "business_quote": 20,
        "anonymous_lead": 15,
        "vapi_fault": 3,
    }
)


def scenario(name: str, rng: Random, at: datetime, person: Person | None = None) -> Scenario:
    """The named scenario, drawn; `KeyError` when there is none of that name."""
    builder = SCENARIOS[name]
    return builder(Draw(rng, at, person or anyone(rng)))


def any_name(rng: Random, weights: Mapping[str, int] = ORDINARY) -> str:
    """The name of a scenario, the frequent ones more often."""
    return rng.choices(list(weights), list(weights.values()))[0]
