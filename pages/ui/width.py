"""Is there room for a table? The page's own script measures the window as it opens, and says so in a cookie."""

from __future__ import annotations

import streamlit as st

# As written by `backend/console/index_page.js`.
COOKIE = "df_wide"


def is_wide() -> bool:
    """True on a desk: 1200 px or more when the page was opened."""
    return st.context.cookies.get(COOKIE) == "1"
