"""Phone numbers: E.164 inside, whatever people and carriers write outside."""

from __future__ import annotations

from functools import lru_cache

import phonenumbers


# Parsing a number costs more than the rest of a message, and every message of a call repeats the same ones.
@lru_cache(maxsize=4096)
def to_e164(written: str | None) -> str | None:
    """The number in E.164, read as a Canadian one when it has no country code; None when it is no phone number."""
    if not written:
        return None
    try:
        number = phonenumbers.parse(written, "CA")
    except phonenumbers.NumberParseException:
        return None
    if not phonenumbers.is_possible_number(number):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)
