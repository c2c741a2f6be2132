"""Requests about personal data, in plain French."""

from __future__ import annotations

from backend import fr
from backend.lights import Tone
from backend.privacy.read import AtVapi, Certificate, Counts, Kind, Request

KINDS: dict[Kind, str] = {"access": "Accès", "correction": "Rectification", "erasure": "Effacement"}
MEANINGS: dict[Kind, str] = {
    "access": "savoir ce qui est détenu, en recevoir une copie",
    "correction": "faire corriger ce qui est inexact",
    "erasure": "faire effacer ce qui est détenu",
}
OUTCOMES = {
    "answered": "répondue",
    "refused": "refusée, avec les motifs par écrit",
    "erased": "effacée",
    "nothing_held": "rien n’était détenu",
}
VAPI_TROUBLE = {
    "no_vapi": "le service de fond n’a pas la clé de Vapi (VAPI_API_KEY); Vapi efface de lui-même après 14 jours",
    "away": "Vapi ne répond pas: nouvel essai sous peu",
    "silent": "Vapi ne répond pas: nouvel essai sous peu",
    "failing": "Vapi n’a pas pu effacer l’enregistrement: nouvel essai sous peu",
    "refused_key": "Vapi refuse la clé",
    "too_many": "Vapi demande d’attendre: nouvel essai sous peu",
}


def who(request: Request) -> str:
    """Whom it is about."""
    known = [request.full_name, fr.phone(request.phone) if request.phone else None]
    return ", ".join(one for one in known if one) or "Personne oubliée"


def deadline(request: Request) -> tuple[str, Tone]:
    """How the thirty days stand."""
    if request.state == "closed":
        return OUTCOMES.get(request.outcome or "", ""), "good" if request.outcome != "refused" else "plain"
    if request.state == "erasing":
        return "effacement en cours", "plain"
    if request.days_left < 0:
        return f"en retard de {fr.count(-request.days_left, 'jour')}: le silence vaut refus", "bad"
    left = "dernier jour" if request.days_left == 0 else f"il reste {fr.count(request.days_left, 'jour')}"
    return left, "warn" if request.days_left <= 7 else "plain"


def held(counts: Counts | Certificate) -> list[str]:
    """How much, kind by kind; what there is none of is left out."""
    result = (
        fr.count(counts.calls, "appel") if counts.calls else "",
        fr.count(counts.lines, "ligne de conversation", "lignes de conversation") if counts.lines else "",
        fr.count(counts.recordings, "enregistrement") if counts.recordings else "",
        fr.count(counts.leads, "fiche") if counts.leads else "",
        fr.count(counts.appointments, "rendez-vous", "rendez-vous") if counts.appointments else "",
        fr.count(counts.messages, "message reçu tel quel", "messages reçus tels quels") if counts.messages else "",
        fr.count(counts.alerts, "alerte") if counts.alerts else "",
        fr.count(counts.receipts, "accusé de livraison", "accusés de livraison") if counts.receipts else "",
        fr.count(counts.trials, "appel d’essai", "appels d’essai") if counts.trials else "",
        fr.count(counts.trail, "ligne du journal des gestes, caviardée", "lignes du journal des gestes, caviardées")
        if counts.trail
        else "",
    )
    return [one for one in result if one]


def at_vapi(state: AtVapi) -> tuple[str, Tone]:
    """How far the erasure is at Vapi."""
    if state.asked:
        why = VAPI_TROUBLE.get(state.reason or "", state.reason or "en cours")
        return f"Chez Vapi: {fr.count(state.asked, 'appel')} à effacer encore ({why})", "warn"
    done = state.erased + state.gone
    if not done:
        return "Chez Vapi: rien à effacer", "plain"
    gone = f", dont {state.gone} que Vapi n’avait déjà plus" if state.gone else ""
    return f"Chez Vapi: {fr.count(done, 'appel effacé', 'appels effacés')}, enregistrements compris{gone}", "good"


def copies(certificate: Certificate) -> str:
    """What the backup copies still hold."""
    if certificate.copies_until is None:
        return "Aucune copie de sauvegarde n’existait."
    until = certificate.copies_until
    return (
        f"Les copies de sauvegarde, chiffrées, vieillissent: la dernière qui contient ces données disparaît au"
        f" plus tard le {fr.day(until)} {until.year}. Elles ne sont pas ouvertes d’ici là, sauf pour restaurer la base."
    )
