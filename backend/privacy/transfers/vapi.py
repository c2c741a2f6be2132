"""Vapi: the call itself goes there by telephone; what our programs send besides."""

from __future__ import annotations

from backend.privacy.transfers.model import Data, Provider, Request

_LIST: dict[str, tuple[Data, ...]] = dict.fromkeys(
    ("?limit", "?updatedAtGe", "?createdAtGe", "?createdAtLe"), ()
)  # fmt: skip
_TOOL: dict[str, tuple[Data, ...]] = dict.fromkeys(("type", "async", "function", "messages", "server"), ())
# The number to which an urgent call is passed on is in the tools and in the hooks.
_PAUL: dict[str, tuple[Data, ...]] = {
    **dict.fromkeys(
        (
            "name", "firstMessage", "firstMessageMode", "maxDurationSeconds", "voice", "transcriber", "server",
            "serverMessages", "clientMessages", "monitorPlan", "artifactPlan", "analysisPlan",
        ), (),
    ),
    "model": ("team_phone",),
    "hooks": ("team_phone",),
}  # fmt: skip
_LINE: dict[str, tuple[Data, ...]] = {
    "provider": (), "name": (), "assistantId": (), "server": (), "hooks": ("team_phone",),
    "fallbackDestination": ("team_phone",),
}  # fmt: skip
_CREDENTIAL: dict[str, tuple[Data, ...]] = dict.fromkeys(("provider", "name", "authenticationPlan"), ())

VAPI = Provider(
    "vapi", "Vapi, et ses sous-traitants (téléphonie, transcription, modèle, voix)", "États-Unis",
    "Répondre au téléphone: Paul",
    (
        "Paul dit dès ses premiers mots qu’il est automatisé et que l’appel est enregistré; qui refuse a une personne.",
        "Il lui est interdit de demander carte, numéro d’assurance sociale ou date de naissance.",
        "Un appel effacé ici est effacé là-bas, enregistrement compris, jusqu’à ce que Vapi le confirme.",
        "Vapi oublie de lui-même un appel après quatorze jours (compte à l’usage).",
        "Chaque message de Vapi est signé; écouter un appel en cours demande une clé.",
    ),
    (
        Request("GET /call", _LIST),
        Request("GET /call/{appel}"),
        Request("GET /call/{appel}/mono-recording"),
        Request("DELETE /call/{appel}"),
        # Trials: only people of the team are called.
        Request("POST /call", {
            "name": (), "assistantId": (), "phoneNumberId": (), "customer.number": ("team_phone",),
            "assistantOverrides.maxDurationSeconds": (),
        }),
        Request("GET /{sorte}"),
        Request("GET /{sorte}/{ressource}"),
        Request("PATCH /phone-number/{ligne}", _LINE),
        Request("POST /assistant", _PAUL),
        Request("PATCH /assistant/{paul}", _PAUL),
        Request("POST /tool", _TOOL),
        Request("PATCH /tool/{outil}", _TOOL),
        Request("POST /credential", _CREDENTIAL),
        Request("PATCH /credential/{secret}", _CREDENTIAL),
        # What Paul is told to say: moments, a file number, the number that the person gave.
        Request("ANSWER /vapi", {
            "results.toolCallId": (), "results.name": (),
            "results.result": ("caller_phone", "caller_visit"), "results.error": (),
        }),
    ),
    directly=("caller_voice", "caller_phone", "caller_name", "caller_place", "caller_problem", "caller_visit"),
)  # fmt: skip
