"""What each screen needs first, by its path: read before its script runs."""

from __future__ import annotations

from backend.console.head_start import HeadStart
from backend.screens import people, status, today

HEAD_START = HeadStart({"/": {"status": status.read, "today": today.read, "people": people.read}})
