"""A carrier whose messages reach nobody: a line without a server, or one that lost it."""

from __future__ import annotations

from typing import Any

from backend.local.standins.vapi.delivery import Delivery


class Unheard:
    """Every message is refused for good, and none is posted."""

    async def post(self, kind: str, message: dict[str, Any]) -> Delivery:
        """Nobody is there."""
        return Delivery(kind, b"", 403, 1)

    async def insist(self, delivery: Delivery) -> Delivery:
        """No use."""
        return delivery
