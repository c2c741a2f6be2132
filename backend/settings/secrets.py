"""When a secret is none: missing, short, made up by a person, or a demonstration's. By its looks alone."""

from __future__ import annotations

import re
from itertools import pairwise

MIN_LENGTH = 24
# Secrets made by the embedded stack carry this mark, so that they can never serve in production.
LOCAL_MARK = "local-"
MAKE_ONE = 'Faites-en un : python -c "import secrets; print(secrets.token_urlsafe(32))"'
PLACEHOLDERS = ("example", "changeme", "change-me", "placeholder", "secret", "password")
# Four letters come up by chance in one key out of a few thousand: these count where they stand by themselves.
SHORT_PLACEHOLDERS = re.compile(r"(?<![a-z0-9])(?:demo|todo|xxxx)(?![a-z])")
# Five letters and more, for the same reason.
WORDS = (
    "motdepasse", "azerty", "qwerty", "admin", "drain", "fortin", "guillaume", "webhook", "console", "supabase",
    "bonjour", "welcome", "letmein",
)  # fmt: skip
# What a provider puts in front of its own random part.
PREFIX = re.compile(r"^(sb_(publishable|secret)_|xkeysib-)")
FEWEST_CHARACTERS = 8


def weakness(secret: str) -> str | None:
    """What is wrong with it, in words that go after its name; None when nothing shows."""
    own = PREFIX.sub("", secret)
    lowered = own.lower()
    if not secret:
        return "manque"
    if LOCAL_MARK in lowered:
        return "est une valeur de démonstration"
    if len(secret) < MIN_LENGTH:
        return f"est trop court (il faut {MIN_LENGTH} caractères)"
    if any(character.isspace() for character in secret):
        return "contient des espaces"
    if _is_token(secret):
        return None
    if any(word in lowered for word in PLACEHOLDERS) or SHORT_PLACEHOLDERS.search(lowered):
        return "est une valeur de démonstration"
    if len(set(own)) < FEWEST_CHARACTERS or _repeats(own) or _counts(own):
        return "se devine : des caractères qui se répètent ou se suivent"
    if any(word in lowered for word in WORDS) or _reads_as_words(own):
        return "se devine : il est fait de mots"
    return None


def opens_everything(key: str) -> bool:
    """True for a secret key, of the new kind or of the old one."""
    if key.startswith("sb_secret_"):
        return True
    if key.count(".") != 2:
        return False
    # It brings cryptography along: only whoever still has a key of the old kind waits for that.
    import jwt

    try:
        claims = jwt.decode(key, options={"verify_signature": False})
    except jwt.InvalidTokenError:
        return False
    return claims.get("role") not in (None, "anon")


def _is_token(secret: str) -> bool:
    """A signed token (three parts): long, and not of anybody's making."""
    return secret.startswith("eyJ") and secret.count(".") == 2


def _repeats(secret: str) -> bool:
    return (secret + secret).find(secret, 1) < len(secret)


def _counts(secret: str) -> bool:
    """Mostly neighbours: 0123456789abcdef, zyxwv…"""
    steps = [ord(right) - ord(left) for left, right in pairwise(secret)]
    return sum(step in (-1, 0, 1) for step in steps) > len(steps) / 2


def _reads_as_words(secret: str) -> bool:
    """Letters of one case and separators, no digit: a generator mixes."""
    letters = re.sub(r"[-_.]", "", secret)
    return letters.isalpha() and (letters.islower() or letters.isupper() or secret.istitle())
