"""Alertes: who was told, by which way, what became of it; and who is to be told from now on."""

from __future__ import annotations

from pages.alerts import cards, duty, ladder, setup
from pages.ui import views
from pages.ui.parts import title

VIEWS = {
    "Messages": cards.draw, "Garde": duty.draw, "Échelle": ladder.draw, "Règles et destinataires": setup.draw,
}  # fmt: skip


def render() -> None:
    """One view at a time: each asks only for what it shows."""
    title("Alertes", "ce qui est livré est reçu; ce qui est remis ne l’est pas encore")
    views.draw(VIEWS, "vue-alertes")
