"""A spreadsheet runs nothing that a caller said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.spreadsheet import safe_cell

# After a line end, a no-break space, a mark that cannot be seen; in full width.
HIDDEN = ["\n=1+1", "\r\n@SUM(A1)", "\u00a0=1", "\u202f+1", "\u200b=1", "\ufeff=1", "\x0b=1"]
WIDE = ["＝1+1", "＋1", "－1", "＠SUM(A1)", "\u3000＝1"]


@pytest.mark.parametrize(
    "said", ["=HYPERLINK(1)", "+1 514", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1", *HIDDEN, *WIDE]
)
def test_formulas_become_words(said: str) -> None:
    assert safe_cell(said) == f"'{said}"


@given(st.text())
def test_no_cell_begins_as_a_formula_and_nothing_is_lost(said: str) -> None:
    cell = safe_cell(said)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.endswith(said)
