"""What each screen needs first, by its path: read before its script runs."""

from __future__ import annotations

from backend.console.prefetch import HeadStart
from backend.health import status
from backend.team import people
from backend.today import read as today

HEAD_START = HeadStart({"/": {"status": status.read, "today": today.read, "people": people.read}})
