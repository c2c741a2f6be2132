"""Which paths belong to whom, and which of them may be gone back to after signing in."""

from __future__ import annotations

from typing import Literal
from urllib.parse import urlsplit

from backend.console import home_screen
from backend.team.text import INVITATION_PATH

SIGN_IN = "/connexion"
SECOND_FACTOR = "/connexion-code"
# The code again, on a network that the session was never used from.
ELSEWHERE = "/connexion-endroit"
SIGN_OUT = "/deconnexion"
SIGN_OUT_EVERYWHERE = "/deconnexion-partout"
SESSION = "/session"
DEVICES = "/appareils"
# What opens the way back to somebody who lost their telephone.
RECOVERY_CODES = "/codes-de-secours"
COPIES = "/copies-de-sauvegarde"
MEASURES = "/mesures"
HEALTH = "/_stcore/health"
RECORDING = "/enregistrement"

Kind = Literal["health", "own", "asset", "inner", "page", "nothing"]

OWN = (
    SIGN_IN, SECOND_FACTOR, ELSEWHERE, SIGN_OUT, SIGN_OUT_EVERYWHERE, SESSION, DEVICES, RECOVERY_CODES, COPIES,
    MEASURES, INVITATION_PATH,
)  # fmt: skip
# Of these, what shows or gives something to whoever is signed in.
FOR_THE_SIGNED_IN = (DEVICES, RECOVERY_CODES, COPIES)
# Streamlit's own program, and what a home screen shows: the same for everyone, and without any data.
ASSETS = ("/favicon.png", "/manifest.json", *home_screen.PATHS)
ASSET_FOLDER = "/static/"
INNER = ("/_stcore", "/media", "/component", "/app/static", RECORDING)
LONGEST_NEXT = 500


def kind_of(path: str) -> Kind:
    """Whatever is not known to be something else is a page, and so is behind the gate."""
    if path == HEALTH:
        return "health"
    if path in OWN:
        return "own"
    if path in ASSETS or path.startswith(ASSET_FOLDER):
        return "asset"
    if any(path == inner or path.startswith(f"{inner}/") for inner in INNER):
        return "inner"
    # Streamlit's browser side looks for its server under a page's path too; an HTML page there would mislead it.
    return "nothing" if "/_stcore" in path or path.startswith("//") else "page"


def safe_next(target: str) -> str:
    """A page of this console to go back to, else `/`. Never an address elsewhere, however it is disguised."""
    # Browsers drop tabs and line ends from addresses, and read a backslash as a slash.
    if len(target) > LONGEST_NEXT or "\\" in target or not target.isprintable():
        return "/"
    if not target.startswith("/") or target.startswith("//"):
        return "/"
    parts = urlsplit(target)
    # `/.//somewhere` is `//somewhere` once a browser has resolved it.
    if "//" in parts.path or "/." in parts.path:
        return "/"
    if parts.scheme or parts.netloc or kind_of(parts.path) != "page":
        return "/"
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
