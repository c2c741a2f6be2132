"""The words of a message: one segment with the brand; who, what, where, when and the number, cut between words."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given as draw
from hypothesis import strategies as st

from backend.alerts import text, words
from backend.alerts.gsm7 import LONG_CODE_SINGLE, SINGLE, segments, septets, single, to_gsm7
from backend.local.standins.brevo.segments import segments as counted_by_the_standin

LINK = "https://crochet.drain-fortin-exemple.example/a/AbCdEfGh_-345678"
BRAND = "Drain Fortin"
KINDS = ("urgent_lead", "lead", "hung_up", "unowned", "appointment", "paul_trouble", "no_webhook", "journal", "backup",
         "volume", "digest", "test")  # fmt: skip


def case(kind: str = "urgent_lead", **more: Any) -> dict[str, Any]:
    lead = {
        "name": "Luc Roy", "phone": "+14505550134", "address": "12, rue des Érables", "city": "Longueuil",
        "description": "Refoulement au sous-sol", "service": None,
    }  # fmt: skip
    alert = {"kind": kind, "urgent": kind == "urgent_lead", "detail": more.pop("detail", None)}
    return {"alert": alert, "lead": {**lead, **more}, "call": None, "bundled": [], "appointment": None}


def test_who_what_where_when_number_and_link_in_that_order() -> None:
    given = case(name="Luc", description="Refoulement")
    given |= {"now": "2026-11-20T14:40:00+00:00", "call": {"created_at": "2026-11-20T14:05:00+00:00"}}
    assert text.sms(given, LINK, BRAND) == f"URGENT - Luc - Refoulement - Longueuil - 9h05 - 450 555-0134 - {LINK}"
    given["now"] = "2026-11-21T14:40:00+00:00"
    assert " - 20/11 9h05 - " in text.sms(given, LINK[:30], BRAND)


def test_whom_nobody_has_taken_says_for_how_long() -> None:
    given = case("unowned", detail='unowned {"minutes": 47}')
    assert text.sms(given, LINK[:40], BRAND).startswith("Sans personne 47 min - Luc Roy - ")
    assert text.sms({**given, "bundled": [{}, {}]}, LINK[:30], BRAND).startswith("3 demandes, la première - Luc Roy - ")


def test_a_visit_says_its_hour_first() -> None:
    given = case("appointment") | {"appointment": {"starts_at": "2026-11-24T15:00:00+00:00"}}
    assert text.sms(given, LINK[:40], BRAND).startswith(
        "RDV 24/11 10h00 - Luc Roy - Refoulement au sous-sol - Longueuil - "
    )


@pytest.mark.parametrize(
    ("detail", "said"),
    [
        ({"from": "2026-11-24T14:00:00+00:00", "to": "2026-11-26T18:00:00+00:00"},
         "RDV DÉPLACÉ du 24/11 9h00 au 26/11 13h00 - "),
        ({"from": "2026-11-24T14:00:00+00:00"}, "RDV ANNULÉ 24/11 9h00 - "),
    ],
)  # fmt: skip
def test_a_visit_that_a_caller_changed_says_from_when_to_when(detail: dict[str, str], said: str) -> None:
    code = "visit_moved" if "to" in detail else "visit_cancelled"
    given = case("appointment", detail=f"{code} {json.dumps(detail)}")
    assert text.sms(given, LINK[:20], BRAND).startswith(to_gsm7(said))
    others = [{**given["lead"], "kind": "appointment", "detail": given["alert"]["detail"]}]
    assert f"+ {said}Refoulement" in text.email({**given, "bundled": others}, LINK)[1]
    assert "mardi 24 novembre" in words.detail("appointment", given["alert"]["detail"])


def test_a_booking_that_was_cancelled_before_its_message_left_says_so() -> None:
    visit = {"starts_at": "2026-11-24T15:00:00+00:00", "status": "cancelled"}
    assert text.sms(case("appointment") | {"appointment": visit}, LINK[:30], BRAND).startswith(
        to_gsm7("RDV ANNULÉ 24/11 10h00")
    )


def test_where_is_the_address_when_no_town_is_known() -> None:
    assert " - 12, rue des Érables - " in text.sms(case(city=None), LINK[:30], BRAND).replace("?", "É")


@pytest.mark.parametrize(
    ("written", "told"),
    [
        ("le drain de plancher", "le drain"),
        ("Refoulement au sous-sol", "Refoulement"),
        ("bouché à la cuisine", "bouché"),
        ("toilette", ""),
        ("eau, partout", "eau"),
    ],
)
def test_words_are_cut_between_them_and_none_is_left_that_announces_nothing(written: str, told: str) -> None:
    assert text.shorter(written) == told


@draw(st.lists(st.sampled_from(["le", "drain", "de", "plancher", "refoule", "dans", "la", "cave"]), max_size=60),
      st.lists(st.sampled_from(["Saint-Jean-sur-Richelieu", "Longueuil", "Est", "de", "la"]), max_size=8))  # fmt: skip
def test_no_word_is_ever_cut_within(written: list[str], city: list[str]) -> None:
    told = text.sms(case(description=" ".join(written), city=" ".join(city)), LINK, BRAND)
    known = {*written, *city, "URGENT", "Luc", "Roy", "12,", "rue", "des", "450", "555-0134", "-", LINK}
    assert set(told.replace("Érables", "rue").split()) <= known


@pytest.mark.parametrize(
    ("sender", "room"),
    [("+18335550100", SINGLE), ("8775550100", SINGLE), ("+15145550100", LONG_CODE_SINGLE), ("DrainFortin", SINGLE)],
)
def test_an_ordinary_canadian_number_has_less_room_than_a_toll_free_one(sender: str, room: int) -> None:
    assert single(sender) == room
    told = text.sms(case(description="Refoulement " * 20), LINK, BRAND, room)
    assert septets(told) + len(BRAND) + text.BRAND_JOIN <= room
    assert segments(f"{BRAND}   {told}", room) == 1


def test_an_address_and_a_subject_are_in_no_message_that_has_a_town() -> None:
    given = case("lead")
    given["bundled"] = [{"kind": "lead", "phone": "+14385550111", "city": "Laval", "description": "Évier bouché"}]
    subject, words = text.email(given, LINK)
    assert "Roy" not in subject
    for result in (text.sms(given, LINK, BRAND), subject, words):
        assert "rables" not in result
    assert "+ Évier bouché - Laval - 438 555-0111" in words
    assert "450 555-0134" not in subject


def test_a_bundle_says_of_how_many_it_tells() -> None:
    given = case("lead")
    given["bundled"] = [{}, {}]
    assert text.sms(given, LINK, BRAND).startswith("3 demandes, la première - Luc Roy - ")


@pytest.mark.parametrize(
    ("outcome", "said"),
    [
        ("no_lead", "Raccroché sans laisser de message"), ("transfer_failed", "Transfert sans réponse"),
        ("fault", "Appel coupé par une panne"), ("silence", "Appel fini dans le silence"),
        ("time_limit", "Appel coupé à la durée maximale"), ("unknown", "Appel fini sans raison connue"),
        (None, "Appelant parti sans laisser de message"), ("lead", "Appelant parti sans laisser de message"),
    ],
)  # fmt: skip
def test_who_left_nothing_is_told_as_what_happened(outcome: str | None, said: str) -> None:
    call = {"caller_number": "+14505550134", "outcome": outcome}
    given = {**case("hung_up"), "lead": None, "call": call, "now": None}
    assert text.sms(given, LINK[:30], BRAND) == f"{to_gsm7(said)} - 450 555-0134 - {LINK[:30]}"
    assert words.kind("hung_up", outcome) == said
    other = {"kind": "hung_up", "outcome": outcome, "phone": "+14385550111"}
    assert f"+ {said} - 438 555-0111" in text.email({**given, "bundled": [other]}, LINK)[1]


def test_the_outcome_is_told_of_nobody_who_left_something() -> None:
    assert words.kind("lead", "transfer_failed") == "Demande"


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
    if kind in ("urgent_lead", "lead", "hung_up", "unowned", "appointment"):
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


@pytest.mark.parametrize(
    ("kind", "begins"), [("urgent_lead", "VITE - Luc"), ("lead", "VITE - Luc"), ("paul_trouble", "VITE - ")]
)
def test_a_text_begins_with_the_owner_s_own_words_where_there_are(kind: str, begins: str) -> None:
    given = case(kind) | {"opening": "VITE"}
    assert text.sms(given, LINK, BRAND).startswith(begins)


def test_a_town_that_is_not_gone_to_is_said_beside_it() -> None:
    assert "Longueuil (hors secteur)" in text.sms(
        case(name="Luc", description="Eau", out_of_area=True), LINK[:30], BRAND
    )
