"""What is said of a number from before."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from backend.leads.history import History, Waiting, sentences

NOW = datetime(2026, 11, 20, 15, tzinfo=UTC)
YESTERDAY = NOW - timedelta(days=1)


def test_a_first_call_has_no_history() -> None:
    assert sentences(None, NOW) == []


def test_who_called_yesterday_and_was_not_called_back() -> None:
    waiting = [Waiting("DF-2026-1001", YESTERDAY, "Drain lent", "12 rue Xavier")]
    assert sentences(History(YESTERDAY, False, None, None, waiting), NOW) == [
        "déjà appelé hier, personne ne l’a rappelé",
        "attend aussi: Drain lent, 12 rue Xavier, DF-2026-1001",
    ]


def test_a_customer_and_the_last_visit() -> None:
    since, last = datetime(2025, 3, 3, 15, tzinfo=UTC), datetime(2026, 6, 3, 15, tzinfo=UTC)
    assert sentences(History(YESTERDAY, True, since, last, []), NOW) == [
        "déjà appelé hier, rappelé depuis",
        "client depuis mars 2025, dernière visite mercredi 3 juin",
    ]
