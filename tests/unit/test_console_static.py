"""Streamlit's own page and files, made ours."""

from __future__ import annotations

import gzip
from html.parser import HTMLParser
from pathlib import Path

import pytest
from streamlit import file_util

from backend.console import index_page
from backend.console.assets import Assets
from backend.console.headers import content_policy, script_hashes
from backend.console.sign_in_page import SignInPage
from tests.local_stack import ROOT

STATIC = Path(file_util.get_static_dir())
STYLE = ROOT / "pages" / "ui" / "style.css"


def test_the_page_is_french_and_ours() -> None:
    html = index_page.read(STATIC, STYLE).html
    assert '<html lang="fr">' in html
    assert "<title>Drain Fortin</title>" in html
    assert "Ouverture de la console…" in html
    assert "You need to enable JavaScript" not in html
    assert '"./' not in html


def test_the_look_comes_before_the_first_screen_and_after_streamlits_own() -> None:
    page = index_page.read(STATIC, STYLE)
    # Drawn without it for a moment, all that is on it would jump; before the end of the head, Streamlit's styles win.
    assert page.before.index("</head>") < page.before.index(".df-first {") < page.before.index('<div id="root">')
    assert "<style>" not in page.after


def test_every_file_that_the_page_asks_for_exists() -> None:
    page, assets = index_page.read(STATIC, STYLE), Assets(STATIC)
    assert len(page.modules) > 20
    assert all(any(f"/{stem}." in url for url in page.modules) for stem in index_page.DRAWN_WITH)
    assert all(assets.find(url) is not None for url in page.modules)


def test_a_compressed_file_is_the_same_file() -> None:
    assets = Assets(STATIC)
    asset = assets.find(index_page.read(STATIC, STYLE).modules[0])
    assert asset is not None
    assert gzip.decompress(asset.gzipped) == asset.path.read_bytes()
    assert len(asset.gzipped) < asset.path.stat().st_size / 2


@pytest.mark.parametrize(
    "url", ["/static/../index.html", "/static/js/../../../config.py", "/index.html", "/static/", "/etc/passwd"]
)
def test_only_known_files_are_served(url: str) -> None:
    assert Assets(STATIC).find(url) is None


def test_a_changed_streamlit_is_noticed(tmp_path: Path) -> None:
    (tmp_path / "index.html").write_text("<html><body></body></html>")
    with pytest.raises(ValueError, match="no longer"):
        index_page.read(tmp_path, STYLE)


def test_the_policy_lets_our_inline_scripts_run_and_no_other() -> None:
    html = index_page.read(STATIC, STYLE).html
    policy = content_policy(script_hashes(html), "console.drain.ca", is_https=True)
    assert policy.count("'sha256-") == html.count("<script>") == 2
    assert "connect-src 'self' wss://console.drain.ca;" in policy
    scripts = policy.split("script-src", 1)[1].split(";", 1)[0]
    assert "unsafe" not in scripts


class Values(HTMLParser):
    """The attributes of each tag, decoded as a browser does."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def test_nothing_that_was_typed_becomes_markup() -> None:
    nasty = '"><script>alert(1)</script>'
    page = Values()
    page.feed(SignInPage(next_path=nasty, email=nasty, error=nasty, demo_roles=["owner"]).html())
    assert not [tag for tag, _ in page.tags if tag == "script"]
    values = [attributes.get("value") for tag, attributes in page.tags if tag == "input"]
    assert values.count(nasty) == 3


def test_every_field_has_a_label_and_helps_password_managers() -> None:
    page = Values()
    page.feed(SignInPage().html())
    labels = {attributes.get("for") for tag, attributes in page.tags if tag == "label"}
    fields = [attributes for tag, attributes in page.tags if tag == "input" and attributes.get("type") != "hidden"]
    assert {field["id"] for field in fields} == labels
    assert {field["autocomplete"] for field in fields} == {"username", "current-password"}
