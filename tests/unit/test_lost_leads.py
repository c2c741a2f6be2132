"""Why leads are lost: the same leads told by reason, by service and by person."""

from __future__ import annotations

from backend.leads.lost import Counted, Share, summed

ROWS = [
    Counted(None, "racines", "Josée", 6),
    Counted("too_expensive", "racines", "Josée", 2),
    Counted("too_expensive", "degel_conduite", None, 1),
    Counted("Déménagé", None, "Josée", 1),
]


def test_each_lost_lead_counts_once_in_each_table() -> None:
    found = summed(ROWS)
    assert (found.lost, found.of) == (4, 10)
    for shares in (found.reasons, found.services, found.people):
        assert sum(one.lost for one in shares) == 4


def test_a_share_is_of_the_leads_of_that_service_or_person() -> None:
    found = summed(ROWS)
    assert Share("Racines", 2, 8) in found.services
    assert Share("Josée", 3, 9) in found.people and Share("Personne", 1, 1) in found.people


def test_a_reason_is_told_in_words_and_in_its_own_where_there_are_none() -> None:
    assert summed(ROWS).reasons == [Share("Trop cher", 3, 4), Share("Déménagé", 1, 4)]
