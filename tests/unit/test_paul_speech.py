"""What Paul's tools say, in French and in English: the same sentences, each in one language and with its moments."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import fields
from datetime import date, datetime, time
from string import Formatter
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from backend.intake.tools.english import ENGLISH
from backend.intake.tools.french import FRENCH
from backend.intake.tools.speech import Speech
from backend.intake.tools.spoken import noted_words, say_moment, say_slots, speech_of
from backend.utterance.language import read_language
from backend.utterance.phone import in_groups
from backend.vapi.tool_calls import ToolCall
from tests.drills.callers.spoken import moments, other_language

ZONE = ZoneInfo("America/Toronto")
NOW = datetime(2026, 11, 20, 9, tzinfo=ZONE)
NAMES = [field.name for field in fields(Speech) if field.name not in ("day", "clock")]


def sentences(value: Any) -> Iterator[str]:
    yield from value.values() if isinstance(value, Mapping) else (value,)


def holes(written: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(written) if name}


@pytest.mark.parametrize("name", NAMES)
def test_each_sentence_says_the_same_things_in_both_languages(name: str) -> None:
    french, english = getattr(FRENCH, name), getattr(ENGLISH, name)
    for one, other in zip(sentences(french), sentences(english), strict=True):
        # The name of a holiday is French: in English it is a day on which they are closed.
        assert holes(one) - {"name"} == holes(other)
    if isinstance(french, Mapping):
        assert french.keys() == english.keys()


@pytest.mark.parametrize("name", NAMES)
def test_no_sentence_mixes_the_languages(name: str) -> None:
    for one, other in zip(sentences(getattr(FRENCH, name)), sentences(getattr(ENGLISH, name)), strict=True):
        one, other = (re.sub(r"\{\w+\}", "", written) for written in (one, other))
        assert (other_language(one, "fr"), other_language(other, "en")) == ([], [])


@pytest.mark.parametrize(
    ("said", "language"),
    [("en", "en"), ("EN-ca", "en"), ("English", "en"), ("anglais", "en"), ("fr", "fr"), ("Français", "fr"), ("", None),
     (None, None), (7, None), ("es", None), ("en français", "fr"), ("En francais.", "fr"), ("entre les deux", None),
     ("en espagnol", None), ("en_US", "en"), ("en CA", "en"), ("en.", "en"), ("eng", "en"), ("en anglais", "en"),
     ("English (Canada)", "en"), ("anglophone", "en"), ("fr-CA", "fr"), ("francophone", "fr"), ("enchanté", None)],
)  # fmt: skip
def test_the_language_is_read_as_models_write_it(said: object, language: str | None) -> None:
    assert read_language(said) == language
    assert speech_of(ToolCall("t", "x", {"langue": said})) is (ENGLISH if language == "en" else FRENCH)


@pytest.mark.parametrize(
    ("at", "french", "english"),
    [
        ((2026, 12, 1, 8, 0), "mardi 1er décembre à 8 h", "Tuesday December 1 at 8 AM"),
        ((2026, 11, 23, 13, 30), "lundi 23 novembre à 13 h 30", "Monday November 23 at 1:30 PM"),
        ((2026, 11, 23, 12, 0), "lundi 23 novembre à 12 h", "Monday November 23 at noon"),
        ((2026, 11, 23, 12, 30), "lundi 23 novembre à 12 h 30", "Monday November 23 at 12:30 PM"),
        ((2027, 1, 4, 9, 0), "lundi 4 janvier 2027 à 9 h", "Monday January 4, 2027 at 9 AM"),
    ],
)
def test_a_moment_is_said_whole_and_heard_by_both_as_the_same(at: Any, french: str, english: str) -> None:
    moment = datetime(*at).replace(tzinfo=ZONE)
    assert say_moment(moment, ZONE, NOW, FRENCH) == french
    assert say_moment(moment, ZONE, NOW, ENGLISH) == english
    assert moments(f"le {french}", NOW) == moments(f"on {english}", NOW) == {moment}


def test_slots_are_handed_to_paul_in_the_same_way_whatever_he_speaks() -> None:
    slots = [datetime(2026, 11, 23, 8, tzinfo=ZONE), datetime(2026, 11, 23, 12, tzinfo=ZONE)]
    said = say_slots(slots, ZONE, NOW, ENGLISH)
    assert said.startswith("Free times: Monday November 23 at 8 AM, Monday November 23 at noon. [For Paul: ")
    assert "2026-11-23T08:00, 2026-11-23T12:00" in said and "2026-11-23T08:00, 2026-11-23T12:00" in say_slots(
        slots, ZONE, NOW, FRENCH
    )


def test_what_can_only_be_noted_is_said_in_the_callers_language() -> None:
    given = {"nom": "Neil Osgood", "telephone": "450 555 0134", "langue": "en"}
    assert noted_words(ToolCall("t", "prendre_rendez_vous", given), None).startswith(
        "Your appointment request is noted"
    )
    masked = ToolCall("t", "enregistrer_lead", {"nom": "Neil", "langue": "en"})
    assert noted_words(masked, None) == "It's noted. What phone number can we reach you at, with the area code?"


@pytest.mark.parametrize(
    ("tool", "undone"), [("annuler", "annulé"), ("deplacer", "déplacé"), ("prendre", "réservé")], ids=str
)
def test_what_is_only_noted_never_sounds_done_to_whom_nobody_can_call(tool: str, undone: str) -> None:
    words = noted_words(ToolCall("t", f"{tool}_rendez_vous", {"nom": "Neil"}), None)
    assert f"rien n'est {undone} encore. À quel numéro" in words and "rappeler" not in words


def test_an_hour_on_the_clock_and_a_number_to_dial() -> None:
    assert [ENGLISH.clock(time(hour)) for hour in (0, 9, 12, 16)] == ["12 AM", "9 AM", "noon", "4 PM"]
    assert (in_groups("+14505550134"), in_groups("+33123456789")) == ("450 555-0134", "+33123456789")
    assert FRENCH.day(date(2026, 12, 1), 2026) == "mardi 1er décembre"
