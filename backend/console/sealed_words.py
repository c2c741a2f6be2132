"""What was searched for, in an address: words may name somebody, and addresses are kept by browsers and proxies.

Sealed, they survive a reload, the way back, and a link sent to a colleague; only this install's console reads them.
"""

from __future__ import annotations

import base64
from hashlib import sha256

from cryptography.fernet import Fernet, InvalidToken

GOOD_FOR_S = 30 * 24 * 3600


class SealedWords:
    """One an install: every process that shares the console's file opens what another has sealed."""

    def __init__(self, salt: bytes) -> None:
        self._fernet = Fernet(base64.urlsafe_b64encode(sha256(b"words:" + salt).digest()))

    def seal(self, words: str) -> str:
        """For the address."""
        return self._fernet.encrypt(words.encode()).decode("ascii")

    def read(self, sealed: str) -> str:
        """The words; none where it was sealed elsewhere, is too old, or was cut off on the way."""
        try:
            return self._fernet.decrypt(sealed.encode(), GOOD_FOR_S).decode()
        except (InvalidToken, ValueError):
            return ""
