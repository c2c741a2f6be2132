"""The style sheet asks little of a phone: no rule has the browser look around every element, at each tap."""

from __future__ import annotations

import re
from collections.abc import Iterator

import pytest

from tests.local_stack import ROOT

RULE = re.compile(r"([^{}]+)\{")
COMMENT = re.compile(r"/\*.*?\*/", re.DOTALL)
ATTRIBUTE, IN_BRACKETS = re.compile(r"\[[^\]]*\]"), re.compile(r"\([^()]*\)")
# A browser passes over a rule by the tags, classes and ids that it wants around an element, before it looks closer.
NAMED = re.compile(r"(?:^|[\s>])[\w.#-][^\s>~+]*$")


def selectors() -> Iterator[str]:
    """Each, on one line."""
    words = COMMENT.sub("", (ROOT / "pages" / "ui" / "style.css").read_text(encoding="utf-8"))
    for rule in RULE.findall(words):
        if not rule.strip().startswith(("@", "from", "to")):
            yield from (" ".join(one.split()) for one in re.split(r",(?![^(]*\))", rule))


def looks_around(selector: str) -> bool:
    """Whether it is about any element, and nothing around says quickly that it is not about this one."""
    bare = ATTRIBUTE.sub("[]", selector)
    while (shorter := IN_BRACKETS.sub("", bare)) != bare:
        bare = shorter
    around, combinator, subject = re.match(r"(.*?)([\s>~+]*)([^\s>~+]*)$", bare).groups()  # type: ignore[union-attr]
    is_anything = re.match(r"(\*|:(?!root|:))", subject) or not subject
    return bool(is_anything) and ("~" in combinator or "+" in combinator or not NAMED.search(around))


@pytest.mark.parametrize(
    ("selector", "is_costly"),
    [
        (".stMain :has(.late) ~ *", True),
        ('.stApp [class*="row"] [data-testid="stLink"] *', True),
        (':has(> .st-key-menu)', True),
        ('.stApp [class*="row"] .stLink *', False),
        (".stApp button *", False),
        (".stElementContainer:has(> .stLink)", False),
        ('.stApp .df-live :is(strong, p)', False),
    ],
)  # fmt: skip
def test_what_costs_is_told_from_what_does_not(selector: str, is_costly: bool) -> None:
    assert looks_around(selector) is is_costly


def test_no_rule_is_about_any_element_whatever_it_is_in() -> None:
    found = list(selectors())
    assert len(found) > 300
    assert [one for one in found if looks_around(one)] == []
