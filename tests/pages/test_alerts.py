"""Alertes: what a person reads of each message, and who may change who is told."""

from __future__ import annotations

from collections.abc import Callable

import psycopg
import pytest
from streamlit.testing.v1 import AppTest

from tests.alert_fixtures import SYLVIE, SYLVIE_EMAIL, AlertDesk, desk
from tests.screens import screen, words

__all__ = ["desk"]


def alerts() -> None:
    from pages import alerts

    alerts.render()


def setup() -> None:
    from pages.alerts import setup as alert_setup

    alert_setup.draw()


def line() -> None:
    from pages import status

    status.status_line()


def labels(test: AppTest) -> set[str]:
    return {button.label for button in test.button}


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click()
    return test.run()


def test_a_quiet_day_says_that_nothing_is_wrong(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("staff")
    test = screen(alerts)
    assert not test.exception
    assert "Aucune alerte" in words(test)
    assert "0 échec" in words(test)


def test_with_nobody_on_call_it_says_what_to_do(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("staff")
    desk.db.execute("update recipients set on_call_rank = null")
    assert "Personne n’est de garde: aucune alerte ne partira" in words(screen(alerts))


@pytest.mark.usefixtures("worker")
def test_each_message_is_told_with_its_hour_its_way_and_the_answer(
    become: Callable[[str], None], desk: AlertDesk
) -> None:
    become("owner")
    desk.brevo.command(mode="402", channel="sms")
    desk.lead()
    desk.until_delivered()
    shown = words(screen(alerts))
    assert "Courriel envoyé: plus de crédits de textos chez Brevo" in shown
    assert "Texto à Guillaume ✕ pas parti" in shown
    assert "HTTP 402 not_enough_credits" in shown
    assert "Courriel à Guillaume ✓ livré" in shown
    assert "remis à Brevo" in shown and "→ livré" in shown


@pytest.mark.usefixtures("worker")
def test_who_was_not_reached_comes_first_and_says_what_to_do(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("owner")
    desk.brevo.command(mode="rejected")
    desk.lead(phone="+14505550199")
    desk.until(lambda: desk.states() == ["failed"], "failed", within_s=30)
    desk.brevo.command(mode="normal")
    desk.lead(phone="+14505550135")
    desk.until(lambda: desk.states() == ["failed", "delivered"], "the next one delivered")
    shown = words(screen(alerts))
    assert shown.index("450 555-0199") < shown.index("450 555-0135")
    assert "personne n’a été rejoint" in shown
    assert "Appelez le client, puis renvoyez l’alerte à quelqu’un d’autre." in shown


def refuse(desk: AlertDesk, channel: str, reason: str) -> None:
    """As Brevo told it of Sylvie's number or address."""
    held = {"sms": SYLVIE, "email": SYLVIE_EMAIL}[channel]
    desk.db.execute("select private.mark_unreachable(%s, %s, %s)", [channel, held, reason])


@pytest.mark.parametrize("reason", ["stop", "hard_bounce", "blocklisted"])
def test_a_phone_that_takes_nothing_more_says_why_and_what_to_do(
    become: Callable[[str], None], desk: AlertDesk, reason: str
) -> None:
    become("owner")
    refuse(desk, "sms", reason)
    test = screen(setup)
    assert "Ce téléphone ne reçoit plus nos textos" in words(test)
    assert "Dans Brevo: Contacts, chercher ce numéro, «Débloquer»" in words(test)
    # No form lifts it: a message that arrives does.
    assert "C’est débloqué" not in labels(test)


def test_an_address_that_takes_nothing_more_says_why_and_what_to_do(
    become: Callable[[str], None], desk: AlertDesk
) -> None:
    become("owner")
    refuse(desk, "email", "hard_bounce")
    test = screen(setup)
    assert "Cette adresse ne reçoit plus nos courriels: l’adresse a été refusée pour de bon" in words(test)
    assert "corrigez-la avec «Modifier»" in words(test)
    assert "l’adresse de Sylvie ne reçoit plus nos courriels" in words(screen(line))
    assert "C’est débloqué" not in labels(test)


def test_staff_read_and_try_but_change_nothing(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("staff")
    test = screen(setup)
    assert "Guillaume" in words(test) and "Demande urgente" in words(test)
    assert labels(test) == {"Essai"}


def test_the_owner_changes_the_order_and_it_is_written_down(
    become: Callable[[str], None], desk: AlertDesk, db: psycopg.Connection
) -> None:
    become("owner")
    test = screen(setup)
    assert {"Modifier", "Hors de garde", "Ajouter une personne", "Changer les délais"} <= labels(test)
    press(test, "Prévenir avant")
    assert desk.rows("select full_name from recipients order by on_call_rank") == ["Sylvie", "Guillaume"]
    assert desk.one("select count(*) from audit_log where action = 'save_on_call'") == 1


@pytest.mark.usefixtures("worker")
def test_a_second_tick_is_for_the_alert_it_aims_at_though_the_first_one_moved_on_meanwhile(
    become: Callable[[str], None], desk: AlertDesk
) -> None:
    become("owner")
    desk.lead("normal")
    desk.lead(phone="+14505550135")
    desk.until(lambda: desk.states() == ["waiting", "delivered"], "the newer one delivered first")
    older, newer = desk.rows("select id::text from alerts order by created_at")
    test = screen(alerts)
    assert [box.key for box in test.checkbox] == [f"choix-{older}", f"choix-{newer}"]
    # Delivered between two refreshes: it belongs below the newer one from now on.
    desk.db.execute("update alerts set state = 'delivered' where id = %s", [older])
    test.checkbox[0].check().run()
    test.checkbox[1].check().run()
    assert [box.key for box in test.checkbox if box.value] == [f"choix-{older}", f"choix-{newer}"]
    assert "2 alertes choisies" in words(test)
    next(button for button in test.button if button.label == "Ne rien choisir").click().run()
    assert [box.key for box in test.checkbox] == [f"choix-{newer}", f"choix-{older}"]


def delays() -> None:
    from backend.alerts import setup as alert_setup
    from pages.alerts import rules
    from pages.ui import session

    _, api = session.current()
    rules.delays_form(alert_setup.read(api).settings)


def test_the_owner_changes_for_how_long_nobody_may_have_a_customer(
    become: Callable[[str], None], desk: AlertDesk
) -> None:
    become("owner")
    test = screen(delays)
    next(one for one in test.number_input if "personne n’a pris" in one.label).set_value(60)
    press(test, "Enregistrer")
    assert not test.exception
    assert desk.one("select unowned_minutes from alert_settings") == 60
    assert "Client que personne n’a pris en 60 min d’ouverture" in words(screen(setup)).replace("\xa0", " ")
    desk.db.execute("update alert_settings set unowned_minutes = 45")
