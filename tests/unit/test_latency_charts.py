"""The plots of Latence: a line along the days, and points where a line would show nothing."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

import pytest

from backend.latency.read import Figure, Latency
from pages.latency import charts

NOW = datetime(2026, 11, 20, 14, tzinfo=UTC)


def drawn(*counts: int) -> list[dict[str, Any]]:
    """So many measurements a day: at ten and more, the ninth of ten can be told."""
    days = [
        Figure(f"2026-11-{day:02d}", n, 0, 0, p50=600, p90=1234) if n else Figure(f"2026-11-{day:02d}", 0, 0, 0)
        for day, n in enumerate(counts, 1)
    ]
    data: list[dict[str, Any]] = charts.calendar(
        Latency(NOW, date(2026, 11, 1), date(2026, 11, 20), "day", [], days, [], [])
    )["data"]
    return data


def test_a_series_is_seconds_and_says_what_it_rests_on() -> None:
    median, ninth = drawn(12, 9, 30)
    assert (median["y"], ninth["y"]) == ([0.6, 0.6, 0.6], [1.23, None, 1.23])
    assert median["text"][1].endswith("n = 9")
    assert (median["line"]["dash"], ninth["line"]["dash"]) == ("solid", "dot")


@pytest.mark.parametrize(
    ("counts", "modes"),
    [
        ((12, 12, 12), ["lines", "lines"]),
        ((12, 9, 12), ["lines", "lines+markers"]),
        ((12, 12, 0, 12, 12), ["lines", "lines"]),
        ((12, 12, 0, 12), ["lines+markers", "lines+markers"]),
        ((12, 0, 0), ["lines+markers", "lines+markers"]),
    ],
)
def test_what_no_line_would_show_is_a_point(counts: tuple[int, ...], modes: list[str]) -> None:
    assert [series["mode"] for series in drawn(*counts)] == modes
