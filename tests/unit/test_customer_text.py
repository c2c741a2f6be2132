"""What a customer reads: the owner's words with the visit put in, in their language, in signs that every phone has."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import get_args

import pytest

from backend.alerts import customer_setup, customer_text
from backend.alerts.addressee import CustomerKind
from backend.alerts.gsm7 import segments, septets
from backend.alerts.price_list import Price
from backend.project import PROJECT

# A Thursday, 13 h 30 in Québec.
VISIT = datetime(2026, 12, 3, 18, 30, tzinfo=UTC)


def test_each_placeholder_is_filled_in_in_both_languages() -> None:
    words = "{prenom}: {jour}, {heure}, {ref}"
    assert customer_text.written(words, VISIT, "Véronique Lévesque", "DF-2026-1042", "fr") == (
        "Véronique: jeudi 3 décembre, 13 h 30, DF-2026-1042"
    )
    assert customer_text.written(words, VISIT, "Luc", "DF-1", "en") == "Luc: Thursday, December 3, 1:30 p.m., DF-1"


@pytest.mark.parametrize(
    ("name", "read"),
    [(None, "Bonjour, a bientot"), ("Mme Tremblay", "Bonjour, a bientot"), ("Mme Anne Roy", "Bonjour Anne, a bientot")],
)
def test_without_a_first_name_the_sentence_closes_over_it(name: str | None, read: str) -> None:
    assert customer_text.written("Bonjour {prenom}, a bientot", VISIT, name, "", "fr") == read


def test_whole_hours_are_said_short_and_midnight_and_noon_by_their_names() -> None:
    def hour(utc: int, language: str) -> str:
        at = datetime(2026, 12, 3, utc, tzinfo=UTC)
        return customer_text.written("{heure}", at, None, "", "en" if language == "en" else "fr")

    assert [hour(18, "fr"), hour(18, "en"), hour(17, "en"), hour(5, "en")] == ["13 h", "1 p.m.", "12 p.m.", "12 a.m."]


def test_signs_that_would_make_three_messages_of_one_are_replaced() -> None:
    text = customer_text.written("Un empêchement? {jour}… «STOP»", datetime(2026, 8, 6, 17, tzinfo=UTC), None, "", "fr")
    assert text == 'Un empechement? jeudi 6 août... "STOP"'.replace("û", "u")
    assert septets(text) == len(text)


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("À bientôt. STOP: plus de textos", "l’heure"),
        ("À {heure}.", "STOP"),
        ("À {heure}, {nom}. STOP", "{nom}"),
        ("À {heure. STOP", "{heure. STOP"),
        ("À {heure}. STOP " + "x" * 320, "trop long"),
        ("À {heure}. stopper", "STOP"),
    ],
)
def test_words_that_cannot_be_kept_are_refused_with_what_is_missing(words: str, why: str) -> None:
    assert why in customer_text.wrong("visit_booked", words)


def test_on_the_way_need_not_say_the_hour() -> None:
    assert customer_text.wrong("visit_on_way", "En route. STOP: plus de textos") == ""
    assert customer_text.wrong("visit_tomorrow", "Demain. STOP: plus de textos") != ""


def seeds() -> list[str]:
    """The words that a database begins with."""
    text = (PROJECT / "sql" / "seed.sql").read_text(encoding="utf-8")
    statement = text.partition("insert into public.customer_texts")[2].partition("on conflict")[0]
    return [line.strip().strip(",();").strip("'") for line in statement.splitlines() if "STOP" in line]


def test_the_first_words_hold_and_are_one_message_each_with_the_brand() -> None:
    words, kinds = seeds(), get_args(CustomerKind)
    assert len(words) == 2 * len(kinds)
    for place, one in enumerate(words):
        kind, language = kinds[place // 2], "en" if place % 2 else "fr"
        assert customer_text.wrong(kind, one) == ""
        _, shown = customer_setup.sample(one, "en" if language == "en" else "fr", VISIT)
        assert segments(shown) == 1, (septets(shown), shown)


def test_the_example_is_a_thursday_to_come_at_one_and_says_its_price() -> None:
    at, shown = customer_setup.sample("{jour} à {heure}. STOP", "fr", VISIT)
    assert (at.isoformat(), shown) == ("2026-12-10T13:00:00-05:00", "Drain Fortin: jeudi 10 décembre à 13 h. STOP")
    price = Price("brevo", "sms", 0.05, "CAD")
    assert customer_setup.cost(shown, price) == "44 signes: un seul texto, 0,0500 $ CA".replace(
        " ", "\u00a0", 1
    ).replace("0 $", "0\u00a0$")
    assert "2\u00a0textos, 0,1000" in customer_setup.cost("x" * 161, price)
    assert "prix non inscrit" in customer_setup.cost(shown, None)
