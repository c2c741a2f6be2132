"""Messages that could not be applied, in plain words: what they are, and what stood in their way."""

from __future__ import annotations

import re

KINDS: dict[str, str] = {
    "end-of-call-report": "Compte rendu de fin d’appel",
    "status-update": "Changement d’état d’un appel",
    "tool-calls": "Demande de Paul pendant un appel",
    "transcript": "Phrase dite pendant un appel",
    "speech-update": "Prise de parole",
    "conversation-update": "Suite de la conversation",
    "transfer-update": "Transfert d’un appel",
    "hang": "Blocage de Paul signalé",
    "user-interrupted": "Paul interrompu par le client",
}
UNKNOWN_KIND = "Message d’un genre nouveau"

# The first two characters of the database's error code say what sort of trouble it is.
_TROUBLES: dict[str, str] = {
    "08": "La liaison avec la base a été coupée.",
    "21": "Le message répète deux fois la même chose, et la base n’en veut qu’une.",
    "22": "Une valeur du message est hors des limites de la base.",
    "23": "La base refuse une valeur du message.",
    "40": "La base était occupée par autre chose au même instant.",
    "42": "Les programmes et la base ne sont pas de la même version.",
    "53": "La base manquait de place ou de mémoire.",
    "55": "La base était occupée par autre chose au même instant.",
    "57": "La base s’arrêtait ou redémarrait.",
}
_UNREADABLE = "Le message n’a pas la forme attendue."
_OTHER = "La base n’a pas pu appliquer le message."
_CODE = re.compile(r"([0-9A-Z]{2})[0-9A-Z]{3}: ")


def kind(message_type: str) -> str:
    """What sort of message this is."""
    return KINDS.get(message_type, UNKNOWN_KIND)


def why(error: str | None) -> str:
    """What stood in the way, from the error as it was kept; the error itself is for whoever mends it."""
    code = _CODE.match(error or "")
    if code:
        return _TROUBLES.get(code[1], _OTHER)
    return _UNREADABLE if error else "La raison n’a pas été notée."
