"""Lights: one alone, and a line of them with what to do about those that are red."""

from __future__ import annotations

from html import escape

from backend.lights import Light
from pages.ui import html as h


def light(one: Light) -> str:
    """A sign, a name, and what was measured."""
    sign = h.tag("i", h.SIGNS[one.state], role="img", aria_label=h.READ_AS[one.state])
    return h.tag("div", f"{sign}<span><b>{escape(one.name)}</b> {escape(one.text)}</span>", f"df-light df-{one.state}")


def line(lights: list[Light], label: str = "État du service") -> str:
    """The lights, and under them the remedies of those that are red; `label` tells one line from another."""
    remedies = [f"{light.name}: {light.remedy}" for light in lights if light.remedy]
    drawn = "".join(light(one) for one in lights) + "".join(h.text("p", words, "df-remedy") for words in remedies)
    return h.tag("section", drawn, "df-status", aria_label=label, role="status" if remedies else "")
