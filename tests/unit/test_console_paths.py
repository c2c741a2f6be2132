"""Where one may go after signing in: a page of ours, and nowhere else."""

from __future__ import annotations

import re
from urllib.parse import urljoin, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend.console.paths import kind_of, safe_next

HOME = "https://console.drain.ca"


@pytest.mark.parametrize(
    "path", ["/", "/appels", "/appels?call=6f1c", "/sante", "/clients?mois=2026-11&statut=gagn%C3%A9"]
)
def test_a_page_of_ours_is_kept(path: str) -> None:
    assert safe_next(path) == path


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.example", "//evil.example", "///evil.example", "/\\evil.example", "\\\\evil.example",
        "/\t/evil.example", "/\n/evil.example", "http:evil.example", "javascript:alert(1)", "evil.example", "",
        "/connexion?suite=/", "/deconnexion", "/session", "/_stcore/stream", "/media/x", "/static/js/x.js",
        "/" + "a" * 600, "/\x00", "/a\r\nSet-Cookie: x=1", "/\u2028/evil.example",
    ],
)  # fmt: skip
def test_anything_else_leads_home(target: str) -> None:
    assert safe_next(target) == "/"


@given(st.one_of(st.text(), st.text(alphabet="/\\:.@#?evil\t\n ", min_size=1).map(lambda text: "/" + text)))
def test_no_target_leaves_the_console(target: str) -> None:
    # As a browser reads it: without tabs and line ends, and a backslash is a slash.
    read = re.sub(r"[\t\r\n]", "", safe_next(target)).replace("\\", "/")
    went = urlsplit(urljoin(HOME, read))
    assert f"{went.scheme}://{went.netloc}" == HOME
    assert kind_of(went.path) == "page"


@pytest.mark.parametrize("path", ["/", "/appels", "/shell", "/today", "/admin", "/staticx", "/mediax", "/index.html"])
def test_what_is_not_known_is_a_page_and_so_behind_the_gate(path: str) -> None:
    assert kind_of(path) == "page"


@pytest.mark.parametrize(
    "path", ["/_stcore/stream", "/_stcore/health/", "/_stcore", "/media/x", "/component/y", "/_stcore/agent/mcp"]
)
def test_streamlits_inside_is_never_public(path: str) -> None:
    assert kind_of(path) == "inner"


@pytest.mark.parametrize("path", ["/appels/_stcore/health", "/appels/_stcore/stream", "//evil.example"])
def test_streamlits_inside_is_not_found_under_a_page(path: str) -> None:
    assert kind_of(path) == "nothing"
