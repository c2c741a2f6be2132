"""Figures to be read at a glance: a row of tiles, each a value, what it counts, and what stands beneath it."""

from __future__ import annotations

from collections.abc import Iterable

from pages.ui import html as h


def tile_row(label: str, tiles: Iterable[str], css: str = "") -> str:
    """The tiles side by side, two by two on a phone; `label` is what a screen reader says."""
    return h.tag("section", "".join(tiles), f"df-counts {css}".strip(), aria_label=label)


def tile(value: str, words: str, beneath: str = "", *, wanting: bool = False) -> str:
    """One figure; `wanting` draws it as something that a person should do something about."""
    figure = h.text("b", value, "" if any(map(str.isdigit, value)) else "df-word")
    drawn = figure + h.text("span", words) + h.text("small", beneath)
    return h.tag("div", drawn, "df-count df-wait" if wanting else "df-count")
