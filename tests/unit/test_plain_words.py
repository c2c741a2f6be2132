"""What somebody said is no Markdown: neither bold, nor a link, nor a picture that a screen would fetch."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pages.ui.parts import plain

MARKUP = re.compile(r"(?<!\\)(?:\\\\)*[`*_{}\[\]()#+!|~$:<>]")


@pytest.mark.parametrize(
    "said", ["**gras**", "[ici](https://evil.example)", "![x](https://evil.example/x.png)", "# Titre", ":red[x]", "$x$",
             "<b>x</b>", "\\[déjà\\](là)"]
)  # fmt: skip
def test_no_mark_is_left_that_markdown_would_read(said: str) -> None:
    assert not MARKUP.search(plain(said))


@given(st.text())
def test_every_mark_is_escaped_and_nothing_is_lost(said: str) -> None:
    assert not MARKUP.search(plain(said))
    assert re.sub(r"\\(.)", r"\1", plain(said), flags=re.DOTALL) == said
