"""The morning digest: yesterday in a few lines, and what needs a person. That it comes proves that alerting lives."""

from __future__ import annotations

from typing import Any

from backend.db import Pool, query


async def raise_digest(pool: Pool) -> None:
    """Raise today's digest once it is due; does nothing the second time."""
    async with pool.connection() as conn:
        row = await (await conn.execute(query("digest_facts"))).fetchone()
        facts = row["facts"] if row else None
        if not isinstance(facts, dict):
            return
        needs = needs_a_person(facts)
        headline = headline_of(facts, needs)
        words = "\n".join([headline, "", *lines_of(facts)])
        await conn.execute(query("raise_digest"), [facts["day"], words, headline, needs])


def needs_a_person(facts: dict[str, Any]) -> bool:
    """True when somebody waits, or something did not arrive."""
    counted = ("urgent_to_call_back", "alerts_failed", "unapplied")
    return any(facts[name] for name in counted) or bool(facts["unreachable"])


def headline_of(facts: dict[str, Any], needs: bool) -> str:
    """One line, without anybody's name."""
    calls = facts["counts"]["calls"]
    result = f"Bilan: {calls} appel{_s(calls)} hier, {people_waiting(facts)} à rappeler"
    return f"{result}. À VOIR CE MATIN" if needs else result


def people_waiting(facts: dict[str, Any]) -> int:
    """Everybody of «À rappeler»: leads nobody called yet, and callers who left before leaving one."""
    return int(facts["to_call_back"]) + int(facts["hung_up"])


def lines_of(facts: dict[str, Any]) -> list[str]:
    """The digest's body; what is zero and harmless is left out of the second part."""
    counts, urgent, hung_up = facts["counts"], facts["urgent_to_call_back"], facts["hung_up"]
    result = [
        f"Hier: {counts['calls']} appels, {counts['leads']} clients potentiels, {counts['appointments']} rendez-vous.",
        f"À rappeler: {people_waiting(facts)}, dont {urgent} urgent{_s(urgent)}"
        f" et {hung_up} appelant{_s(hung_up)} parti{_s(hung_up)} sans laisser de message.",
    ]
    concerns = [
        (facts["alerts_failed"], "alertes n'ont rejoint personne."),
        (facts["alerts_unconfirmed"], "alertes remises à Brevo sans confirmation de livraison."),
        (facts["unapplied"], "messages de Vapi gardés mais pas encore appliqués."),
        (len(facts["unreachable"]), "destinataires dont le téléphone ne reçoit plus nos messages."),
    ]
    wrong = [f"- {count} {words}" for count, words in concerns if count]
    return [*result, "", *(wrong or ["Le système va bien: rien à signaler."])]


def _s(count: int) -> str:
    return "s" if count > 1 else ""
