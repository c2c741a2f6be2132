"""To come."""

from __future__ import annotations

import streamlit as st


def render() -> None:
    """The screen."""
    st.write("à venir")
