"""How long Paul thinks before he speaks: most turns around a second and a half, some days slower, a few far slower."""

from __future__ import annotations

from datetime import datetime
from random import Random

from backend.local.standins.vapi.scenario import Latency


def think(rng: Random, at: datetime) -> Latency:
    """The delays before one line."""
    # The model has its good and bad days and is a little slower in the afternoon.
    day = Random(f"model {at.date()}").lognormvariate(0, 0.15)
    busy = 1.12 if 17 <= at.hour <= 21 else 1.0
    stumble = rng.choice((2.4, 3.1, 4.2)) if rng.random() < 0.025 else 1.0
    return Latency(
        model=_around(rng, 560 * day * busy * stumble, 0.28),
        voice=_around(rng, 300, 0.13),
        transcriber=_around(rng, 155, 0.12),
        endpointing=_around(rng, 380, 0.10),
    )


def crawl(rng: Random) -> Latency:
    """The delays of a line that came after the model had hung."""
    return Latency(_around(rng, 4300, 0.2), _around(rng, 320, 0.1), _around(rng, 160, 0.1), _around(rng, 390, 0.1))


def _around(rng: Random, middle: float, spread: float) -> int:
    return round(middle * rng.lognormvariate(0, spread))
