"""Rows as a CSV file that spreadsheets open well, and that runs no formula hidden in what a caller said."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

# What Excel and its like read as a formula.
_FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it, `;` between cells as in Québec; every cell is safe to open."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def safe_cell(value: str) -> str:
    """The value, with an apostrophe before anything a spreadsheet would run."""
    return f"'{value}" if value.lstrip(" ").startswith(_FORMULA_STARTS) else value
