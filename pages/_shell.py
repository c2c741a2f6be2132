"""What every screen sits in. Streamlit runs this file; the pages are functions that it calls."""

from __future__ import annotations

import streamlit as st

from pages._session import current

person, api = current()
st.set_page_config(page_title="Drain Fortin", page_icon="🔧", layout="wide")
st.title("Aujourd’hui")
st.write(f"Bonjour, {person.full_name}.")
st.html('<form method="post" action="/deconnexion"><button type="submit">Se déconnecter</button></form>')
