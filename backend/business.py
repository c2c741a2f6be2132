"""The business's own words, in French: the work asked for, and the marks that people put on calls."""

from __future__ import annotations

SERVICES: dict[str, str] = {
    "debouchage_egout": "débouchage d’égout",
    "debouchage_drain": "débouchage de drain",
    "debouchage_toilette": "débouchage de toilette",
    "nettoyage_haute_pression": "nettoyage à haute pression",
    "inspection_camera": "inspection par caméra",
    "degel_conduite": "dégel de conduite",
    "clapet_antiretour": "clapet antiretour",
    "racines": "racines",
    "drain_francais": "drain français",
    "pompe_submersible": "pompe submersible",
    "puisard": "puisard",
}
# Why a lead is lost, as people choose it.
LOST_REASONS: dict[str, str] = {
    "too_expensive": "Trop cher", "went_elsewhere": "A trouvé quelqu’un d’autre", "solved_itself": "Réglé tout seul",
    "unreachable": "Ne répond pas", "wrong_number": "Mauvais numéro", "out_of_area": "Hors secteur",
    "customer_cancelled": "Annulé par le client", "other": "Autre raison", "unsaid": "Raison non dite",
}  # fmt: skip
CLASSIFICATIONS: dict[str, str] = {"spam": "Indésirable", "test": "Essai", "not_customer": "Pas un client"}


def service(code: str | None) -> str | None:
    """What work is asked for; Paul's own words where the list has none."""
    return SERVICES.get(code, code.replace("_", " ")) if code else None


def lost_reason(code: str) -> str:
    """Why a lead was lost; in the words it was written with where the list has none."""
    return LOST_REASONS.get(code) or CLASSIFICATIONS.get(code, code)
