"""What the pages in front of the console say, beside what is theirs alone."""

from __future__ import annotations

from backend.supabase.errors import UNREACHABLE, ApiError


def words(error: ApiError) -> str:
    """Why nobody is in, for the pages in front of the console."""
    if error.code != UNREACHABLE:
        return error.sentence
    # The same outage, seen from here.
    return error.sentence.replace("La base de données", "Le service de connexion")


def later(wait: int) -> str:
    """Too much was tried, here or by others; when to try again."""
    return f"Trop d’essais. Réessayez dans {_duration(wait)}."


def _duration(seconds: int) -> str:
    if seconds <= 90:
        return f"{seconds} secondes" if seconds > 1 else "1 seconde"
    return f"{-(-seconds // 60)} minutes"
