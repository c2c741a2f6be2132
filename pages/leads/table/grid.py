"""The lines themselves. While somebody is at them none moves: which line was meant is told by its place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial
from typing import Any
from uuid import UUID

import streamlit as st

from backend.leads import frame
from backend.leads.table import Filters, Row, Table
from pages.ui import links

_LINES = "_table_lines"
# The head's height is Streamlit's own.
ROW_PX, HEAD_PX, SHOWN = 21, 36, 25
CELL = frame.NAME
COLUMNS = (
    frame.NAME, frame.RECEIVED, frame.STATUS, frame.URGENCY, frame.PHONE, frame.CITY, frame.SERVICE,
    frame.PROBLEM, frame.OWNER, frame.TRIES, frame.AGAIN, frame.VISIT, frame.ALERT, frame.COST, frame.REF,
)  # fmt: skip


@dataclass
class Lines:
    """The rows as drawn, in their order. Another order is another widget: a tap on the old one means nothing."""

    choice: Filters
    rows: list[Row]
    number: int = 0
    # Ticked as this order began.
    kept: list[int] = field(default_factory=list)
    is_stale: bool = False

    @property
    def key(self) -> str:
        """The widget's."""
        return f"grille-{self.number}"

    @property
    def is_busy(self) -> bool:
        """Some are ticked, or one is open."""
        return bool(ticked(self)) or links.LEAD in st.query_params


def arrange(found: Table, choice: Filters, read: Callable[[list[UUID]], list[Row]]) -> tuple[Lines, int]:
    """The lines to draw, and how many lines the list would gain or lose if it were drawn anew. `read` gives lines that
    no longer belong here, as they are now: they stay until then."""
    lines: Lines | None = st.session_state.get(_LINES)
    ids = [row.id for row in found.rows]
    if lines is None or lines.is_stale or lines.choice != choice:
        return _anew(lines, found.rows, choice), 0
    if not lines.is_busy and ids != [row.id for row in lines.rows]:
        return _anew(lines, found.rows, choice), 0
    fresh = {row.id: row for row in found.rows}
    gone = [row.id for row in lines.rows if row.id not in fresh]
    fresh |= {row.id: row for row in read(gone)} if gone else {}
    lines.rows = [fresh.get(row.id, row) for row in lines.rows]
    return lines, len(gone) + len(set(ids) - {row.id for row in lines.rows})


def draw_anew() -> None:
    """What changed meanwhile comes in; what is ticked stays ticked."""
    lines: Lines = st.session_state[_LINES]
    lines.is_stale = True


def ticked(lines: Lines) -> list[Row]:
    """The lines to act upon together, in their order."""
    chosen = st.session_state.get(lines.key, {}).get("selection", {}).get("rows", [])
    return [lines.rows[place] for place in sorted(chosen) if place < len(lines.rows)]


def untick() -> None:
    """None of them any more; the one open stays open."""
    lines: Lines = st.session_state[_LINES]
    _select(lines, [], _cells(lines))


def open_line(row: Row) -> None:
    """The lead beside the table, and the cell of its name chosen."""
    lines: Lines = st.session_state[_LINES]
    st.query_params[links.LEAD] = row.ref
    places = [place for place, one in enumerate(lines.rows) if one.id == row.id]
    _select(lines, _rows(lines), [[place, CELL] for place in places])


def close() -> None:
    """No lead beside the table."""
    st.query_params.pop(links.LEAD, None)
    lines: Lines | None = st.session_state.get(_LINES)
    if lines:
        _select(lines, _rows(lines), [])


def draw(lines: Lines, ref: str) -> None:
    """As many lines as a screen holds; the rest is scrolled to."""
    opened = [place for place, row in enumerate(lines.rows) if row.ref == ref]
    st.dataframe(
        frame.of(lines.rows),
        key=lines.key,
        hide_index=True,
        height=HEAD_PX + ROW_PX * SHOWN + 2,
        row_height=ROW_PX,
        column_order=COLUMNS,
        column_config=_columns(),
        on_select=partial(_selected, lines),
        selection_mode=["multi-row", "single-cell"],
        selection_default={"selection": {"rows": lines.kept, "cells": [(one, CELL) for one in opened]}},
        alt="Clients potentiels",
        placeholder="",
    )


def _anew(lines: Lines | None, rows: list[Row], choice: Filters) -> Lines:
    """Another widget; what was ticked in the last one is so here too."""
    ids = {row.id for row in ticked(lines)} if lines else set()
    kept = [place for place, row in enumerate(rows) if row.id in ids]
    made = Lines(choice, list(rows), lines.number + 1 if lines else 0, kept)
    st.session_state[_LINES] = made
    return made


def _selected(lines: Lines) -> None:
    """A cell that is chosen opens its lead; ticking a line leaves the open one as it is."""
    cells = _cells(lines)
    if cells and cells[0][0] < len(lines.rows):
        st.query_params[links.LEAD] = lines.rows[cells[0][0]].ref


def _rows(lines: Lines) -> list[int]:
    return list(st.session_state.get(lines.key, {}).get("selection", {}).get("rows", []))


def _cells(lines: Lines) -> list[Any]:
    return [list(cell) for cell in st.session_state.get(lines.key, {}).get("selection", {}).get("cells", [])]


def _select(lines: Lines, rows: list[int], cells: list[Any]) -> None:
    if lines.key in st.session_state:
        st.session_state[lines.key] = {"selection": {"rows": rows, "cells": cells}}


def _columns() -> dict[str, Any]:
    config = st.column_config
    moment = "YYYY-MM-DD HH:mm"
    return {
        frame.NAME: config.TextColumn(width=150),
        frame.RECEIVED: config.DatetimeColumn(format="MM-DD HH:mm", width=98),
        frame.STATUS: config.TextColumn(width=108),
        frame.URGENCY: config.TextColumn(width=74),
        frame.PHONE: config.TextColumn(width=112),
        frame.CITY: config.TextColumn(width=110),
        frame.SERVICE: config.TextColumn(width=140),
        frame.PROBLEM: config.TextColumn(width=220),
        frame.OWNER: config.TextColumn(width=110),
        frame.TRIES: config.NumberColumn(width=56, help="Essais de rappel"),
        frame.AGAIN: config.DatetimeColumn(format=moment, width=124),
        frame.VISIT: config.DatetimeColumn(format=moment, width=124),
        frame.ALERT: config.TextColumn(width=150),
        frame.COST: config.NumberColumn(
            format="%.2f $", width=80, help="Ce que l’appel de Paul a coûté, en dollars US"
        ),
        frame.REF: config.TextColumn(width=110),
    }
