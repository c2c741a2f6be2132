"""What was not understood is asked again: no number, words that nobody can read, a tool that is none."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest

from tests.one_call import OneCall
from tests.paul_desk import SAVE, ask, desk, said
from tests.payload_files import envelope, message
from tests.rows import final_rows

__all__ = ["desk"]


def test_nobody_is_promised_a_call_without_a_number(desk: Any, db: psycopg.Connection) -> None:
    masked = OneCall(None)
    for n, phone in enumerate((None, "le même", "555-0134", "150 555-0134", "quatre cinq zéro")):
        [reply] = desk(masked.lead(20 + n, f"t{n}", nom="Luc Roy", telephone=phone, description="Bouché"))
        assert "À quel numéro de téléphone" in said(reply) and "rappeler." not in said(reply)
    assert {lead["phone"] for lead in final_rows(db)["leads"]} == {None}


def test_what_was_said_of_the_number_is_for_whoever_calls_back_to_read(desk: Any, db: psycopg.Connection) -> None:
    desk(ask("enregistrer_lead", {"nom": "Luc Roy", "telephone": "514 555-0101 poste 12 ou 450 555-0102"}))
    [lead] = final_rows(db)["leads"]
    assert (lead["phone"], lead["note"]) == ("+15145550101", "Poste 12. Autre numéro: 450 555-0102.")


def test_a_number_that_was_not_understood_is_asked_again(desk: Any, db: psycopg.Connection) -> None:
    [reply] = desk(ask("enregistrer_lead", {"nom": "Luc Roy", "telephone": "050 555-0199"}))
    assert "mais je n'ai pas bien saisi le numéro de téléphone. [Pour Paul: faites dire les dix chiffres" in said(reply)
    [lead] = final_rows(db)["leads"]
    assert (lead["phone"], lead["note"]) == ("+14505550134", "Numéro dicté, pas compris: «050 555-0199».")


@pytest.mark.parametrize("written", ["oublié", "{nom: Luc}", "[1, 2]", "42"])
def test_arguments_that_nobody_can_read_are_asked_again(desk: Any, db: psycopg.Connection, written: str) -> None:
    fields = message(SAVE)
    fields["toolCallList"][0]["function"]["arguments"] = written
    [reply] = desk(envelope(fields))
    assert said(reply).startswith("erreur: Pardon, pouvez-vous me le redire? [Pour Paul: arguments illisibles")
    assert final_rows(db)["leads"] == []


def test_a_tool_that_does_not_exist_does_nothing_and_says_so(desk: Any) -> None:
    assert "[Pour Paul: cet outil n'existe pas, rien n'est fait" in said(desk(ask("annuler", {}))[0])
