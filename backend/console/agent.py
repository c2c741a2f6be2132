"""What a browser calls itself, in the few words by which its person knows the device."""

from __future__ import annotations

# The first that is found: each of these programs also names those below it.
DEVICES = {"iPhone": "iPhone", "iPad": "iPad", "Android": "Android", "Windows": "Windows", "CrOS": "Chromebook",
           "Macintosh": "Mac", "Linux": "Linux"}  # fmt: skip
BROWSERS = {"Edg": "Edge", "OPR/": "Opera", "SamsungBrowser": "Samsung Internet", "Firefox": "Firefox",
            "FxiOS": "Firefox", "CriOS": "Chrome", "Chrome": "Chrome", "Safari": "Safari"}  # fmt: skip
UNKNOWN = "Appareil inconnu"


def device(user_agent: str) -> str:
    """«iPhone, Safari»; what nobody knows is not guessed at."""
    found = [_first(user_agent, known) for known in (DEVICES, BROWSERS)]
    return ", ".join(words for words in found if words) or UNKNOWN


def _first(user_agent: str, known: dict[str, str]) -> str:
    return next((words for mark, words in known.items() if mark in user_agent), "")
