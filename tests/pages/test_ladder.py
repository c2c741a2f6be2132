"""Alertes, Échelle: how an urgent alert insists, as a person reads it and changes it; and how each provider does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from streamlit.testing.v1 import AppTest

from tests.alert_fixtures import AlertDesk, desk
from tests.screens import screen, words

__all__ = ["desk"]

RUNGS = "insert into alert_rungs (place, after_minutes, way) values (0, 0, 'sms'), (1, 3, 'call'), (2, 6, 'next')"
READING = "insert into probe_readings (probe, at, value, ok, detail) values (%s, now(), %s, %s, %s)"


def view() -> None:
    from pages.alerts import ladder

    ladder.draw()


def messages() -> None:
    from pages.alerts import cards

    cards.draw()


def edit() -> None:
    from backend.alerts import ladder_read
    from pages.alerts import ladder
    from pages.ui import session

    _, api = session.current()
    ladder.form(ladder_read.read(api), None, None)


def prices() -> None:
    from backend.alerts import ladder_read
    from pages.alerts import prices as price_list
    from pages.ui import session

    _, api = session.current()
    price_list.form(ladder_read.read(api).prices)


def labels(test: AppTest) -> set[str]:
    return {button.label for button in test.button}


def test_it_is_drawn_with_the_minutes_and_the_names(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("staff")
    desk.db.execute(RUNGS)
    test = screen(view)
    shown = words(test)
    for line in ("à 0 min texto à Guillaume", "à 3 min appel", "à 6 min Sylvie", "jusqu’à ce que quelqu’un agisse"):
        assert line in shown.replace("\xa0", " "), shown
    assert "Changer" not in labels(test)


def test_with_one_provider_it_says_that_nothing_calls(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("owner")
    desk.db.execute(RUNGS)
    desk.db.execute(READING, ["twilio_balance", None, False, "not_set"])
    test = screen(view)
    assert "Un seul fournisseur" in test.warning[0].value
    assert "Twilio ! pas configuré" in words(test)


@pytest.mark.usefixtures("worker")
def test_each_provider_says_what_it_took_refused_and_holds(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("owner")
    desk.db.execute(READING, ["twilio_balance", 12.5, True, None])
    desk.db.execute(READING, ["brevo_credits", 400, True, None])
    desk.brevo.command(mode="402", channel="sms")
    desk.lead()
    desk.until_delivered()
    shown = words(screen(view)).replace("\xa0", " ")
    assert "1 envoi accepté sur 2" in shown
    assert "1 refus; le dernier (à l’instant): plus de crédits de textos chez Brevo" in shown
    assert "400 crédits" in shown and "12,50 $ US" in shown


def test_the_owner_changes_the_minutes_and_it_is_written_down(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("owner")
    desk.db.execute(RUNGS)
    test = screen(edit)
    assert test.number_input[0].disabled
    test.number_input[1].set_value(2.0)
    test.button_group[2].set_value("email")
    test.number_input[2].set_value(4.0)
    next(button for button in test.button if button.label == "Enregistrer").click()
    test.run()
    assert not test.exception
    assert desk.rows("select way, after_minutes::float from alert_rungs order by place") == [
        ("sms", 0.0), ("call", 2.0), ("email", 4.0), ("next", 6.0),
    ]  # fmt: skip
    assert desk.one("select count(*) from audit_log where action = 'save_ladder'") == 1


@pytest.mark.usefixtures("worker")
def test_the_owner_writes_the_prices_down_and_each_step_says_its_own(
    become: Callable[[str], None], desk: AlertDesk
) -> None:
    become("owner")
    desk.db.execute(RUNGS)
    desk.lead()
    desk.until_delivered()
    assert "Texto par Brevo: prix non inscrit" in words(screen(view))
    test = screen(prices)
    test.number_input[0].set_value(0.03)
    test.number_input[2].set_value(0.014)
    test.selectbox[2].set_value("USD")
    next(button for button in test.button if button.label == "Enregistrer").click()
    test.run()
    assert not test.exception
    assert desk.rows("select provider, channel, price::float, unit from alert_prices order by 1, 2") == [
        ("brevo", "sms", 0.03, "CAD"), ("twilio", "call", 0.014, "USD"),
    ]  # fmt: skip
    assert desk.one("select count(*) from audit_log where action = 'save_alert_prices'") == 1
    shown = words(screen(view)).replace("\xa0", " ")
    assert "à 0 min texto à Guillaume (0,0300 $ CA le crédit)" in shown and "à 3 min appel (0,0140 $ US)" in shown
    assert "environ 0,0300 $ CA et 0,0140 $ US par personne" in shown
    # Of a text that took 0.7 credits.
    assert "environ 0,0210 $ CA au prix inscrit" in words(screen(messages)).replace("\xa0", " ")
    become("staff")
    assert "Changer les prix" not in labels(screen(view))
