"""The console's address in the messages that people receive."""

from __future__ import annotations

from collections.abc import Iterator

from backend.doctor.finding import Finding, broken, ok
from backend.settings.places import points_off_loopback

CONSOLE = "CONSOLE_URL"


def console(url: str, *, in_production: bool) -> Iterator[Finding]:
    """Whether the links of our messages lead anywhere."""
    if in_production and not points_off_loopback(url):
        yield broken(
            CONSOLE,
            "est restée celle de cette machine",
            "Les liens des alertes et des invitations ne mènent à rien.",
            "Donnez l’adresse publique de la console : https://…",
        )
    else:
        yield ok(CONSOLE, "mène à la console")
