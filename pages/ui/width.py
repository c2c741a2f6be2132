"""Is there room for a table? The page's own script measures the window as it opens, and says so in a cookie."""

from __future__ import annotations

import streamlit as st

from backend.console.index_page import WIDE_COOKIE
from pages.ui import visitor


def is_wide() -> bool:
    """True on a desk: 1200 px or more when the page was opened."""
    expected = visitor.expected()
    return expected.is_wide if expected else st.context.cookies.get(WIDE_COOKIE) == "1"
