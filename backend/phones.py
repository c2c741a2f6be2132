"""Phone numbers: E.164 inside, whatever people and carriers write outside."""

from __future__ import annotations

import re
from functools import lru_cache

import phonenumbers

# Carriers spell a hidden number on the keypad: +266696687 is ANONYMOUS.
_HIDDEN = frozenset(
    phonenumbers.convert_alpha_characters_in_number(word)
    for word in ("anonymous", "restricted", "unavailable", "blocked", "unknown", "private", "withheld")
)
# Nobody reads a text at these.
_NO_TEXTS = frozenset(
    (
        phonenumbers.PhoneNumberType.TOLL_FREE, phonenumbers.PhoneNumberType.PREMIUM_RATE,
        phonenumbers.PhoneNumberType.SHARED_COST, phonenumbers.PhoneNumberType.FIXED_LINE,
        phonenumbers.PhoneNumberType.UAN, phonenumbers.PhoneNumberType.VOICEMAIL, phonenumbers.PhoneNumberType.PAGER,
    )
)  # fmt: skip
# North America: neither an area code nor an exchange begins with 0 or 1.
_NORTH_AMERICAN = re.compile(r"[2-9]\d{2}[2-9]\d{6}")


# Parsing a number costs more than the rest of a message, and every message of a call repeats the same ones.
@lru_cache(maxsize=4096)
def to_e164(written: str | None) -> str | None:
    """The number in E.164, read as a Canadian one when it has no country code; None when nobody could dial it."""
    if not written or re.sub(r"\D", "", written) in _HIDDEN:
        return None
    try:
        number = phonenumbers.parse(written, "CA")
    except phonenumbers.NumberParseException:
        return None
    if phonenumbers.is_possible_number_with_reason(number) != phonenumbers.ValidationResult.IS_POSSIBLE:
        return None
    if number.country_code == 1 and not _NORTH_AMERICAN.fullmatch(str(number.national_number)):
        return None
    return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.E164)


def may_get_texts(number: str | None) -> bool:
    """It may be a mobile one: in North America the number alone does not tell."""
    if number is None or to_e164(number) is None:
        return False
    return phonenumbers.number_type(phonenumbers.parse(number, "CA")) not in _NO_TEXTS
