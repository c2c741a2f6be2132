"""A spreadsheet runs nothing that a caller said."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.spreadsheet import safe_cell


@pytest.mark.parametrize("said", ["=HYPERLINK(1)", "+1 514", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "  =1"])
def test_formulas_become_words(said: str) -> None:
    assert safe_cell(said) == f"'{said}"


@given(st.text())
def test_no_cell_begins_as_a_formula_and_nothing_is_lost(said: str) -> None:
    cell = safe_cell(said)
    assert not cell.lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))
    assert cell.endswith(said)
