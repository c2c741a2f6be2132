"""Tool calls in every shape seen, and the answer in the documented one."""

from __future__ import annotations

import json
from typing import Any

import pytest

from backend.vapi.lead_facts import read_lead
from backend.vapi.tool_calls import ToolAnswer, ToolCall, read_tool_calls, results
from tests.payload_files import PAYLOADS, message

ARGUMENTS = {"nom": "Luc Roy", "telephone": "514 555-0101"}


@pytest.mark.parametrize(
    "item",
    [
        {"id": "t1", "type": "function", "function": {"name": "enregistrer_lead", "arguments": json.dumps(ARGUMENTS)}},
        {"id": "t1", "type": "function", "function": {"name": "enregistrer_lead", "arguments": ARGUMENTS}},
        {"id": "t1", "name": "enregistrer_lead", "arguments": ARGUMENTS},
        {"id": "t1", "name": "enregistrer_lead", "parameters": ARGUMENTS},
    ],
)
def test_arguments_come_as_text_object_or_flat(item: dict[str, Any]) -> None:
    assert read_tool_calls({"toolCallList": [item]}) == (ToolCall("t1", "enregistrer_lead", ARGUMENTS),)


@pytest.mark.parametrize(
    "written",
    [
        "{'nom': 'Luc Roy', 'telephone': '514 555-0101'}",
        'Voici: {"nom": "Luc Roy", "telephone": "514 555-0101"} voilà.',
        '```json\n{"nom": "Luc Roy", "telephone": "514 555-0101"}\n```',
        json.dumps(json.dumps(ARGUMENTS)),
        json.dumps([ARGUMENTS]),
        "{'nom': 'Luc Roy', 'telephone': '514 555-0101', }",
    ],
)
def test_arguments_are_read_as_models_write_them(written: str) -> None:
    [call] = read_tool_calls({"toolCallList": [{"id": "t1", "name": "enregistrer_lead", "arguments": written}]})
    assert (call.arguments, call.readable) == (ARGUMENTS, True)


def test_pythons_own_words_are_jsons() -> None:
    written = "{'nom': \"L'Heureux\", 'urgence': true, 'service': null}"
    [call] = read_tool_calls({"toolCallList": [{"id": "t1", "name": "enregistrer_lead", "arguments": written}]})
    assert call.arguments == {"nom": "L'Heureux", "urgence": True, "service": None}


@pytest.mark.parametrize("written", ["oublié", "{nom: Luc}", "[1, 2]", "42", '"texte"', ["a", "b"], 3])
def test_arguments_that_nobody_can_read_are_said_to_be_so(written: Any) -> None:
    [call] = read_tool_calls({"toolCallList": [{"id": "t1", "name": "enregistrer_lead", "arguments": written}]})
    assert (call.arguments, call.readable) == ({}, False)


@pytest.mark.parametrize("written", ["", " ", None, {}, "{}"])
def test_no_arguments_are_nothing_unreadable(written: Any) -> None:
    [call] = read_tool_calls({"toolCallList": [{"id": "t1", "name": "enregistrer_lead", "arguments": written}]})
    assert (call.arguments, call.readable) == ({}, True)


def test_arguments_cut_by_the_token_limit_keep_what_was_said() -> None:
    cut = json.dumps(ARGUMENTS | {"description": "Refoulement au sous-sol"}, ensure_ascii=False)[:-12]
    [call] = read_tool_calls(
        {"toolCallList": [{"id": "t1", "function": {"name": "enregistrer_lead", "arguments": cut}}]}
    )
    assert call.arguments["nom"] == "Luc Roy"
    assert call.arguments["description"].startswith("Refoulement")


def test_two_calls_in_one_message_and_one_of_them_twice() -> None:
    lead, slot = (message(f"vapi/tool-calls.{n}.json")["toolCallList"][0] for n in ("save-lead", "book-appointment"))
    read = read_tool_calls({"toolCallList": [lead, slot, lead]})
    assert [call.name for call in read] == ["enregistrer_lead", "prendre_rendez_vous"]


def test_calls_are_found_in_the_nested_list_when_the_flat_one_is_missing() -> None:
    fields = message("vapi/tool-calls.save-lead.json") | {"toolCallList": []}
    assert [call.name for call in read_tool_calls(fields)] == ["enregistrer_lead"]


@pytest.mark.parametrize(
    "item", [{}, {"id": "t"}, {"id": True, "function": {"name": "x"}}, {"function": {"name": "x"}}]
)
def test_a_call_without_id_or_name_is_not_answered(item: dict[str, Any]) -> None:
    assert read_tool_calls({"toolCallList": [item]}) == ()


def test_an_id_that_is_a_number_is_taken_as_its_text() -> None:
    [call] = read_tool_calls({"toolCallList": [{"id": 3, "function": {"name": "enregistrer_lead"}}]})
    assert call.id == "3"


def test_answers_have_the_documented_shape_on_one_line() -> None:
    call = ToolCall("t1", "enregistrer_lead", {})
    said = results([ToolAnswer(call, "C'est\nnoté.", True), ToolAnswer(call, "Pris.", False)])
    assert said["results"][0] == {"name": "enregistrer_lead", "toolCallId": "t1", "result": "C'est noté."}
    assert said["results"][1] == {"name": "enregistrer_lead", "toolCallId": "t1", "error": "Pris."}
    example = json.loads((PAYLOADS / "vapi-responses" / "tool-calls.ok.json").read_text("utf-8"))
    assert set(said["results"][0]) == set(example["results"][0])


@pytest.mark.parametrize(
    ("word", "urgency"),
    [("haute", "urgent"), (True, "urgent"), (False, "normal"), (["urgente"], "urgent"), ("basse", "low"), (None, None)],
)
def test_urgency_comes_in_words_and_in_booleans(word: Any, urgency: str | None) -> None:
    assert read_lead({"urgence": word}, None).urgency == urgency


@pytest.mark.parametrize(
    "written",
    ["null", "N/A", "inconnu", "non précisé", "Not provided", "", "?", [], {}, "Client", "le client", "Monsieur", "TBD",
     "Unknown caller", "client inconnu", "Anonyme", "à confirmer", "To be confirmed.", "non communiqué", "[nom]",
     "(vide)", "{{nom}}", "N.A.", "Non spécifié par le client", "Not provided by caller", "non précisée par le client",
     "à confirmer avec le client", "inconnu pour le moment", "n’a pas été fourni"],
)  # fmt: skip
def test_what_models_write_for_nothing_is_nothing(written: Any) -> None:
    lead = read_lead({"nom": written, "adresse": written, "telephone": written, "description": written}, None)
    assert (lead.name, lead.address, lead.phone, lead.is_somebody) == (None, None, None, False)


UNTOLD_PLACES = (
    "à confirmer avec le client", "non fournie par le client", "aucune adresse", "Adresse inconnue",
    "adresse non fournie", "pas d’adresse", "address not provided", "Je ne sais pas.", "même adresse",
    "à la même adresse que la dernière fois", "voir dossier", "déjà au dossier", "No address given by the caller",
    "Adresse: à confirmer", "le client ne sait pas son adresse", "I don't know", "refuse de donner son adresse", "non",
)  # fmt: skip
UNTOLD_NAMES = (
    "Nom inconnu", "aucun nom", "nom non fourni", "No name given", "le client n'a pas donné son nom", "N.A.", "non",
    "Refusé", "Le client refuse de donner son nom", "ne veut pas", "Elle ne veut pas dire son nom", "Caller declined",
    "did not give a name", "Non spécifié par le client", "Not provided by caller", "le nom n’est pas connu",
)  # fmt: skip


@pytest.mark.parametrize("written", UNTOLD_PLACES)
def test_words_for_no_place_are_none(written: str) -> None:
    lead = read_lead({"adresse": written, "ville": written, "code_postal": written}, None)
    assert (lead.address, lead.city, lead.postal_code) == (None, None, None)


@pytest.mark.parametrize("written", UNTOLD_NAMES)
def test_words_for_no_name_are_none(written: str) -> None:
    assert read_lead({"nom": written}, None).name is None


@pytest.mark.parametrize(
    "address",
    ["12 rue de la Refuge", "à côté du 14, même rue", "même adresse que sa mère, 12 rue X", "Non loin de l'église",
     "12 rue Inconnue", "12 rue du Même", "même rue, au 14", "same street, number 14", "same as my mother's, 12 rue X",
     "12 rue X, ville à confirmer avec le client", "chemin du Dossier", "Place du Client"],
)  # fmt: skip
def test_a_place_that_only_looks_like_none_is_a_place(address: str) -> None:
    assert read_lead({"adresse": address}, None).address == address


@pytest.mark.parametrize("words", ["Je ne sais pas", "Refuse de donner son nom", "non"])
def test_of_a_problem_the_same_words_are_kept(words: str) -> None:
    assert read_lead({"description": words}, None).description == words


def test_several_values_are_one_text() -> None:
    lead = read_lead({"nom": ["Marie Roy"], "description": ["bouché", "ça déborde"]}, None)
    assert (lead.name, lead.description) == ("Marie Roy", "bouché, ça déborde")


@pytest.mark.parametrize(
    "name",
    ["Anonine Leclerc", "M. Client", "Madame Roy", "Claude Vide", "Noël (papa)", "(Papa)", "Nomande Roy", "Aucoin",
     "Noé", "Nona Client", "Dossier Roy", "Samé Diallo", "Pareil Roy", "Nom Prénom Roy"],
)  # fmt: skip
def test_a_name_that_only_looks_like_nothing_is_a_name(name: str) -> None:
    assert read_lead({"nom": name}, None).name == name


def test_values_in_objects_and_numbers_are_read() -> None:
    lead = read_lead({"nom": {"prenom": "Line", "nom": "Roy"}, "telephone": 4505550141.0}, None)
    assert (lead.name, lead.phone) == ("Line Roy", "+14505550141")
    assert read_lead({"telephone": {"numero": "450 555-0141"}}, None).phone == "+14505550141"


@pytest.mark.parametrize(
    "given",
    [
        {"lead": {"nom": "Line Roy", "telephone": "450 555-0141"}},
        {"client": {"nom": "Line Roy"}, "telephone": "450 555-0141"},
        {"Nom": "Line Roy", "Téléphone": "450 555-0141"},
        {"nom": "Line Roy", "telephone": "450 555-0141", "Nom": "Autre", "client": {"nom": "Encore"}},
    ],
)
def test_what_lies_in_an_object_or_under_an_accent_is_found(given: dict[str, Any]) -> None:
    item = {"id": "t", "function": {"name": "enregistrer_lead", "arguments": given}}
    [call] = read_tool_calls({"toolCallList": [item]})
    lead = read_lead(call.arguments, None)
    assert (lead.name, lead.phone) == ("Line Roy", "+14505550141")


def test_the_callers_own_number_serves_when_none_was_understood() -> None:
    assert read_lead({"nom": "Luc", "telephone": "mon numéro"}, "+14505550134").phone == "+14505550134"
    assert read_lead({"nom": "Luc", "telephone": "(514) 555-0101"}, "+14505550134").phone == "+15145550101"


@pytest.mark.parametrize(
    ("address", "city"),
    [
        ("1845, rue Saint-Charles Ouest, Longueuil", "Longueuil"), ("12 rue X", None), ("12, rue X, J4K 1E5", None),
        ("12 rue X, Longueuil, QC", "Longueuil"), ("12 rue X, Longueuil, Québec", "Longueuil"),
        ("12, rue X, Longueuil, Qc, Canada", "Longueuil"), ("12 rue X, Longueuil, Québec, Canada", "Longueuil"),
        ("12 rue X, Longueuil, QC J4K 1E5", "Longueuil"), ("12 rue X, Longueuil (Québec) J4K 1E5", "Longueuil"),
        ("12 rue X, Longueuil J4K1E5, Canada", "Longueuil"), ("12 rue X, Brossard QC", "Brossard"),
        ("12 rue X, Ville de Longueuil.", "Longueuil"), ("12 rue X, Québec", "Québec"), ("12, rue X, Québec", "Québec"),
        ("12 rue X, Québec, QC", "Québec"), ("12 rue X, Québec, Québec", "Québec"), ("12 rue X, QC", None),
        ("12 rue X, app. 4, Québec", "Québec"), ("12 rue X, Vieux Québec", "Vieux Québec"), ("12 rue X, Canada", None),
        ("12 rue X, sous-sol", None), ("12 rue X, deuxième étage", None), ("12 rue X, au 2e étage", None),
        ("12 rue X, coin Taschereau", None), ("12, croissant des Pins", None), ("12, Main Street", None),
        ("12 rue X, Longueuil, sous-sol", "Longueuil"), ("12, croissant des Pins, Longueuil", "Longueuil"),
        ("12 rue X, en face de l'église", None), ("12 rue X, ville inconnue", None), ("Longueuil, sous-sol", None),
        ("12 rue X, Côte-Saint-Luc", "Côte-Saint-Luc"), ("12 rue X, Terrasse-Vaudreuil", "Terrasse-Vaudreuil"),
        ("12 rue X, Entrelacs", "Entrelacs"), ("12 rue X, Portneuf", "Portneuf"), ("12 rue X, St-Bruno", "St-Bruno"),
        ("12 rue X, Baie-D'Urfé", "Baie-D'Urfé"), ("12 rue X, L'Île-Perrot", "L'Île-Perrot"),
    ],
)  # fmt: skip
def test_the_town_is_the_last_part_of_the_address(address: str, city: str | None) -> None:
    assert read_lead({"adresse": address}, None).city == city


@pytest.mark.parametrize(
    ("said", "city", "postal_code"),
    [
        ("Longueuil, QC", "Longueuil", None), ("Ville de Longueuil", "Longueuil", None),
        ("Brossard QC", "Brossard", None),
        ("Longueuil, Québec, Canada", "Longueuil", None), ("Longueuil (Québec)", "Longueuil", None),
        ("Longueuil QC J4K 1E5", "Longueuil", "J4K 1E5"), ("J4K 1E5", None, "J4K 1E5"), ("QC", None, None),
        ("Québec", "Québec", None), ("Ville de Québec", "Québec", None), ("Québec, Québec", "Québec", None),
        ("St-Bruno", "St-Bruno", None), ("Longueuil (Saint-Hubert)", "Longueuil (Saint-Hubert)", None),
        ("Ville-Marie", "Ville-Marie", None), ("Saint-Hubert, Longueuil", "Saint-Hubert, Longueuil", None),
        ("Vieux Québec", "Vieux Québec", None), ("Canadaville", "Canadaville", None),
    ],
)  # fmt: skip
def test_a_town_is_told_without_its_province_and_its_code(said: str, city: str | None, postal_code: str | None) -> None:
    lead = read_lead({"ville": said}, None)
    assert (lead.city, lead.postal_code) == (city, postal_code)


def test_a_town_that_was_said_as_one_is_taken_before_that_of_the_address() -> None:
    assert read_lead({"ville": "QC", "adresse": "12 rue X, Longueuil"}, None).city == "Longueuil"
    assert read_lead({"ville": "Laval", "adresse": "12 rue X, Longueuil"}, None).city == "Laval"
    lead = read_lead({"ville": "Laval H7N 1A1", "code_postal": "J4K 1E5"}, None)
    assert (lead.city, lead.postal_code) == ("Laval", "J4K 1E5")
