"""The words of an alert: who, what, where, when and the number to call, in one SMS where it can be."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend import coded
from backend.alerts import details, words
from backend.alerts.gsm7 import SINGLE, septets, to_gsm7
from backend.fr import ZONE

# Brevo puts the brand and a separator before the text; how long a separator it does not say.
BRAND_JOIN = 3
# What announces the next word and tells nothing without it.
_LEADING_UP = frozenset(
    (
        "", "a", "à", "au", "aux", "dans", "de", "des", "du", "en", "et", "la", "le", "les", "mais", "ou", "par", "pas",
        "plus", "pour", "que", "qui", "sa", "ses", "son", "sous", "sur", "un", "une", "the", "an", "of", "in", "is",
        "and", "to", "l'", "d'",
    )
)  # fmt: skip
# How a text begins; the owner may have others.
OPENINGS = {"urgent_lead": "URGENT", "lead": "Demande", "paul_trouble": "PAUL EN DIFFICULTÉ"}
SERVICES = {"debouchage_egout": "égout bouché"}
_TROUBLE = {
    "plan_b_faults": "des appels plantent, plan B prêt dans la console",
    "plan_b_no_calls": "aucun appel ne vient, plan B prêt dans la console",
    "plan_b_vapi_away": "Vapi ne répond plus, plan B prêt dans la console",
    "trials": "deux appels d'essai de suite ont échoué",
    "hang": "Paul reste muet pendant un appel",
    "no_assistant_from_server": "un appelant n'a eu personne au bout du fil",
    "start_error": "un appel n'a pas pu commencer",
    "vapi_fault": "panne chez Vapi",
    "provider_fault": "panne d'un fournisseur de Paul",
    "config_fault": "réglage de Paul refusé",
    "pipeline_legacy": "panne d'un fournisseur de Paul",
}


def phone(number: str | None) -> str:
    """`450 555-0134`; as it is when it is no Canadian number."""
    if number and number.startswith("+1") and len(number) == 12:
        return f"{number[2:5]} {number[5:8]}-{number[8:]}"
    return number or "numéro masqué"


def sms(given: dict[str, Any], link: str, brand: str, single: int = SINGLE) -> str:
    """The SMS for a case, in GSM 03.38, within one message of `single` septets with the brand and the link."""
    kind, *parts, number = (to_gsm7(part[:SINGLE]) for part in _headline(given))
    room = single - septets(to_gsm7(brand)) - BRAND_JOIN
    text = _joined(kind, *parts, number, link)
    while septets(text) > room and (longest := max(parts, key=len, default="")):
        # Who, what and where can be told in fewer words; the number and the link cannot.
        parts[parts.index(longest)] = shorter(longest)
        text = _joined(kind, *parts, number, link)
    while septets(text) > room and kind:
        kind = shorter(kind)
        text = _joined(kind, number, link)
    return text


def shorter(said: str) -> str:
    """The same without its last word, nor what only led up to it: `le drain de` says less than `le drain`."""
    kept = said.split()[:-1]
    while kept and kept[-1].strip(".,;:!?-").lower() in _LEADING_UP:
        del kept[-1]
    return " ".join(kept).rstrip(" .,;:-")


def _joined(*parts: str) -> str:
    return " - ".join(part for part in parts if part)


def email(given: dict[str, Any], link: str) -> tuple[str, str]:
    """Subject and text. The subject may show on a locked screen: no name in it."""
    parts = _headline(given)
    subject = f"Drain Fortin: {parts[0]}"
    result = given["alert"].get("detail") if given["alert"]["kind"] == "digest" else None
    lines = [result or _joined(*parts), *_bundled(given), "", f"Voir et confirmer: {link}"]
    return subject[:150], "\n".join(lines)


def told(given: dict[str, Any]) -> list[str]:
    """What is to be said, without the number to call: at the phone nobody writes it down."""
    return _headline(given)[:-1]


def _headline(given: dict[str, Any]) -> list[str]:
    """What is to be said, in order: the kind first, the number to call last, empty where there is none."""
    alert, lead, call = given["alert"], given.get("lead") or {}, given.get("call") or {}
    kind, others, opening = alert["kind"], len(given.get("bundled") or []), given.get("opening")
    if kind == "test":
        result = f"Message d'un {details.sentence(alert['detail'])}" if alert.get("detail") else "Message d'essai"
        return [f"{result}: tout va bien", ""]
    if kind == "digest":
        return [(alert.get("detail") or "Bilan du matin").partition("\n")[0], ""]
    if kind == "paul_trouble":
        return [
            opening or OPENINGS[kind] if alert["urgent"] or not others else f"{others + 1} alertes, la première: Paul",
            _TROUBLE.get(alert.get("detail") or "", "un appel a échoué"),
            phone(call.get("caller_number")) if call and alert.get("detail") != "trials" else "",
        ]
    if kind in ("no_webhook", "journal", "backup", "volume"):
        return ["ATTENTION", details.sentence(alert.get("detail") or kind), ""]
    more = f"{others + 1} demandes, la première" if others else ""
    who = phone(lead.get("phone") or call.get("caller_number"))
    if kind == "hung_up":
        return [more, words.kind(kind, call.get("outcome")), _called(given), who]
    about = [lead.get("name") or "", _problem(lead), _where(lead)]
    urgent = (opening or OPENINGS["urgent_lead"]) if alert["urgent"] else ""
    put_right = details.corrected(alert.get("detail"))
    if kind == "appointment" or given.get("appointment"):
        return [": ".join(filter(None, (put_right, urgent, more, _visit(given)))), *about, who]
    told = urgent or more or _unowned(alert.get("detail")) or opening or OPENINGS["lead"]
    return [": ".join(filter(None, (put_right, told))), *about, _called(given), who]


def _unowned(detail: str | None) -> str:
    code, values = coded.split(detail or "")
    return f"Sans personne {values['minutes']} min" if code == "unowned" else ""


def _where(lead: dict[str, Any]) -> str:
    where = lead.get("city") or lead.get("address") or ""
    return f"{where} (hors secteur)" if lead.get("out_of_area") else where


def _visit(given: dict[str, Any]) -> str:
    visit, changed = given.get("appointment") or {}, _changed(given["alert"].get("detail"))
    if changed:
        return changed
    if not visit.get("starts_at"):
        return "RDV"
    return f"RDV {'ANNULÉ ' if visit.get('status') == 'cancelled' else ''}{_short(visit['starts_at'])}"


def _changed(detail: str | None) -> str:
    """What became of a visit that stood, and from when to when; empty for an alert that tells of no change."""
    code, values = coded.split(detail or "")
    match code:
        case "visit_moved":
            return f"RDV DÉPLACÉ du {_short(values['from'])} au {_short(values['to'])}"
        case "visit_cancelled":
            return f"RDV ANNULÉ {_short(values['from'])}"
        case _:
            return ""


def _short(moment: str) -> str:
    local = datetime.fromisoformat(moment).astimezone(ZONE)
    return f"{local.day}/{local.month} {local.hour}h{local.minute:02d}"


def _called(given: dict[str, Any]) -> str:
    """When they called: the hour, and the day when it is not today any more."""
    said_at = (given.get("call") or {}).get("created_at") or (given.get("lead") or {}).get("created_at")
    if not said_at or not given.get("now"):
        return ""
    local, today = (datetime.fromisoformat(at).astimezone(ZONE) for at in (said_at, given["now"]))
    hour = f"{local.hour}h{local.minute:02d}"
    return hour if local.date() == today.date() else f"{local.day}/{local.month} {hour}"


def _problem(lead: dict[str, Any]) -> str:
    service = lead.get("service") or ""
    return lead.get("description") or SERVICES.get(service, service.replace("_", " "))


def _bundled(given: dict[str, Any]) -> list[str]:
    others = given.get("bundled") or []
    return [f"+ {_joined(_changed(other.get('detail')), *_whom(other))}" for other in others]


def _whom(other: dict[str, Any]) -> tuple[str, str, str]:
    left = words.kind("hung_up", other.get("outcome")) if other.get("kind") == "hung_up" else ""
    return _problem(other) or left, other.get("city") or "", phone(other.get("phone"))
