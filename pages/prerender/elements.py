"""Streamlit's elements as still HTML, in about their room: what is read as it is, what is pressed as a shape."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape
from typing import Any

from streamlit.proto.Alert_pb2 import Alert
from streamlit.proto.Element_pb2 import Element
from streamlit.proto.LabelVisibility_pb2 import LabelVisibility

from pages.ui import html as h

_ESCAPED = re.compile(r"\\(.)")
# Streamlit's own height of a table or a chart that was given none.
USUAL_PX = 400


def drawn(element: Element) -> str:
    """The HTML; empty for what takes no room."""
    kind = element.WhichOneof("type") or ""
    draw = _DRAW.get(kind)
    return draw(getattr(element, kind), element) if draw else ""


def button(label: str) -> str:
    """A button, as wide as its words."""
    return h.text("span", plain(label), "df-sketch-button")


def folded(label: str) -> str:
    """A part that opens on a tap."""
    return h.text("div", plain(label), "df-sketch-fold")


def plain(words: str) -> str:
    """Markdown as the words that it shows."""
    return _ESCAPED.sub(r"\1", words.replace("**", ""))


def _html(found: Any, _: Element) -> str:
    # Ours, escaped where it was made.
    return h.tag("div", found.body, data_testid="stHtml")


def _words(found: Any, _: Element) -> str:
    return h.text("div", plain(found.body), "df-sketch-words")


def _alert(found: Any, _: Element) -> str:
    tone = "df-bad" if found.format == Alert.ERROR else "df-warn"
    return h.text("div", plain(found.body), f"df-sketch-alert {tone}")


def _field(found: Any, _: Element) -> str:
    is_named = found.label_visibility.value != LabelVisibility.COLLAPSED
    label = h.text("span", plain(found.label), "df-sketch-label") if is_named else ""
    return h.tag("div", label + h.tag("div", "", "df-sketch-field"), "df-sketch-control")


def _tick(found: Any, _: Element) -> str:
    return h.text("div", plain(found.label), "df-sketch-tick")


def _choice(found: Any, _: Element) -> str:
    return h.tag("div", "".join(button(one.content) for one in found.options), "df-sketch-choice")


def _box(_: Any, element: Element) -> str:
    px = element.height_config.pixel_height or USUAL_PX
    return f'<div class="df-sketch-box" style="height:{px}px"></div>'


def _button(found: Any, _: Element) -> str:
    return button(found.label)


def _code(found: Any, _: Element) -> str:
    return f"<pre>{escape(found.code_text)}</pre>"


_DRAW: dict[str, Callable[[Any, Element], str]] = {
    "html": _html, "markdown": _words, "alert": _alert, "code": _code, "button_group": _choice,
    **dict.fromkeys(("button", "download_button", "link_button", "menu_button"), _button),
    **dict.fromkeys(("text_input", "text_area", "selectbox", "multiselect", "date_input", "time_input", "number_input"),
                    _field),
    **dict.fromkeys(("checkbox", "radio"), _tick),
    **dict.fromkeys(("dataframe", "table", "plotly_chart", "vega_lite_chart"), _box),
}  # fmt: skip
