"""An English caller is answered in English by every tool, and whoever calls back is told so."""

from __future__ import annotations

from typing import Any

import psycopg

from tests.one_call import OneCall
from tests.paul_desk import ask, desk, said
from tests.rows import final_rows

__all__ = ["desk"]

WHO = {"nom": "Linda Goldberg", "adresse": "1716 boulevard des Promenades", "ville": "Brossard", "langue": "en"}


def english(desk: Any, tool: str, id: str, **given: Any) -> str:
    return said(desk(ask(tool, {**WHO, **given}, id=id))[0])


def test_every_tool_answers_in_english(desk: Any, db: psycopg.Connection) -> None:
    noted = english(desk, "enregistrer_lead", "t1", description="Kitchen sink is blocked")
    assert noted.startswith("It's noted, file DF-") and noted.endswith("Guillaume will call you back.")
    free = english(desk, "consulter_disponibilites", "t2", date="2026-11-23", moment="afternoon")
    assert free.startswith("Free times: Monday November 23 at noon, ") and "[For Paul: to book, give debut back" in free
    booked = english(desk, "prendre_rendez_vous", "t3", debut="2026-11-23T13:00")
    assert booked == "Appointment confirmed: Monday November 23 at 1 PM."
    again = english(desk, "prendre_rendez_vous", "t4", debut="2026-11-23T13:00")
    assert again == "That time is already booked for you: Monday November 23 at 1 PM."
    moved = english(desk, "deplacer_rendez_vous", "t5", debut="2026-11-24T09:00")
    assert moved == "Appointment moved: from Monday November 23 at 1 PM to Tuesday November 24 at 9 AM."
    off = english(desk, "annuler_rendez_vous", "t6")
    assert off == "Appointment cancelled: the one on Tuesday November 24 at 9 AM."
    assert final_rows(db)["leads"][0]["note"] == "Parle anglais."


def test_what_is_refused_or_asked_again_is_english_too(desk: Any, db: psycopg.Connection) -> None:
    evening = english(desk, "prendre_rendez_vous", "t1", debut="2026-11-23T19:00")
    assert "There are no visits on Monday November 23 at 7 PM: they start between 8 AM and 3:30 PM" in evening
    closed = english(desk, "consulter_disponibilites", "t2", date="2026-11-22")
    assert closed.startswith("There are no visits on Sunday November 22. Free times: Monday November 23")
    odd = english(desk, "prendre_rendez_vous", "t3", debut="31 novembre")
    assert "That date doesn't exist. What day did you mean? [For Paul: ask for the day" in odd
    nobody = said(desk(OneCall(None).lead(20, "t4", nom="Neil", langue="en"))[0])
    assert "What phone number can we reach you at, with the area code? [For Paul: without a number" in nobody
    assert "appointment for certain. Guillaume will check" in english(desk, "annuler_rendez_vous", "t5")
    assert said(desk(ask("cancel", {"langue": "en"}, id="t6"))[0]).startswith(
        "erreur: Guillaume will take care of that"
    )
    notes = " ".join(lead["note"] for lead in final_rows(db)["leads"])
    assert "Souhaitait un rendez-vous le lundi 23 novembre à 19 h" in notes, "whoever calls back reads French"


def test_a_caller_who_changes_to_english_is_noted_as_such_and_the_report_may_say_it(
    desk: Any, db: psycopg.Connection
) -> None:
    call = OneCall()
    desk(call.lead(20, "t1", nom="Neil Osgood", description="évier", langue="fr"))
    assert final_rows(db)["leads"][0]["note"] == ""
    desk(call.report(60, {"nom": "Neil Osgood", "description": "évier", "langue": "en"}))
    assert final_rows(db)["leads"][0]["note"] == "", "what was heard in the call counts"
    desk(call.lead(30, "t2", nom="Neil Osgood", langue="en"))
    assert final_rows(db)["leads"][0]["note"] == "Parle anglais."
