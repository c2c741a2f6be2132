"""Seconds between our clock and another machine's, by the Date header of an answer. A machine cannot judge itself."""

from __future__ import annotations

import time
from email.utils import parsedate_to_datetime

import httpx

from backend.health.probes.reading import LOOPBACK, Reading
from backend.settings.places import points_off_loopback

# Vapi's signatures tolerate five minutes; long before that, something is wrong with a clock.
MOST_SKEW_S = 30
# A Date header counts whole seconds.
GRAIN_S = 1.0


def clock(response: httpx.Response, sent_at: float) -> Reading:
    """`clock`, from an answer that just came to a request sent at that time."""
    if not points_off_loopback(str(response.request.url)):
        return Reading("clock", False, detail=LOOPBACK)
    try:
        result = parsedate_to_datetime(response.headers["date"]).timestamp()
    except (KeyError, ValueError):
        return Reading("clock", False, detail="no_date")
    return judged(result - (sent_at + time.time()) / 2)


def judged(skew_s: float) -> Reading:
    """Within the header's own grain nothing can be told apart."""
    seen = 0.0 if abs(skew_s) <= GRAIN_S else round(skew_s, 1)
    return Reading("clock", abs(seen) <= MOST_SKEW_S, seen)
