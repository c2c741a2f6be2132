"""Deeds that are done from a menu or far from where they show: each counts once, on whom it was aimed at, and back."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from time import sleep

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from backend import fr
from pages.today import others
from pages.ui import actions as act
from pages.ui import lead_deeds, width
from tests.alert_fixtures import AlertDesk, desk
from tests.lead_rows import lead
from tests.pages.clients_screen import clients, press
from tests.pages.test_alerts import alerts, setup
from tests.pages.test_customer import client
from tests.pages.test_ladder import READING
from tests.pages.test_team import equipe
from tests.pages.test_today import today
from tests.pages.test_visits import appointments
from tests.screens import Signed, screen, words

__all__ = ["desk"]
Become = Callable[[str], None]


@pytest.fixture
def wide(monkeypatch: pytest.MonkeyPatch) -> None:
    """A desk's screen."""
    monkeypatch.setattr(width, "is_wide", lambda: True)


def menu(test: AppTest, name: str) -> list[str]:
    """The lines of a button's menu."""
    (found,) = [list(one.proto.options) for one in test.get("menu_button") if name in one.proto.id]
    return found


def choose(test: AppTest, name: str, line: str) -> AppTest:
    """One of these lines, which AppTest cannot press: it is asked for as the menu asks."""
    assert line in menu(test, name)
    test.session_state[f"_request:{name}"].ask(line)
    return test.run()


def plan_b() -> None:
    from pages import plan_b

    plan_b.render()


def one(db: psycopg.Connection, asked: str) -> object:
    row = db.execute(asked.encode()).fetchone()
    assert row
    return row[0]


def test_somebody_given_to_a_colleague_by_mistake_is_as_before(
    become: Become, everyone: dict[str, Signed], db: psycopg.Connection
) -> None:
    become("staff")
    made, colleague = lead(db, 1), everyone["owner"][0]
    test = choose(screen(today), f"autre-lead-{made}-1-None-0", f"Confier à {colleague.full_name}")
    assert str(one(db, "select assigned_to from leads")) == colleague.user_id
    press(test, "Annuler")
    assert one(db, "select assigned_to from leads") is None
    db.execute("update leads set assigned_to = %s, version = 1", [colleague.user_id])
    choose(screen(today), f"autre-lead-{made}-1-{colleague.user_id}-0", others.NOBODY)
    assert one(db, "select assigned_to from leads") is None


@pytest.mark.parametrize("where", ["beside the table", "on the customer's page"])
def test_who_asked_for_another_hour_or_has_another_s_number_is_noted_where_the_lead_is_seen_whole(
    become: Become, wide: None, db: psycopg.Connection, where: str
) -> None:
    become("staff")
    made = lead(db, 1, phone="+14505550134")
    page, query = (clients, {"fiche": "DF-2026-9001"}) if where == "beside the table" else (client, {"client": made})
    test = screen(page, query)
    name = f"autre-t-{made}-1-0"
    test = choose(test, name, menu(test, name)[0])
    assert one(db, "select outcome from call_attempts where again_at > now()") == "later"
    press(test, "Annuler")
    assert one(db, "select count(*) from call_attempts") == 0
    db.execute("update leads set version = 1")
    choose(screen(page, query), name, lead_deeds.WRONG)
    assert one(db, "select outcome from call_attempts") == "wrong_number"


def test_an_alert_that_took_another_s_place_is_not_marked_seen_for_a_moment(become: Become, desk: AlertDesk) -> None:
    become("staff")
    desk.lead("normal")
    test = screen(alerts)
    desk.lead("urgent", phone="+14505550135")
    press(test.run(), "Marquer vue")
    assert desk.one("select count(*) from alerts where state = 'acknowledged'") == 0
    sleep(act.QUIET_AFTER_MOVE_S)
    press(test, "Marquer vue")
    assert desk.one("select count(*) from alerts where state = 'acknowledged'") == 1


def test_a_day_closed_a_year_ahead_can_be_opened_again(become: Become, db: psycopg.Connection) -> None:
    become("owner")
    far = fr.local(datetime.now(UTC)).date() + timedelta(days=365)
    test = screen(appointments)
    test.text_input(key="raison-ferme").set_value("Inventaire").run()
    test.date_input[0].set_value(far).run()
    press(test, f"Fermer le {fr.day(far)}")
    assert one(db, "select count(*) from closed_days where closed and source = 'owner'") == 1
    sleep(act.QUIET_AFTER_DEED_S)
    press(test, f"Ouvrir le {fr.day(far)}")
    assert one(db, "select count(*) from closed_days where closed and source = 'owner'") == 0


def test_who_comes_back_later_is_not_said_to_have_been_called(become: Become, db: psycopg.Connection) -> None:
    become("staff")
    lead(db, 1)
    db.execute("insert into call_attempts (lead_id, author, outcome, again_at) select id, gen_random_uuid(),"
               " 'no_answer', now() + interval '1 hour' from leads")  # fmt: skip
    shown = words(screen(today))
    assert "Personne n’est à rappeler maintenant" in shown and "Chaque appelant a été rappelé" not in shown


@pytest.mark.parametrize(
    ("at", "before"),
    [
        # The clocks went back on 1 November 2026 at two, and forward on 8 March.
        ("2026-11-06 00:30-05", "2026-10-30 00:30-04"), ("2026-10-31 23:30-04", "2026-10-24 23:30-04"),
        ("2026-03-10 23:30-04", "2026-03-03 23:30-05"),
    ],
)  # fmt: skip
def test_the_same_hour_a_week_before_is_the_same_on_the_wall(db: psycopg.Connection, at: str, before: str) -> None:
    found = db.execute("select private.days_before(%s::timestamptz, 7) = %s::timestamptz", [at, before]).fetchone()
    assert found == (True,)


@pytest.mark.parametrize(
    ("which", "opens", "does"),
    [
        (plan_b, "Faire l’exercice", "Oui, faire l’exercice"), (setup, "Appel d’essai", "Oui, appeler"),
        (equipe, "Lien de mot de passe", "Oui, envoyer le lien"),
    ],
)  # fmt: skip
def test_what_rings_a_telephone_or_sends_a_mail_is_asked_first(
    become: Become, desk: AlertDesk, db: psycopg.Connection, which: Callable[[], None], opens: str, does: str
) -> None:
    db.execute(READING, ["twilio_balance", 12.5, True, None])
    become("owner")
    test = screen(which)
    boxes = [box for box in test.get("popover") if box.proto.popover.label == opens]
    assert boxes and all(does in {button.label for button in box.button} for box in boxes)
    assert len([button for button in test.button if button.label == does]) == len(boxes)
