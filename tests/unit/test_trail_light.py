"""The light of the trail's chain: green when it was gone through and is whole; each thing wrong is named."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta

import pytest

from backend.audit.light import light
from backend.lights import Probe

NOW = datetime(2026, 11, 29, 12, tzinfo=UTC)
WHOLE = {"links": 12, "lines": 12, "broken": None, "cut": False, "changed": 0, "missing": 0, "back": 0, "unsealed": 0}


def found(wrong: dict[str, object] | None = None, age: timedelta = timedelta(hours=3)) -> Probe:
    return Probe("trail", NOW - age, not wrong, 12.0, json.dumps(WHOLE | (wrong or {})))


def test_whole_is_green_and_says_how_many_lines() -> None:
    result = light(NOW, found())
    assert (result.state, result.text.replace("\u00a0", " ")) == ("good", "12 lignes, chaîne entière")


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"broken": 7}, "chaîne rompue au maillon 7"),
        ({"cut": True}, "fin de la chaîne coupée"),
        ({"changed": 1}, "1 ligne changée"),
        ({"missing": 2}, "2 lignes disparues"),
        ({"back": 1}, "1 ligne purgée revenue"),
        ({"unsealed": 3}, "3 lignes hors de la chaîne"),
    ],
)
def test_each_thing_wrong_is_named(wrong: dict[str, object], words: str) -> None:
    result = light(NOW, found(wrong))
    assert (result.state, result.text.replace("\u00a0", " ")) == ("bad", words)


def test_what_nobody_went_through_is_not_green() -> None:
    assert light(NOW, None).state == "unknown"
    assert light(NOW, found(age=timedelta(hours=60))).state == "unknown"
    assert light(NOW, Probe("trail", NOW, True, 1.0, "not json")).state == "unknown"
