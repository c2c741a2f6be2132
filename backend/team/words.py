"""Accounts in plain French: what was asked, how it stands, why it did not work."""

from __future__ import annotations

from datetime import datetime

from backend import fr
from backend.lights import Tone
from backend.person import Role
from backend.supabase.errors import REFUSALS
from backend.team.read import Member, Order

ROLES: dict[Role, str] = {"staff": "Bureau", "admin": "Administration", "owner": "Propriétaire"}
DUTIES: dict[Role, str] = {
    "staff": "les écrans de tous les jours et les appels d’essai",
    "admin": "tout, sauf l’accès d’un propriétaire",
    "owner": "les écrans de tous les jours, l’équipe et la conformité",
}
_REASONS = {
    "no_key": "le service de fond n’a pas la clé secrète de Supabase (SUPABASE_SECRET_KEY)",
    "away": "le service de connexion ne répond pas: nouvel essai sous peu",
    "refused_key": "Supabase refuse la clé secrète: voyez SUPABASE_SECRET_KEY",
    "unclear": "réponse incomprise du service de connexion: nouvel essai sous peu",
    "no_email": "le courriel n’est pas parti: voyez Brevo dans Alertes",
    "taken": "cette adresse a déjà un compte",
    "unknown_account": "ce compte n’existe plus au service de connexion",
    "replaced": "remplacé par une demande plus récente",
}
_ASKED = {
    "invite": "invitation",
    "link": "lien de mot de passe",
    "suspend": "fermeture du compte",
    "restore": "réouverture du compte",
}
_DONE = {
    "invite": "invitation envoyée",
    "link": "lien de mot de passe envoyé",
    "suspend": "compte fermé au service de connexion",
    "restore": "compte rouvert",
}


def order(one: Order, now: datetime) -> tuple[str, Tone]:
    """How it stands, in words."""
    if one.state == "done":
        return f"{_DONE[one.kind]} {fr.ago(one.done_at or one.asked_at, now)}", "plain"
    why = f": {reason(one.reason)}" if one.reason else " en cours"
    return f"{_ASKED[one.kind]}{why}", "bad" if one.state == "failed" or one.reason else "warn"


def reason(code: str | None) -> str:
    """Why it is not done."""
    sentence = REFUSALS[code][1].rstrip(".") if code in REFUSALS else code or ""
    return _REASONS.get(code or "", sentence)


def seen(member: Member, now: datetime) -> str:
    """When this person last did something in the console."""
    if member.last_seen_at is None:
        return "jamais vu dans la console"
    return f"vu {fr.ago(member.last_seen_at, now)}"


def factor_warning(member: Member) -> str:
    """What taking the second factor away does, said before."""
    return (
        f"Pour un téléphone perdu ou changé: {member.full_name} est déconnecté partout, et n’entre plus qu’avec son mot"
        " de passe, jusqu’à ce qu’un autre téléphone soit lié. Assurez-vous de vive voix que la demande vient d’elle"
        " ou de lui."
    )


def warning(member: Member) -> str:
    """What suspending does, said before."""
    return (
        f"{member.full_name} ne verra plus rien dès sa prochaine demande, et ses écrans ouverts se ferment en moins"
        " d’une minute. Ce qui a été fait reste dans le journal."
    )
