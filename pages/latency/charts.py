"""The two shapes of Latence: along the calendar, and around the clock. Seconds, as one counts them while waiting."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Any

from backend import fr
from backend.latency.read import Figure, Latency, Percent

SERIES: tuple[tuple[Percent, str], ...] = ((50, "solid"), (90, "dot"))
# Beside the plot: drawn by Plotly, a legend takes a phone a good quarter of the drawing, whenever the period changes.
LEGEND = "Trait plein: une fois sur deux (p50). Pointillé: neuf fois sur dix (p90)."


def calendar(latency: Latency) -> dict[str, Any]:
    """A point a day, or a month over a long period."""
    labels = [_label(date.fromisoformat(one.key), latency.step) for one in latency.calendar]
    axis = {"type": "date", "tickformat": "%m/%Y" if latency.step == "month" else "%d/%m", "nticks": 7}
    return _lines([one.key for one in latency.calendar], latency.calendar, labels, axis)


def _label(on: date, step: str) -> str:
    return f"{fr.MONTHS[on.month - 1]} {on.year}" if step == "month" else fr.day_short(on)


def hours(latency: Latency) -> dict[str, Any]:
    """A point an hour, where calls came."""
    by_hour = sorted(latency.hours, key=lambda one: int(one.key))
    labels = [f"{one.key} h" for one in by_hour]
    axis = {"range": [-0.5, 23.5], "tickvals": list(range(0, 24, 3)), "ticksuffix": " h"}
    return _lines([int(one.key) for one in by_hour], by_hour, labels, axis)


def _lines(at: Sequence[str | int], figures: list[Figure], labels: list[str], axis: dict[str, Any]) -> dict[str, Any]:
    quiet = {"showgrid": False, "zeroline": False, "fixedrange": True}
    result = [f"{label}, n = {one.n}" for label, one in zip(labels, figures, strict=True)]
    series = [(dash, [_seconds(one.percentile(percent)) for one in figures]) for percent, dash in SERIES]
    return {
        "data": [
            {"type": "scatter", "mode": _mode(values), "x": list(at), "line": {"dash": dash}, "text": result,
             "y": values, "connectgaps": False, "hovertemplate": "%{text}<br>%{y:.1f} s<extra></extra>"}
            for dash, values in series
        ],
        "layout": {
            "height": 250, "margin": {"l": 40, "r": 10, "t": 10, "b": 30}, "separators": ",\u00a0", "dragmode": False,
            "showlegend": False,
            "xaxis": {**quiet, **axis},
            "yaxis": {**quiet, "showgrid": True, "rangemode": "tozero", "ticksuffix": " s"},
        },
    }  # fmt: skip


def _mode(values: Sequence[float | None]) -> str:
    """A line; with its points where one of them stands alone, for it would not be seen."""
    beside = zip([None, *values], values, [*values[1:], None], strict=False)
    stands_alone = any(value is not None and before is after is None for before, value, after in beside)
    return "lines+markers" if stands_alone else "lines"


def _seconds(ms: float | None) -> float | None:
    return round(ms / 1000, 2) if ms is not None else None
