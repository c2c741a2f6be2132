"""Who can get in: an owner, people whose invitation still works, and whether Vapi's signatures are ours."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg

from backend import fr
from backend.db import query
from backend.doctor.finding import Finding, broken, gap, ok

# So many requests without a signature come by in a day, from whoever tries every address.
STRANGERS = 5


def known(conn: psycopg.Connection) -> Iterator[Finding]:
    """Nothing where the tables are not there yet: the schema is told apart."""
    try:
        owners, stale = conn.execute(query("doctor_people")).fetchone() or (0, 0)
        refused, accepted = conn.execute(query("doctor_signatures")).fetchone() or (0, False)
    except (psycopg.errors.UndefinedTable, psycopg.errors.InvalidSchemaName):
        return
    yield from _owners(owners)
    yield from _invitations(stale)
    yield from _signatures(refused, accepted=accepted)


def _owners(n: int) -> Iterator[Finding]:
    if n:
        yield ok("Compte du propriétaire", "il y en a un")
    else:
        yield broken(
            "Compte du propriétaire",
            "il n’y en a aucun",
            "Personne ne peut inviter ni régler quoi que ce soit.",
            "Faites-le : python -m backend.team first-owner --email … --name …",
        )


def _invitations(stale: int) -> Iterator[Finding]:
    """How long a link lives is told by nobody: only a link that nobody could use shows it."""
    setting = "Supabase, Providers : Email OTP expiration"
    if stale:
        one = "une invitation a plus d’une heure et n’a pas servi"
        many = f"{stale} invitations ont plus d’une heure et n’ont pas servi"
        yield gap(
            setting,
            one if stale == 1 else many,
            "D’origine, un lien vit une heure : ceux-là ne marchent sans doute plus.",
            "Mettez 86400 (un jour) dans Authentication, Sign In / Providers, Email; renvoyez les liens (Équipe).",
        )
    else:
        yield ok(setting, "aucune invitation n’attend depuis plus d’une heure")


def _signatures(refused: int, *, accepted: bool) -> Iterator[Finding]:
    """Vapi never tells a secret again: what it signs shows whether it is ours. Strangers try now and then."""
    setting = "VAPI_WEBHOOK_SECRET"
    count = fr.count(refused, "message refusé", "messages refusés")
    renew = "Mettez le même secret des deux côtés : python -m backend.paul apply --renew-secret"
    if refused > STRANGERS and not accepted:
        yield broken(setting, f"{count} en 24 heures, aucun accepté",
                     "Ce n’est pas le secret que Vapi emploie : ce que Paul entend est perdu.", renew)  # fmt: skip
    elif refused > STRANGERS:
        yield gap(setting, f"{count} depuis le dernier accepté",
                  "Le secret a changé d’un côté seulement, ou un inconnu insiste.", renew)  # fmt: skip
    elif accepted:
        yield ok(setting, "les derniers messages de Vapi étaient signés par lui")
