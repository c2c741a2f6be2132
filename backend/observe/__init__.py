"""Sentry for the three programs, without a word that belongs to a caller. Without a DSN nothing is sent.

Exception messages, local variables, bodies, headers, breadcrumbs and log parameters may all carry what a caller said:
none of them leaves. What remains is where it happened: types, stack, tags that we chose.
"""

from backend.observe.acceptance import Answer, send_test_event
from backend.observe.reporting import check_in, logger, report, tell_call
from backend.observe.scrub import HIDDEN, scrub, scrub_log
from backend.observe.setup import start

__all__ = [
    "HIDDEN",
    "Answer",
    "check_in",
    "logger",
    "report",
    "scrub",
    "scrub_log",
    "send_test_event",
    "start",
    "tell_call",
]
