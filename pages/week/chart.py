"""The week's shape: calls from Monday to Sunday, beside those of the week before."""

from __future__ import annotations

from typing import Any

from backend import fr
from backend.week.read import Week

NAMES = [day[:3] + "." for day in fr.DAYS]


def days(week: Week) -> dict[str, Any]:
    """Two bars a day."""
    return {
        "data": [_bars("semaine d’avant", week.before.by_day, 0.45), _bars("semaine choisie", week.figures.by_day, 1)],
        "layout": {
            "height": 240, "margin": {"l": 30, "r": 10, "t": 10, "b": 30}, "separators": ",\u00a0", "dragmode": False,
            "barmode": "group", "legend": {"orientation": "h", "y": 1.25, "x": 0},
            "xaxis": {"fixedrange": True}, "yaxis": {"fixedrange": True, "rangemode": "tozero", "tickformat": "d"},
        },
    }  # fmt: skip


def _bars(name: str, counted: list[int], opacity: float) -> dict[str, Any]:
    said = "%{x} %{y} appels<extra></extra>"
    return {"type": "bar", "name": name, "x": NAMES, "y": counted, "opacity": opacity, "hovertemplate": said}
