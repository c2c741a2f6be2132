"""The words of a message: one segment with the brand, what to do first, and nobody's name."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given as draw
from hypothesis import strategies as st

from backend.alerts import text
from backend.alerts.gsm7 import segments, septets
from backend.local.standins.brevo.segments import segments as counted_by_the_standin

LINK = "https://crochet.drain-fortin-exemple.example/a/AbCdEfGh_-345678"
BRAND = "Drain Fortin"
KINDS = ("urgent_lead", "lead", "hung_up", "appointment", "paul_trouble", "no_webhook", "journal", "backup", "volume",
         "digest", "test")  # fmt: skip


def case(kind: str = "urgent_lead", **more: Any) -> dict[str, Any]:
    lead = {
        "name": "Luc Roy", "phone": "+14505550134", "address": "12, rue des Érables", "city": "Longueuil",
        "description": "Refoulement au sous-sol", "service": None,
    }  # fmt: skip
    alert = {"kind": kind, "urgent": kind == "urgent_lead", "detail": more.pop("detail", None)}
    return {"alert": alert, "lead": {**lead, **more}, "call": None, "bundled": [], "appointment": None}


def test_urgency_problem_town_number_and_link_in_that_order() -> None:
    result = text.sms(case(), LINK, BRAND)
    assert result == f"URGENT - Refoulement au sous-sol - Longueuil - 450 555-0134 - {LINK}"


def test_nobodys_name_nor_address_is_in_a_message() -> None:
    given = case("lead")
    given["bundled"] = [{"kind": "lead", "phone": "+14385550111", "city": "Laval", "description": "Évier bouché"}]
    subject, words = text.email(given, LINK)
    for result in (text.sms(given, LINK, BRAND), subject, words):
        assert "Roy" not in result and "Érables" not in result
    assert "+ Évier bouché - Laval - 438 555-0111" in words
    assert "450 555-0134" not in subject


def test_a_bundle_says_of_how_many_it_tells() -> None:
    given = case("lead")
    given["bundled"] = [{}, {}]
    assert text.sms(given, LINK, BRAND).startswith("3 demandes, la première - Refoulement")


def test_a_hidden_number_is_told_as_such() -> None:
    assert "numéro masqué" in text.sms(case(phone=None), LINK, BRAND)


@pytest.mark.parametrize(
    ("detail", "words"),
    [("hang", "muet"), ("vapi_fault", "panne chez Vapi"), ("something_new", "un appel a échoué"), (None, "un appel")],
)
def test_pauls_trouble_is_told_in_words(detail: str | None, words: str) -> None:
    assert words in text.sms(case("paul_trouble", detail=detail), LINK, BRAND)


@pytest.mark.parametrize("kind", KINDS)
@draw(written=st.text(max_size=400), city=st.text(max_size=120), detail=st.none() | st.text(max_size=400))
def test_whatever_was_said_it_is_one_segment_with_the_number_and_the_link(
    kind: str, written: str, city: str, detail: str | None
) -> None:
    given = case(kind, description=written, city=city, detail=detail)
    given["bundled"] = [{}] * 11
    given["appointment"] = {"starts_at": "2026-12-21T20:30:00+00:00"}
    result = text.sms(given, LINK, BRAND)
    assert segments(f"{BRAND}   {result}") == counted_by_the_standin(f"{BRAND}   {result}") == 1
    assert result.endswith(LINK)
    if kind in ("urgent_lead", "lead", "hung_up", "appointment"):
        assert "450 555-0134" in result


@draw(st.text(alphabet="€[]{}~^|\\", min_size=200, max_size=300))
def test_characters_that_count_twice_are_counted_twice(written: str) -> None:
    result = text.sms(case(description=written), LINK, BRAND)
    assert septets(result) + len(BRAND) + text.BRAND_JOIN <= 160


def test_the_subject_is_short_and_the_digest_whole() -> None:
    subject, words = text.email(case("digest", detail="Bilan: 3 appels hier, 1 à rappeler\n\n" + "ligne\n" * 40), LINK)
    assert subject == "Drain Fortin: Bilan: 3 appels hier, 1 à rappeler"
    assert words.count("ligne") == 40
    assert LINK in words
