"""What every room of the sign-in service has at hand."""

from __future__ import annotations

from dataclasses import dataclass, field

from backend.local.gateway.boxes import Boxes
from backend.local.gateway.keys import Keys
from backend.local.gateway.limits import Levels
from backend.local.gateway.store import Pool
from backend.local.gateway.tokens import Tokens


@dataclass
class Service:
    """`boxes` may change while it runs; `at_start` is what they go back to."""

    pool: Pool
    tokens: Tokens
    keys: Keys
    at_start: Boxes
    boxes: Boxes = field(init=False)
    levels: Levels = field(default_factory=Levels)

    def __post_init__(self) -> None:
        self.boxes = self.at_start
