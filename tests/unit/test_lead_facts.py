"""What a lead's words tell: what only points back changes nothing that is known, and a flood presses by itself."""

from __future__ import annotations

import time

import pytest

from backend.utterance.urgency import tells_of_flood
from backend.vapi.lead_facts import heard_phone, read_lead

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


NOBODY = (
    "l'appelant", "L’appelante", "la dame", "un homme", "une dame", "le monsieur", "the lady", "M.", "Mme", "quelqu'un",
    "personne inconnue", "somebody", "locataire", "le propriétaire", "the tenant", "client non identifié",
    "nom du client", "inaudible", "(inaudible)", "non identifié", "nom pas compris", "not understood",
    "préfère ne pas le dire", "Le client préfère ne pas donner son nom", "prefers not to say", "wouldn't say",
    "aime mieux pas dire son nom", "aucune idée", "nom", "à demander", "oui", "Bonjour.",
)  # fmt: skip
SOMEBODY = (
    "Marc Homme", "Angèle Personne", "Mme Tremblay", "Guy", "Oui Tran", "Nancy House", "Léa Maison", "Hélène Dame",
    "la gérante Julie", "Le", "Ok Soo", "Notre-Dame", "Gestion Le Propriétaire inc.",
)  # fmt: skip
KNOWN_PLACES = (
    "chez moi", "Chez nous.", "à la maison", "ma maison", "at home", "my house", "comme la dernière fois",
    "comme d'habitude", "as usual", "dans votre dossier", "au dossier", "vous l'avez au dossier", "vous l’avez déjà",
    "already on file", "you have it on file", "inaudible", "pas comprise", "adresse",
)  # fmt: skip


@pytest.mark.parametrize("written", NOBODY)
def test_who_is_not_named_has_no_name(written: str) -> None:
    assert read_lead({"nom": written, "description": "évier"}, None).name is None


@pytest.mark.parametrize("name", SOMEBODY)
def test_a_name_that_looks_like_none_is_kept(name: str) -> None:
    assert read_lead({"nom": name}, None).name == name


@pytest.mark.parametrize("written", KNOWN_PLACES)
def test_a_place_that_only_they_know_is_none(written: str) -> None:
    lead = read_lead({"adresse": written, "ville": written}, None)
    assert (lead.address, lead.city) == (None, None)
    assert read_lead({"adresse": f"12 rue Laval, {written}"}, None).city is None


@pytest.mark.parametrize(
    "place", ["Maison Rouge, 12 rue Laval", "12 rue Home", "Chez Paul, 3 rue du Lac", "2 ch. du Dossier"]
)
def test_a_place_that_is_told_is_kept(place: str) -> None:
    assert read_lead({"adresse": place}, None).address == place


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


def test_the_same_number_is_the_one_they_call_from_and_dictated_only_when_they_say_so() -> None:
    for written, is_callers in (("le même", True), ("same number", True), ("le même que celui d'où j'appelle", False)):
        lead = read_lead({"telephone": written}, "+14505550134")
        assert (lead.phone, lead.phone_is_callers) == ("+14505550134", is_callers)


@pytest.mark.parametrize("piece", ["même ", "[", "same as ", "déjà ", "as above "])
def test_however_long_it_is_quickly_seen_to_tell_something(piece: str) -> None:
    long = piece * (40_000 // len(piece))
    started = time.perf_counter()
    read_lead(dict.fromkeys(("nom", "adresse", "description"), long), None)
    assert time.perf_counter() - started < 1


FLOODS = (
    "refoulement d'égout, l'eau monte dans le sous-sol", "sous-sol inondé, plus aucune évacuation", "ça refoule",
    "Refoulement d’égout dans le sous-sol", "la toilette déborde", "les toilettes débordent", "les égouts remontent",
    "sewer backup in the basement", "the basement drain is backing up", "water in the basement", "it's flooding",
    "there's water everywhere", "l'eau remonte par le drain de plancher", "inondation au sous-sol", "dégât d'eau",
    "pas d'inondation mais ça refoule", "de l'eau dans le sous-sol", "2 inches of water on the floor",
    "toilette bouchée, ça déborde pas mal", "sewage is coming up", "la cave est pleine d'eau",
    "ça déborde un peu partout",
    "urgent, pas de refoulement mais l'eau monte", "pas d'eau chaude et la toilette refoule",
    "pas capable d'arrêter le refoulement", "de la marde partout",
    "La toilette du bas déborde", "L'appartement du bas est inondé", "Le locataire d'en bas dit que ça refoule",
    "L'eau refoule depuis midi", "Sewage backing up since midnight", "Cliente régulière, son drain refoule",
    "Le drain refoule, normalement ça descend bien", "L'eau courante est coupée, ça déborde", "semi-basement flooded",
    "Drain de plancher qui refoule, pas de danger", "Sous-sol inondé, mais il n'y a pas d'urgence médicale",
    "L'eau rentre dans le sous-sol", "L'eau sort par le drain de plancher", "Le sous-sol se remplit d'eau",
    "L'eau sale revient dans le bain", "eaux usées dans le sous-sol", "ça n'arrête pas de déborder",
    "Refoulement réglé hier, ça recommence", "refoulement pas réglé", "it hasn't stopped flooding",
    "backed up over here", "assuré, le drain refoule", "the tub is filling up with sewage",
)  # fmt: skip
NO_FLOODS = (
    "évier bouché", "oui", "aujourd'hui", "vite", "now", "high", "tout de suite", "urgent", "douche bouchée, urgent",
    "pas de refoulement", "aucun refoulement", "ça ne déborde pas", "ça déborde pu", "urgent mais pas d'inondation",
    "drain lent, urgent, pas de refoulement ni de débordement", "urgent, aucun refoulement ou débordement",
    "installer un clapet anti-refoulement, le plus tôt possible", "soumission pour un clapet antirefoulement",
    "clapet de refoulement à changer, vite", "quote for a flood valve now", "very urgent, it isn't backing up",
    "toilette bouchée, très pressé, ça ne refoule pas", "je suis débordé, rappelez vite", "rien ne déborde, urgent",
    "inspection pour éviter les refoulements, dès que possible", "refoulement l'an passé, inspection tout de suite",
    "no flooding, please come today", "peut attendre, un peu d'eau dans le sous-sol", "odeur d'égout, urgent",
    "battery backup for the pump, urgent", "lavabo plein d'eau", "urgent, it doesn't overflow", "sewage smell now", "",
    "le drain refoule un peu, urgent", "urgent, it floods a bit", "le drain refoule parfois, venez vite",
    "Refoulement réglé", "Le refoulement a arrêté", "Ça a cessé de refouler", "Le refoulement est terminé, inspection",
    "Refoulement en 2019", "refoulement survenu il y a deux ans", "Demande si l'assurance couvre le refoulement",
    "last year's sewer backup", "le drain refoule, pas urgent", "l'eau ne rentre pas", "l'eau sort brune du robinet",
    "le réservoir se remplit d'eau", "ça a débordé hier mais c'est correct maintenant",
)  # fmt: skip


@pytest.mark.parametrize("urgency", [None, "", "inconnue", "N/A", "même"])
@pytest.mark.parametrize("words", FLOODS)
def test_a_flood_presses_where_nobody_says_how_urgent_it_is(words: str, urgency: str | None) -> None:
    assert read_lead({"description": words, "urgence": urgency}, None).urgency == "urgent"


@pytest.mark.parametrize("words", NO_FLOODS)
def test_no_other_words_of_a_problem_press(words: str) -> None:
    assert read_lead({"description": words}, None).urgency is None


@pytest.mark.parametrize(("said", "urgency"), [("normale", "normal"), ("basse", "low"), ("urgente", "urgent")])
def test_the_urgency_that_is_said_counts_before_the_words(said: str, urgency: str) -> None:
    assert read_lead({"description": "ça refoule", "urgence": said}, None).urgency == urgency


def test_a_booking_which_has_no_word_for_it_says_nothing_of_the_urgency() -> None:
    assert read_lead({"description": "ça refoule", "debut": "2026-11-23T09:00"}, None).urgency is None


@pytest.mark.parametrize("piece", ["[", "même ", "pas ", "aucun refoulement ou de ", "peur que ", "egout ", "eau "])
def test_however_long_the_words_a_flood_is_quickly_looked_for(piece: str) -> None:
    long = piece * (40_000 // len(piece))
    started = time.perf_counter()
    tells_of_flood(long)
    assert time.perf_counter() - started < 1


LINE = "+14505550100"


def test_our_own_line_is_nobodys_number() -> None:
    told = {"nom": "Luc Roy", "telephone": "450 555-0100"}
    assert read_lead(told, "+14505550134", LINE).phone == "+14505550134"
    assert read_lead(told, None, LINE).phone is None
    assert heard_phone(told, None, LINE).unread == "450 555-0100"
    assert read_lead(told, None, "+14505550101").phone == LINE


def test_of_two_numbers_the_one_that_is_not_ours_is_kept() -> None:
    told = {"telephone": "450 555-0100 ou le 514 555-0134 ou le 438 555-0155"}
    heard = heard_phone(told, None, LINE)
    assert (heard.number, heard.others, heard.unread) == ("+15145550134", ("+14385550155",), None)


def test_who_calls_from_our_own_line_is_called_there() -> None:
    assert read_lead({"telephone": "le même"}, LINE, LINE).phone == LINE
