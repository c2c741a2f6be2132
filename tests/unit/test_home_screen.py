"""What a phone shows on its home screen is there, and nothing beside it is public."""

from __future__ import annotations

import json
import struct

import pytest

from backend.console import home_screen
from backend.console.assets import Assets
from backend.console.paths import kind_of

ASSETS = Assets(home_screen.FOLDER)


@pytest.mark.parametrize("path", home_screen.PATHS)
def test_what_a_home_screen_asks_for_needs_no_session(path: str) -> None:
    assert kind_of(path) == "asset"
    assert ASSETS.find(path) is not None


def test_the_code_beside_the_pictures_is_behind_the_gate() -> None:
    assert kind_of("/__init__.py") == "page"


def test_each_picture_is_as_large_as_the_manifest_says() -> None:
    manifest = json.loads((home_screen.FOLDER / "app.webmanifest").read_text(encoding="utf-8"))
    assert {icon["purpose"] for icon in manifest["icons"]} == {"any", "maskable"}
    for icon in manifest["icons"]:
        width, height = struct.unpack(">II", (home_screen.FOLDER / icon["src"].lstrip("/")).read_bytes()[16:24])
        assert icon["sizes"] == f"{width}x{height}"


def test_a_browser_knows_the_manifest_by_its_type() -> None:
    asset = ASSETS.find("/app.webmanifest")
    assert asset is not None
    assert asset.media_type == "application/manifest+json"
