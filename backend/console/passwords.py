"""What a password must be. Supabase Auth has its own rules beside these; ours are said before the link is spent."""

from __future__ import annotations

import re

from backend.folding import fold

SHORTEST = 12
# What bcrypt reads of a password; the rest would count for nothing.
LONGEST_BYTES = 72
FEWEST_DIFFERENT = 6
# Parts of it that everybody tries first.
COMMON = (
    "password", "motdepasse", "qwerty", "azerty", "123456", "abcdef", "drainfortin", "bienvenue", "letmein", "welcome",
    "administrateur", "canadiens", "111111", "000000",
)  # fmt: skip


def problem(password: str, email: str = "") -> str:
    """What is wrong with it, in one sentence; empty when nothing is."""
    plain = re.sub(r"[^a-z0-9]", "", fold(password))
    account = re.sub(r"[^a-z0-9]", "", fold(email.partition("@")[0]))
    left = plain
    for word in COMMON:
        left = left.replace(word, "")
    checks = (
        (
            len(password) < SHORTEST,
            f"Il faut au moins {SHORTEST} caractères: trois ou quatre mots suffisent.",
        ),
        (len(password.encode()) > LONGEST_BYTES, f"Il est trop long: {LONGEST_BYTES} caractères au plus."),
        (len(set(password)) < FEWEST_DIFFERENT, "Il répète trop peu de caractères différents."),
        (len(left) < SHORTEST // 2, "Il est fait de mots que tout le monde essaie en premier."),
        (len(account) > 3 and account in plain, "Il ne doit pas contenir votre courriel."),
    )
    return next((words for wrong, words in checks if wrong), "")
