"""How the status line is drawn: closed, one line when all is well; open, every light with its source."""

from __future__ import annotations

from collections.abc import Sequence

from backend.health import status
from backend.health.status import Measured
from backend.lights import Light
from pages.ui import html as h
from pages.ui.light import light, remedies, role

DEMONSTRATION = h.text("p", "Démonstration: appels et personnes inventés.", "df-demo")


def of_measured(measured: Measured) -> str:
    """What the database told."""
    lights = status.lights(measured)
    return drawn(lights, status.headline(lights, measured))


def drawn(lights: Sequence[Light], headline: Sequence[Light]) -> str:
    """A tap opens it; what to do about what is wrong is read without one."""
    first = h.tag("summary", h.tag("span", "".join(light(one) for one in headline), "df-headline"))
    every = h.tag("div", "".join(_whole(one) for one in lights), "df-lights")
    # Drawn anew every few seconds: the page keeps it open by that name.
    line = h.tag("details", first + every, data_keep="etat")
    return h.tag("section", line + remedies(lights), "df-status", aria_label="État du service", role=role(lights))


def _whole(one: Light) -> str:
    return h.tag("div", light(one) + h.text("small", f"selon {one.source}" if one.source else "", "df-facts"))
