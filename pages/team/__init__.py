"""Équipe: who may do what, who was seen when; and the trail of what everybody did."""

from __future__ import annotations

from backend.team.read import VIEWERS
from pages.team import members
from pages.ui import session, trail, views
from pages.ui.parts import refuse_unless, title

VIEWS = {"Personnes": members.draw, "Journal des gestes": trail.draw}


def render() -> None:
    """One view at a time; the role is checked here too."""
    person, _ = session.current()
    refuse_unless(person.role in VIEWERS)
    title("Équipe", "qui peut faire quoi, et qui a fait quoi")
    views.draw(VIEWS, "vue-equipe")
