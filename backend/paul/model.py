"""What is known of Paul at Vapi, as small typed values."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime


@dataclass(frozen=True, slots=True)
class Drift:
    """Settings of Paul's that are otherwise at Vapi than written, by name; `error`: the last look failed."""

    checked_at: datetime
    simulated: bool | None = None
    differences: list[str] = field(default_factory=list)
    error: str | None = None
