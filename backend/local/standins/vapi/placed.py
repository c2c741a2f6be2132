"""A scenario that happens at a moment, under a call id."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import UTC, datetime
from random import Random
from uuid import UUID

from backend.local.standins.vapi.scenario import Scenario

# Calls of this organisation are shown as demonstration and never counted as business.
DEMO_ORG = "de300000-0000-4000-8000-000000000000"


@dataclass(frozen=True, slots=True)
class PlacedCall:
    """One call about to be told."""

    scenario: Scenario
    at: datetime
    call_id: str
    org_id: str = DEMO_ORG

    def iso(self, offset: float) -> str:
        """The moment so many seconds into the call, as Vapi writes it."""
        return iso(self.at.timestamp() + offset)

    def epoch_ms(self, offset: float) -> int:
        """The same in epoch milliseconds."""
        return round((self.at.timestamp() + offset) * 1000)


def place(scenario: Scenario, at: datetime, rng: Random, org_id: str = DEMO_ORG) -> PlacedCall:
    """Gives the call its id: a UUID of version 7, so that ids sort by time as Vapi's do."""
    return PlacedCall(scenario, at, str(uuid7(at, rng)), org_id)


def uuid7(at: datetime, rng: Random) -> UUID:
    """48 bits of milliseconds, the version, and dice."""
    millis = round(at.timestamp() * 1000)
    bits = millis << 80 | 7 << 76 | rng.getrandbits(12) << 64 | 2 << 62 | rng.getrandbits(62)
    return UUID(int=bits)


def iso(epoch: float) -> str:
    """ISO 8601 with milliseconds and `Z`."""
    return datetime.fromtimestamp(round(epoch, 3), UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
