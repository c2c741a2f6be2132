"""Streamlit's index.html, made ours: French, named, and aware of the end of a session."""

from __future__ import annotations

import gzip
import re
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from backend.console import home_screen
from backend.console.icon import DATA_URL

MODULES = re.compile(r'<(?:script|link)[^>]*(?:src|href)="(/static/(?:js|css)/[^"]+)"')
NOSCRIPT = re.compile(r"<noscript>.*?</noscript>", re.DOTALL)
COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)
CSS_COMMENT = re.compile(r"/\*.*?\*/\s*", re.DOTALL)
# Streamlit preloads its own typeface; ours is the system's.
FONT = re.compile(r'<link\s+rel="preload"[^>]*as="font"[^>]*>')
AGENT_POINTER = re.compile(r'<link rel="service-desc"[^>]*>')
# Written by that script: is there room for a table?
WIDE_COOKIE = "df_wide"
SCRIPT_FILE = Path(__file__).with_name("index_page.js")

# What the first page is drawn with. Left alone, the browser would learn of each one only on reaching it.
DRAWN_WITH = (
    "Html",
    "purify.es",
    "Button",
    "MenuButton",
    "Autocomplete",
    "useLoadMoreSentinel",
    "useCollator",
    "PageLink",
)

OPENING = """<div id="root"><style>
:root{color-scheme:light dark}
.opening{font:1rem system-ui,sans-serif;padding:40vh 1rem 0;text-align:center;color:#4a5a61}
@media (prefers-color-scheme:dark){body{background:#12191d}.opening{color:#a9b8bf}}
</style><p class="opening" role="status">Ouverture de la console…</p></div>"""
# Where the first screen goes, for who asks for a page whose screen the server can draw.
FIRST_PAINT = "<!--first-paint-->"


@dataclass(frozen=True)
class IndexPage:
    """The one HTML page of the signed-in console: the program that fetches the data, and a place for the first ones."""

    before: str
    after: str

    @property
    def html(self) -> str:
        """The page without a first screen."""
        return self.before + self.after

    @cached_property
    def body(self) -> bytes:
        """As sent."""
        return self.html.encode()

    @cached_property
    def gzipped(self) -> bytes:
        """As sent, compressed."""
        return gzip.compress(self.body, mtime=0)

    @cached_property
    def modules(self) -> tuple[str, ...]:
        """The scripts and styles that it asks for at once."""
        return tuple(dict.fromkeys(MODULES.findall(self.html)))


def read(static_folder: Path, style: Path) -> IndexPage:
    """Streamlit's page with our words and our look in place of its own. Raises ValueError when its page changed."""
    html = COMMENT.sub("", (static_folder / "index.html").read_text(encoding="utf-8")).strip()
    # A relative address would be looked for in the wrong folder from a deeper path.
    html = html.replace('"./', '"/')
    html = _swap(html, '<html lang="en">', '<html lang="fr">')
    html = _swap(html, "<title>Streamlit</title>", f"<title>Drain Fortin</title><script>{_script()}</script>")
    html = _swap(html, 'href="/favicon.png"', f'type="image/svg+xml" href="{DATA_URL}"')
    # In the body: after the styles that Streamlit writes into the head, so that it has the last word; and before the
    # first screen, which would be drawn for a moment without it.
    html = _swap(html, '<div id="root"></div>', f"<style>{_style(style)}</style>{OPENING}{FIRST_PAINT}")
    html = _swap(html, "</head>", f"{home_screen.HEAD}{_early(static_folder)}</head>")
    html = FONT.sub("", AGENT_POINTER.sub("", html))
    html = NOSCRIPT.sub("<noscript><p>La console a besoin de JavaScript.</p></noscript>", html)
    before, _, after = html.partition(FIRST_PAINT)
    return IndexPage(before, after)


def _early(static_folder: Path) -> str:
    # Names carry a hash that changes with Streamlit; one that is no longer there is only a hint less.
    found = (path for stem in DRAWN_WITH for path in (static_folder / "static/js").glob(f"{stem}.????????.js"))
    return "".join(f'<link rel="modulepreload" crossorigin href="/static/js/{path.name}">' for path in found)


def _script() -> str:
    lines = SCRIPT_FILE.read_text(encoding="utf-8").splitlines()
    return "\n".join(line.strip() for line in lines if not line.lstrip().startswith("//"))


def _style(file: Path) -> str:
    return CSS_COMMENT.sub("", file.read_text(encoding="utf-8"))


def _swap(html: str, old: str, new: str) -> str:
    if html.count(old) != 1:
        raise ValueError(f"Streamlit's index.html no longer has {old}")
    return html.replace(old, new)
