"""The judge of the invented callers sees what is wrong: each promise is broken on purpose, and named."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import pytest

from backend.local.standins.vapi.slots import TORONTO, dated
from tests.drills.callers.case import Case
from tests.drills.callers.draw import draw
from tests.drills.callers.play import Answer, Played
from tests.drills.callers.promises import PROMISES, broken
from tests.drills.callers.seen import Seen
from tests.drills.callers.spoken import bare_days, moments, refused_and_offered

SEED = 7
CALLER = draw(SEED, faults=(), name="urgent_booking")
AT = CALLER.first.at
VISIT = datetime(2027, 6, 15, 13, tzinfo=TORONTO)
TRUTH = CALLER.truth


def answer(tool: str, text: str) -> Answer:
    return Answer(AT, tool, f"call_{text[:12]}", {}, text)


def told(text: str) -> Answer:
    return answer("enregistrer_lead", text)


GIVEN = replace(told("C'est noté, dossier DF-2027-0001."), written={"telephone": TRUTH.number})


def good() -> Case:
    """A caller to whom every promise was kept."""
    lead = {
        "id": "l1", "ref": "DF-2027-0001", "name": TRUTH.name, "phone": TRUTH.number, "address": TRUTH.address,
        "city": "Longueuil", "urgency": "urgent", "status": "booked", "description": "Refoulement au sous-sol",
        "service": "debouchage_drain", "called_again": False, "note": "",
    }  # fmt: skip
    visit = {"status": "booked", "confirmed": True, "lead_id": "l1", "address": TRUTH.address}
    case = {"alert": {"kind": "urgent_lead", "urgent": True}, "lead": lead, "call": {}, "bundled": [], "now": None}
    heard = (
        answer("enregistrer_lead", "C'est noté, dossier DF-2027-0001. Guillaume va rappeler."),
        answer("prendre_rendez_vous", f"Rendez-vous confirmé le {dated(VISIT)}."),
    )
    played = Played(CALLER, frozenset({VISIT}), heard, (200, 200))
    return Case(played, Seen([{"needs_callback": False}], [lead], [(VISIT, visit)], [case]))


def hear(case: Case, *texts: str) -> Case:
    heard = tuple(answer("enregistrer_lead", text) for text in texts)
    return replace(case, played=replace(case.played, answers=heard))


def see(case: Case, **rows: list[Any]) -> Case:
    return replace(case, seen=replace(case.seen, **rows))


def lead(case: Case, **changed: Any) -> Case:
    return see(case, leads=[{**case.seen.leads[0], **changed}])


def moved(case: Case, to: datetime) -> Case:
    return see(case, visits=[(to, case.seen.visits[0][1])])


WRONG: dict[str, Callable[[Case], Case]] = {
    "every_message_is_taken": lambda c: replace(c, played=replace(c.played, statuses=(200, 500))),
    "one_person_is_one_lead": lambda c: see(c, leads=c.seen.leads * 2),
    "whoever_wanted_something_is_called_back": lambda c: lead(c, phone="+14505550199"),
    "what_was_said_last_is_read": lambda c: lead(c, name="Quelqu'un Autre"),
    "urgent_is_urgent": lambda c: lead(c, urgency="normal"),
    "no_visit_that_was_not_spoken": lambda c: moved(c, VISIT + timedelta(hours=1)),
    "a_visit_has_somebody_to_visit": lambda c: see(
        c,
        visits=[(VISIT, {**c.seen.visits[0][1], "address": None})],
        leads=[{**lead, "address": None} for lead in c.seen.leads],
    ),
    "what_was_confirmed_stands": lambda c: see(c, visits=[]),
    "what_was_given_up_is_free": lambda c: replace(
        c, played=replace(c.played, answers=(*c.played.answers, told(f"Rendez-vous annulé: celui du {dated(VISIT)}.")))
    ),
    "the_caller_hears_their_language": lambda c: hear(c, "It's noted, file DF-2027-0001."),
    "what_was_said_is_not_asked_again": lambda c: replace(
        c, played=replace(c.played, answers=(GIVEN, told("C'est noté, dossier DF-2027-0001. À quel numéro?")))
    ),
    "what_was_noted_is_there": lambda c: lead(c, ref="DF-2027-0002"),
    "nobody_is_promised_a_call_without_a_number": lambda c: lead(c, phone=None),
    "days_are_said_whole": lambda c: hear(c, "Je peux vous offrir jeudi à 13 h."),
    "nothing_is_refused_and_offered": lambda c: hear(
        c, f"Le {dated(VISIT)}, c'est déjà pris. Plages libres: {dated(VISIT)}."
    ),
    "what_is_offered_can_be_had": lambda c: hear(c, "[Pour Paul: redonnez debut: 2027-06-13T08:00.]"),
    "people_are_told_once": lambda c: see(c, alerts=c.seen.alerts * 2),
    "a_text_message_is_one": lambda c: see(c, alerts=[{**c.seen.alerts[0], "lead": {"phone": "4" * 200}}]),
}


def test_a_call_in_which_all_is_well_breaks_nothing() -> None:
    assert broken(good()) == []


@pytest.mark.parametrize("promise", PROMISES, ids=lambda promise: promise.__name__)
def test_what_breaks_a_promise_is_seen_and_named_with_its_seed(promise: Any) -> None:
    found = [one for one in broken(WRONG[promise.__name__](good())) if one.promise == promise.__name__]
    assert found and f"seed {SEED}: urgent_booking" in str(found[0])


def test_a_day_is_whole_with_its_date_and_only_when_it_is_that_day() -> None:
    assert list(bare_days("Le mardi 15 juin à 13 h.", AT)) == []
    assert len(list(bare_days("Le lundi 15 juin à 13 h, ou mardi.", AT))) == 2
    assert list(bare_days("[Pour Paul: pas le mardi.]", AT)) == []


@pytest.mark.parametrize(
    "text",
    [
        "Rendez-vous déplacé: du mardi 15 juin à 13 h au mercredi 16 juin à 8 h 30.",
        "Rendez-vous confirmé le mercredi 16 juin à 8 h 30, au lieu du mardi 15 juin à 13 h.",
        "Appointment moved: from Tuesday June 15 at 1 PM to Wednesday June 16 at 8:30 AM.",
        "Appointment confirmed: Wednesday June 16 at 8:30 AM, instead of Tuesday June 15 at 1 PM.",
    ],
)
def test_of_a_visit_that_was_moved_the_old_hour_is_given_up(text: str) -> None:
    assert hear(good(), text).told_of_visits == {VISIT: False, datetime(2027, 6, 16, 8, 30, tzinfo=TORONTO): True}


def test_moments_are_read_with_their_hour() -> None:
    assert moments("Le mardi 15 juin à 13 h, le mercredi 16 juin à 8 h 30.", AT) == {
        VISIT,
        datetime(2027, 6, 16, 8, 30, tzinfo=TORONTO),
    }
    said = "Le mardi 15 juin à 13 h, c'est pris. Plages libres: mardi 15 juin à 14 h 30."
    assert refused_and_offered(said, AT) == set()
