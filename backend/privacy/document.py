"""What is handed to the person: a page that anybody can read and print, and the certificate."""

from __future__ import annotations

from datetime import date, datetime
from html import escape
from typing import Any
from uuid import UUID, uuid4

from backend import fr
from backend.calls import words as wording
from backend.privacy import read as privacy
from backend.privacy import words as say
from backend.privacy.read import Request
from backend.supabase.rpc import Rpc

_STYLE = """body{font:1rem/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem;color:#17232a}
h1{font-size:1.5rem}h2{font-size:1.15rem;margin-top:2rem;border-bottom:1px solid #ccc}
h3{font-size:1rem;margin:1.2rem 0 .2rem}
dl{display:grid;grid-template-columns:11rem 1fr;gap:.1rem .8rem;margin:.3rem 0}dt{color:#566070}dd{margin:0}
.say{margin:.2rem 0}.say b{display:inline-block;min-width:5rem}p.q{color:#566070}@media print{body{margin:0}}"""
_PAGE = """<!doctype html><html lang="fr"><head><meta charset="utf-8"><meta name="viewport"
content="width=device-width,initial-scale=1"><title>{title}</title><style>{style}</style></head>
<body>{body}</body></html>"""
_LEAD = (
    ("name", "Nom"), ("phone", "Téléphone"), ("address", "Adresse"), ("city", "Ville"), ("postal_code", "Code postal"),
    ("service", "Service"), ("description", "Problème"), ("client_type", "Sorte de client"), ("note", "Note"),
)  # fmt: skip
_SPEAKERS = {"caller": "Vous", "paul": "Paul"}


def file_name(request: Request, ending: str) -> str:
    """By the request's number: a file name must tell nothing about anybody."""
    return f"dossier-{request.ref}.{ending}"


def page_bytes(api: Rpc, request: UUID) -> bytes:
    """For people. The messages repeat it word for word, and are in the files for other programs."""
    result = privacy.export(api, uuid4(), request)
    made = f"Demande L25-{result['request']:04d}, le {fr.day(_at(result['exported_at']))}."
    parts = [
        f"<h1>Renseignements détenus par Drain Fortin</h1><p class=q>{escape(made)}</p>",
        _section("Fiches", [_lead(one) for one in result["leads"]]),
        _section("Rendez-vous", [_visit(one) for one in result["appointments"]]),
        _section("Appels", [_call(one) for one in result["calls"]]),
        _section("Messages à l’équipe, et au client sur ses visites", [_alert(one) for one in result["alerts"]]),
        f"<p class=q>Les {result['counts']['messages']} messages techniques reçus de Vapi, qui répètent ce qui précède"
        " mot pour mot, sont dans les fichiers JSON et CSV joints.</p>",
    ]
    return _page("Renseignements détenus", "".join(parts))


def certificate_bytes(request: Request) -> bytes:
    """What was erased, when and where; nothing of the person."""
    done = request.certificate
    if done is None:
        return b""
    erased = "".join(f"<li>{escape(one)}</li>" for one in say.held(done)) or "<li>Rien n’était détenu.</li>"
    journal = ""
    if done.journal and not done.journal.length:
        journal = (
            f"<p>Journal de secours du webhook: vide à la dernière mesure, {escape(_moment(done.journal.at))}.</p>"
        )
    body = (
        f"<h1>Certificat d’effacement {request.ref}</h1>"
        f"<p>Drain Fortin a effacé, le {escape(_moment(done.erased_at))}, tout ce qui était détenu au sujet de la"
        f" personne de cette demande, reçue le {escape(_day(request.received_on))}:</p><ul>{erased}</ul>"
        f"<p>{escape(say.at_vapi(request.at_vapi)[0])}.</p>{journal}<p>{escape(say.copies(done))}</p>"
        "<p>Un message de ces appels qui arriverait encore est refusé: rien de ce qui est effacé ne revient.</p>"
        "<p>Si ce numéro a répondu STOP, il le reste: seule une empreinte, qui ne dit pas le numéro, est gardée pour ne"
        " plus lui écrire.</p>"
        "<p>Brevo et Twilio, qui portent les alertes à l’équipe, gardent leurs propres journaux d’envoi: Drain Fortin"
        " leur en demande l’effacement séparément.</p>"
        f"<p class=q>Effacement demandé par {escape(request.closed_by_name or 'l’équipe')}. Ce certificat ne répète"
        " aucune des données.</p>"
    )
    return _page(f"Certificat {request.ref}", body)


def _page(title: str, body: str) -> bytes:
    return _PAGE.format(title=escape(title), style=_STYLE, body=body).encode()


def _section(title: str, parts: list[str]) -> str:
    return f"<h2>{escape(title)}</h2>" + ("".join(parts) or "<p class=q>Rien.</p>")


def _facts(pairs: list[tuple[str, str | None]]) -> str:
    rows = "".join(f"<dt>{escape(name)}</dt><dd>{escape(value)}</dd>" for name, value in pairs if value)
    return f"<dl>{rows}</dl>"


def _lead(lead: dict[str, Any]) -> str:
    shown = [(label, fr.phone(lead[key]) if key == "phone" and lead[key] else lead[key]) for key, label in _LEAD]
    written = [(f"Note du {_moment(_at(one['at']))}", one["text"]) for one in lead["notes"]]
    facts = [("Notée le", _moment(_at(lead["created_at"]))), *shown, *written]
    return f"<h3>Fiche {escape(lead['ref'])}</h3>" + _facts(facts)


def _visit(visit: dict[str, Any]) -> str:
    states = {"booked": "prévu", "cancelled": "annulé", "done": "fait"}
    return _facts(
        [("Le", _moment(_at(visit["starts_at"]))), ("Où", visit["address"]), ("État", states.get(visit["status"]))]
    )


def _call(call: dict[str, Any]) -> str:
    said = "".join(_line(one) for one in call["conversation"] if one["kind"] == "said" and one.get("text"))
    facts = [
        ("Numéro", fr.phone(call["caller_number"])),
        ("Nom", call["caller_name"]),
        ("Issue", wording.outcome(call["outcome"])),
        ("Résumé", call["summary"]),
        ("Enregistrement", "chez Vapi" if call["has_recording"] else "aucun"),
    ]
    return f"<h3>Appel du {escape(_moment(_at(call['created_at'])))}</h3>" + _facts(facts) + said


def _line(line: dict[str, Any]) -> str:
    speaker = _SPEAKERS.get(line.get("speaker", ""), "")
    return f"<p class=say><b>{escape(speaker)}</b> {escape(line['text'])}</p>"


def _alert(alert: dict[str, Any]) -> str:
    return _facts([("Le", _moment(_at(alert["created_at"])))])


def _at(written: str) -> datetime:
    return datetime.fromisoformat(written)


def _day(on: date) -> str:
    return f"{fr.day(on)} {on.year}"


def _moment(at: datetime) -> str:
    return f"{fr.day(at)} {fr.local(at).year} à {fr.clock(at)}"
