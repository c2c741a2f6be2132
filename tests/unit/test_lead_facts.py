"""What a lead's words tell: those that only point back to words of before change nothing that is known."""

from __future__ import annotations

import time

import pytest

from backend.vapi.lead_facts import read_lead

AS_BEFORE = (
    "idem", "Idem.", "inchangé", "inchangée", "unchanged", "déjà donné", "déjà fournie", "déjà noté", "déjà dit",
    "déjà mentionnée", "déjà mentionné plus haut", "already given", "already provided", "already noted",
    "voir ci-dessus", "voir plus haut", "see above", "tel que mentionné", "tel que dit", "as mentioned", "as above",
    "as mentioned above", "same as above", "same as before", "pareil", "déjà donné par le client", "même que ci-dessus",
)  # fmt: skip


@pytest.mark.parametrize("written", AS_BEFORE)
def test_words_that_only_point_back_tell_nothing_new(written: str) -> None:
    every = ("nom", "telephone", "adresse", "ville", "code_postal", "service", "description", "urgence", "type_client")
    lead = read_lead(dict.fromkeys(every, written), "+14505550134")
    assert lead == read_lead({}, "+14505550134")


@pytest.mark.parametrize("written", ["même", "le même", "La même", "same", "the same", "même nom", "même ville"])
def test_the_same_name_or_place_replaces_none(written: str) -> None:
    lead = read_lead(dict.fromkeys(("nom", "adresse", "ville", "code_postal"), written), None)
    assert (lead.name, lead.address, lead.city, lead.postal_code) == (None, None, None, None)


@pytest.mark.parametrize("written", ["même", "même problème", "Le même problème.", "même chose", "same problem",
                                     "the same issue", "same thing"])  # fmt: skip
def test_the_same_problem_replaces_none(written: str) -> None:
    lead = read_lead(dict.fromkeys(("service", "description", "urgence", "type_client"), written), None)
    assert (lead.service, lead.description, lead.urgency, lead.client_type) == (None, None, None, None)


@pytest.mark.parametrize(
    "words",
    ["même problème que la dernière fois", "le même drain est bouché", "same problem in the basement",
     "voir ci-dessus, et le lavabo aussi", "comme mentionné, ça refoule", "la toilette, idem pour le lavabo",
     "déjà débouché deux fois", "already snaked last week", "same as last year", "inchangé depuis hier, ça coule"],
)  # fmt: skip
def test_a_problem_that_points_back_and_tells_more_is_kept(words: str) -> None:
    assert read_lead({"description": words}, None).description == words


def test_the_same_number_is_still_the_one_they_call_from() -> None:
    for written in ("le même", "même numéro", "same number"):
        lead = read_lead({"telephone": written}, "+14505550134")
        assert (lead.phone, lead.phone_is_callers) == ("+14505550134", False)


@pytest.mark.parametrize("piece", ["même ", "[", "same as ", "déjà ", "as above "])
def test_however_long_it_is_quickly_seen_to_tell_something(piece: str) -> None:
    long = piece * (40_000 // len(piece))
    started = time.perf_counter()
    read_lead(dict.fromkeys(("nom", "adresse", "description"), long), None)
    assert time.perf_counter() - started < 1
