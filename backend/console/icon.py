"""The console's own small picture in a browser's tab: a drop of water.

Streamlit would fetch the icon of the current page from another company's server.
"""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

FILE = Path(__file__).with_name("icon.svg")
DATA_URL = f"data:image/svg+xml,{quote(FILE.read_text(encoding='utf-8').strip())}"
