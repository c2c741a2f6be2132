"""The mistakes that people make in an address of the web, by its form alone."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import urlsplit

from backend.settings.base import BadSetting
from backend.settings.places import points_off_loopback


def faults(name: str, url: str, *, leads_to: str, bare: bool = False) -> Iterator[BadSetting]:
    """`leads_to`: what stops working with it. `bare`: nothing may follow the host."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        known = False
    if not known or any(character.isspace() for character in url):
        yield BadSetting(name, "une adresse http(s) complète est attendue", leads_to,
                         "Écrivez-la en entier : https://nom.du.domaine")  # fmt: skip
        return
    if parts.scheme != "https" and points_off_loopback(url):
        yield BadSetting(name, "https est obligatoire hors de cette machine",
                         "Ce qui y passe se lit en chemin.", "Remplacez http:// par https://")  # fmt: skip
    if bare and parts.path.strip("/"):
        yield BadSetting(name, f"porte un chemin de trop ({parts.path})", leads_to,
                         f"Gardez {parts.scheme}://{parts.netloc.rpartition('@')[2]}")  # fmt: skip
    elif bare and (parts.path or parts.query or parts.fragment):
        yield BadSetting(name, "finit par un signe de trop", leads_to,
                         f"Gardez {parts.scheme}://{parts.netloc.rpartition('@')[2]}, sans barre à la fin")  # fmt: skip
