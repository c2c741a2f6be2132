"""Alertes, Garde: the days of duty as a person reads and changes them, and an hour without anybody before it comes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

import pytest
from streamlit.testing.v1 import AppTest

from backend import fr
from backend.alerts import duty_read
from backend.supabase.errors import UNREACHABLE, ApiError
from tests.alert_fixtures import AlertDesk, desk
from tests.screens import Signed, screen, words

__all__ = ["desk"]

HOURS = """
    insert into duty_hours (recipient_id, weekday, starts, ends)
    select id, d, '00:00', '00:00' from recipients, generate_series(1, 7) d where full_name = %s and d <> all (%s)
"""


def view() -> None:
    from pages.alerts import duty

    duty.draw()


def edit() -> None:
    from backend.alerts import duty_read
    from pages.alerts import duty_forms
    from pages.ui import session

    _, api = session.current()
    board = duty_read.read(api)
    duty_forms.hours_form(board, board.roster.listed[0])


def exchange() -> None:
    from backend.alerts import duty_read
    from pages.alerts import duty_forms
    from pages.ui import session

    _, api = session.current()
    duty_forms.exchange_form(duty_read.read(api))


def weeks() -> None:
    from backend.alerts import duty_read
    from pages.alerts import duty_weeks
    from pages.ui import session

    _, api = session.current()
    board = duty_read.read(api)
    duty_weeks.form(board, board.roster.listed[0])


def line() -> None:
    from pages import status

    status.status_line()


def labels(test: AppTest) -> set[str]:
    return {button.label for button in test.button}


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click()
    return test.run()


def plain(test: AppTest) -> str:
    return words(test).replace("\xa0", " ")


def test_a_week_says_who_answers_and_that_every_hour_is_covered(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("staff")
    test = screen(view)
    shown = plain(test)
    assert not test.exception
    assert "Les 7 jours à venir sont couverts" in shown
    assert shown.count("0 h 00 à minuit Guillaume; puis Sylvie") == 7
    assert "Guillaume ✓ 1re de garde en tout temps" in shown
    assert "Changer les heures" not in labels(test) and "Échanger un jour" not in labels(test)


def test_a_night_without_anybody_is_red_before_it_comes(
    become: Callable[[str], None], desk: AlertDesk, everyone: dict[str, Signed]
) -> None:
    become("owner")
    today = duty_read.read(everyone["owner"][1]).today
    for name in ("Guillaume", "Sylvie"):
        desk.db.execute(HOURS, [name, [(today + timedelta(days=1)).isoweekday()]])
    test = screen(view)
    tomorrow = fr.day(today + timedelta(days=1)).replace("\xa0", " ")
    # Of 24 hours, or of one more or less on the days when the clock is moved.
    assert tomorrow in test.error[0].value.replace("\xa0", " ")
    assert "✕ personne" in plain(test)
    assert "personne de joignable n’est de garde" in plain(screen(line))


def test_a_phone_that_takes_nothing_covers_nothing(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("owner")
    desk.db.execute("update recipients set phone = null")
    shown = plain(screen(view))
    assert "Personne de joignable n’est de garde" in shown
    assert "Guillaume; puis Sylvie: injoignable" in shown


def test_the_owner_changes_hours_and_it_is_written_down(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("owner")
    test = screen(edit)
    test.toggle[0].set_value(False)
    press(test, "Enregistrer")
    assert "Choisissez au moins un jour" in words(test)
    test.button_group[0].set_value([5, 6])
    press(test, "Enregistrer")
    assert not test.exception
    assert desk.rows("select weekday, starts::text, ends::text from duty_hours order by weekday") == [
        (5, "00:00:00", "00:00:00"), (6, "00:00:00", "00:00:00"),
    ]  # fmt: skip
    assert desk.one("select count(*) from audit_log where action = 'save_duty_hours'") == 1
    assert "vendredi, samedi, toute la journée" in plain(screen(view))


def test_sylvie_takes_a_day_and_gives_it_back(
    become: Callable[[str], None], desk: AlertDesk, everyone: dict[str, Signed]
) -> None:
    become("owner")
    test = screen(exchange)
    day = duty_read.read(everyone["owner"][1]).today + timedelta(days=3)
    test.date_input[0].set_value(day)
    press(test, "Enregistrer")
    assert not test.exception
    shown = screen(view)
    told = f"{fr.day_short(day)}: Sylvie, pour Guillaume".replace("\xa0", " ")
    assert told in plain(shown)
    assert "0 h 00 à minuit Sylvie, pour Guillaume" in plain(shown)
    press(shown, "Annuler")
    assert told not in plain(screen(view))
    assert desk.one("select count(*) from audit_log where action = 'save_exchange'") == 2


def test_while_the_base_is_away_the_week_stays_with_its_hour(
    become: Callable[[str], None], desk: AlertDesk, monkeypatch: pytest.MonkeyPatch
) -> None:
    become("owner")
    test = screen(view)

    def away(_: object) -> None:
        raise ApiError(UNREACHABLE)

    monkeypatch.setattr(duty_read, "read", away)
    test.run()
    assert "Voici les données de" in test.warning[0].value
    assert "0 h 00 à minuit" in plain(test)
    assert "0 h 00 à minuit" not in plain(screen(view))


def test_with_nobody_listed_it_says_what_to_do(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("owner")
    desk.db.execute("update recipients set on_call_rank = null")
    assert "Personne n’est de garde" in plain(screen(view))


def test_guillaume_has_every_second_week_and_a_week_that_nobody_has_is_red(
    become: Callable[[str], None], desk: AlertDesk, everyone: dict[str, Signed]
) -> None:
    become("owner")
    desk.db.execute("update recipients set on_call_rank = null where full_name = 'Sylvie'")
    today = duty_read.read(everyone["owner"][1]).today
    test = screen(weeks)
    test.button_group[0].set_value(2)
    test.run()
    test.date_input[0].set_value(today + timedelta(days=1))
    test.run()
    begins = [fr.day_short(today + timedelta(days=n)).replace("\xa0", " ") for n in (1, 15)]
    assert f"Semaines du {begins[0]}, du {begins[1]}" in plain(test)
    press(test, "Enregistrer")
    assert not test.exception
    shown = screen(view)
    assert f"une semaine sur 2: dès le {begins[0]}, puis le {begins[1]}" in plain(shown)
    assert "Personne de joignable n’est de garde" in plain(shown)
    test = screen(weeks)
    test.button_group[0].set_value(1)
    test.run()
    press(test, "Enregistrer")
    assert "une semaine sur" not in plain(screen(view))
    assert desk.rows("select result ->> 'every' from audit_log where action = 'save_duty_weeks' order by at") == [
        "2", None,
    ]  # fmt: skip


def test_who_may_not_change_duty_sees_no_button_for_the_weeks(become: Callable[[str], None], desk: AlertDesk) -> None:
    become("staff")
    assert "Changer les semaines" not in labels(screen(view))
    become("owner")
    assert "Changer les semaines" in labels(screen(view))
