"""The console's own small picture in a browser's tab: a drop of water. Inside the page, so nothing is fetched."""

from __future__ import annotations

from urllib.parse import quote

SVG = (
    '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><rect width="32" height="32" rx="7" fill="#0b5a7d"/>'
    '<path d="M16 5c4 6 7 9 7 13.5a7 7 0 0 1-14 0C9 14 12 11 16 5z" fill="#fff"/></svg>'
)
DATA_URL = f"data:image/svg+xml,{quote(SVG)}"
