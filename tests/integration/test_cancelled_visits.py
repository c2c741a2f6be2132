"""A cancelled visit on the real stack: whether its customer is told, and what becomes of it when it is restored."""

from __future__ import annotations

from tests.customer_desk import Customers, callers, customers, deed, desk, in_days
from tests.people import Caller

__all__ = ["callers", "customers", "desk"]


def told_of(customers: Customers) -> str:
    """A visit whose customer has its confirmation; its id."""
    visit = customers.visit()
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts()) == 1, "told of the visit")
    return visit


def cancel(caller: Caller, visit: str, **more: object) -> None:
    answer = deed(caller, "change_appointment", p_appointment_id=visit, p_action="cancel", p_version=None, **more)
    assert answer.status_code == 200


def restore(caller: Caller, visit: str) -> None:
    answer = deed(caller, "restore_appointment", p_appointment_id=visit, p_confirmed=True)
    assert answer.status_code == 200


def test_whoever_cancels_a_visit_has_its_customer_told_and_whoever_restores_it_too(
    customers: Customers, callers: dict[str, Caller]
) -> None:
    visit = told_of(customers)
    cancel(callers["staff"], visit)
    customers.stand(visit_cancelled=("waiting", "planned"))
    customers.minutes_pass()
    customers.stand(visit_cancelled=("delivered", "planned"))
    assert "13 h" in customers.texts()[1] and "est annulée" in customers.texts()[1]
    assert customers.desk.one("select basis from alerts where kind = 'visit_cancelled'") == "agreed_with_team"
    # They were told that it is off: that it is on again is news.
    restore(callers["staff"], visit)
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts()) == 3, "it is on again")
    assert "Visite notée" in customers.texts()[2]
    cancel(callers["owner"], visit)
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts()) == 4, "and off again")


def test_a_visit_restored_in_time_or_cancelled_quietly_costs_its_customer_no_word(
    customers: Customers, callers: dict[str, Caller]
) -> None:
    visit = told_of(customers)
    cancel(callers["staff"], visit)
    customers.stand(visit_cancelled=("waiting", "planned"))
    restore(callers["staff"], visit)
    customers.stand(visit_cancelled=("acknowledged", "visit_stands"))
    cancel(callers["staff"], visit, p_tell_customer=False)
    customers.minutes_pass()
    customers.desk.at_rest()
    assert customers.desk.one("select count(*) from alerts where kind = 'visit_cancelled'") == 1
    assert len(customers.texts()) == 1


def test_nobody_of_the_team_stops_a_customer_s_text_by_having_seen_it(
    customers: Customers, callers: dict[str, Caller]
) -> None:
    customers.visit()
    text = customers.desk.one("select id::text from alerts where kind = 'visit_booked'")
    assert deed(callers["staff"], "acknowledge_alerts", p_alert_ids=[text]).json()["count"] == 0
    customers.minutes_pass()
    customers.desk.until(lambda: len(customers.texts()) == 1, "told of the visit")
    customers.desk.rows("update alerts set state = 'failed' where kind = 'visit_booked' returning 1")
    assert deed(callers["staff"], "acknowledge_alerts", p_alert_ids=[text]).json()["count"] == 1


def test_no_cancellation_of_what_was_never_sure_or_goes_to_a_new_hour(
    customers: Customers, callers: dict[str, Caller]
) -> None:
    cancel(callers["staff"], customers.visit(confirmed=False))
    customers.visit(in_days(5))
    # Booked anew by somebody of the team: one visit goes and another comes, and that one is told.
    lead = customers.desk.one("select lead_id::text from appointments where status = 'booked' order by starts_at desc")
    again = deed(callers["staff"], "book_appointment", p_kind="lead", p_id=lead, p_minutes=90,
                 p_starts_at=in_days(6).isoformat())  # fmt: skip
    assert again.status_code == 200
    assert customers.desk.rows("select kind from alerts where kind = 'visit_cancelled'") == []
