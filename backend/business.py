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
}
CLASSIFICATIONS: dict[str, str] = {"spam": "Indésirable", "test": "Essai", "not_customer": "Pas un client"}


def service(code: str | None) -> str | None:
    """What work is asked for; Paul's own words where the list has none."""
    return SERVICES.get(code, code.replace("_", " ")) if code else None
