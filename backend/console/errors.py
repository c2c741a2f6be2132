"""An unexpected error in a screen: one short reference, told to the person and found again in Sentry."""

from __future__ import annotations

import secrets

from backend import observe

# Without the letters and digits that are mistaken for one another over the phone.
ALPHABET = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
LENGTH = 6


def report(error: BaseException) -> str:
    """Send the error under a new reference, and return the reference. No personal data goes with it."""
    reference = "".join(secrets.choice(ALPHABET) for _ in range(LENGTH))
    observe.report(error, reference=reference)
    return reference
