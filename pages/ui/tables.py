"""Sortable tables for a wide screen, where a phone has cards: the line that is chosen shows its card below."""

from __future__ import annotations

from typing import Any

import pandas as pd
import streamlit as st

from pages.ui import html as h

ROW_PX, HEAD_PX, SHOWN = 28, 36, 14


def pick(frame: pd.DataFrame, key: str, label: str) -> int | None:
    """The place of the line chosen, or None.

    What is told by its place must not move: other lines, or the same in another order, are another widget.
    """
    of_these = pd.util.hash_pandas_object(frame, index=False).sum()
    chosen = st.dataframe(
        frame,
        key=f"{key}-{of_these}",
        hide_index=True,
        height=HEAD_PX + ROW_PX * min(max(len(frame), 1), SHOWN) + 2,
        row_height=ROW_PX,
        column_config=_columns(frame),
        on_select="rerun",
        selection_mode="single-row",
        alt=label,
        placeholder="",
    )
    rows = chosen["selection"]["rows"]
    place = rows[0] if rows and rows[0] < len(frame) else None
    if place is None:
        st.html(h.facts([f"{label}: un titre de colonne trie; cochez une ligne pour la voir en entier"]))
    return place


def _columns(frame: pd.DataFrame) -> dict[str, Any]:
    """Days without an hour are days."""
    moments = [name for name in frame if pd.api.types.is_datetime64_any_dtype(frame[name])]
    return {str(name): st.column_config.DatetimeColumn(format=_format(frame[name])) for name in moments}


def _format(moments: pd.Series) -> str:
    is_day = bool((moments.dropna() == moments.dropna().dt.normalize()).all())
    return "YYYY-MM-DD" if is_day else "YYYY-MM-DD HH:mm:ss"
