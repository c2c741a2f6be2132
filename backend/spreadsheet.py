"""Rows as a CSV file that spreadsheets open well, and that runs no formula hidden in what a caller said."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Sequence

# What Excel and its like read as a formula, after whatever cannot be seen, and in the full width of East Asian type.
_FORMULA_STARTS = ("=", "+", "-", "@")
# Categories of what cannot be seen: spaces of every kind, line ends, controls, marks of direction.
_UNSEEN = ("Z", "C")


def csv_bytes(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """UTF-8 with the mark by which Excel knows it, `;` between cells as in Québec; every cell is safe to open."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=";", lineterminator="\r\n")
    writer.writerow(headings)
    writer.writerows([safe_cell(cell) for cell in row] for row in rows)
    return out.getvalue().encode("utf-8-sig")


def safe_cell(value: str) -> str:
    """The value, with an apostrophe before anything a spreadsheet would run."""
    seen = next((letter for letter in value if not unicodedata.category(letter).startswith(_UNSEEN)), "")
    is_formula = unicodedata.normalize("NFKC", seen).startswith(_FORMULA_STARTS)
    return f"'{value}" if is_formula or value.lstrip(" ").startswith(("\t", "\r")) else value
