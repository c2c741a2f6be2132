"""Whether words are about a visit that stands: one that is to be moved or given up has to be looked at."""

from __future__ import annotations

import pytest

from backend.intake.tools.changed_since import of_a_visit

CHANGES = (
    "veut annuler son rendez-vous", "reporter à vendredi", "repousser à lundi", "devancer son rendez-vous",
    "avancer son rendez-vous à mardi", "il faut décaler", "décaler à 14h", "remettre à plus tard", "changer pour lundi",
    "changer d'heure", "Le remettre à demain", "laisser tomber la visite", "plus besoin", "pas besoin de venir",
    "ne venez plus", "ne sera pas là", "je serai pas là vendredi", "pourra pas être là", "ne pourra plus vous recevoir",
    "ne peut pas vendredi finalement", "une autre date", "can't make it", "won't be there", "cannot be home",
    "push it to Friday", "push back the appointment", "move it to Friday", "wants a different time", "different day",
    "change the time", "drop the appointment", "no need to come", "don't need you anymore", "call it off",
)  # fmt: skip
NO_CHANGES = (
    "drain bouché", "veut un rendez-vous", "changer le tuyau", "déplacer la toilette", "tuyau décalé",
    "tuyau décalé depuis une semaine", "remettre le couvercle", "a un report d'assurance", "l'eau repousse là",
    "avancé de deux pieds", "la pression sera pas la même", "pas besoin de permis", "water drops every day",
    "pushing water up every day", "can't flush", "changed the pump last time", "won't drain", "moving to a new house",
)  # fmt: skip


@pytest.mark.parametrize("words", CHANGES)
def test_words_of_moving_a_visit_or_giving_it_up_are_known(words: str) -> None:
    assert of_a_visit(words) and of_a_visit(words.upper())


@pytest.mark.parametrize("words", NO_CHANGES)
def test_words_of_a_drain_are_no_change_of_a_visit(words: str) -> None:
    assert not of_a_visit(words)
