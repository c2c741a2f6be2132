"""Lights: one alone, several with what to do about those that are red."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from backend.lights import Light
from pages.ui import html as h


def light(one: Light) -> str:
    """A sign, a name, and what was measured."""
    sign = h.tag("i", h.SIGNS[one.state], role="img", aria_label=h.READ_AS[one.state])
    return h.tag("div", f"{sign}<span><b>{escape(one.name)}</b> {escape(one.text)}</span>", f"df-light df-{one.state}")


def line(lights: Sequence[Light], label: str) -> str:
    """The lights, and under them what to do; `label` is what a screen reader says."""
    drawn = "".join(light(one) for one in lights) + remedies(lights)
    return h.tag("section", drawn, "df-lights", aria_label=label, role=role(lights))


def remedies(lights: Sequence[Light]) -> str:
    """What to do about those that are red."""
    return "".join(h.text("p", f"{one.name}: {one.remedy}", "df-remedy") for one in lights if one.remedy)


def role(lights: Sequence[Light]) -> str:
    """Read out by itself where somebody should do something."""
    return "status" if any(one.remedy for one in lights) else ""
