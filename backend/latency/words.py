"""The words of Latence: what each figure measures, where it comes from, and how much it may claim."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

from backend import fr
from backend.latency.read import FEW, SLOW_MS, VERY_SLOW_MS, Figure, Latency
from backend.proportion import at_most

TOO_FEW = "trop peu"
NOT_MEASURED = "non mesuré"
REPORT = "rapports de fin d’appel de Vapi"
UNITS = {
    "turn": ("tour de parole", "tours de parole"),
    "worst": ("appel", "appels"),
}


@dataclass(frozen=True, slots=True)
class Stage:
    """One line of a table."""

    key: str
    name: str
    meaning: str
    source: str


PAUL = (
    Stage("endpointing", "Écoute", "comprendre que la personne a fini de parler", REPORT),
    Stage("transcriber", "Transcription", "mettre ses mots par écrit", REPORT),
    Stage("model", "Modèle", "trouver quoi répondre", REPORT),
    Stage("voice", "Voix", "commencer à le dire", REPORT),
    Stage("turn", "Attente entière", "de la fin de sa phrase au premier mot de Paul", REPORT),
    Stage("worst", "Pire attente d’un appel", "la plus longue de chaque appel", REPORT),
)
OURS = (
    Stage("webhook", "Réception d’un message", "du message de Vapi à notre réponse", "le webhook, à chaque message"),
    Stage("database", "Base, vue du service de fond", "une question simple, aller et retour",
          "sonde du service de fond, chaque minute"),
    Stage("console", "Base, vue de la console", "la ligne d’état, aller et retour",
          "la console, chaque minute où quelqu’un l’a ouverte"),
    Stage("stored", "Raccroché → en base", "jusqu’à ce que la fin de l’appel soit écrite",
          "heure de Vapi, puis boîte de réception"),
    Stage("raised", "En base → alerte remise", "alertes urgentes, jusqu’à ce que Brevo les ait",
          "alertes; les autres attendent exprès d’être regroupées"),
    Stage("sms", "Alerte remise → livrée", "textos, jusqu’au téléphone", "accusés de Brevo"),
    Stage("reached", "Raccroché → alerte livrée", "alertes urgentes; 0 quand elle arrive pendant l’appel",
          "heure de Vapi, puis accusés de Brevo"),
)  # fmt: skip


def milliseconds(value: float | None) -> str:
    """The delay, or that too few were measured to say it."""
    if value is None:
        return TOO_FEW
    return f"moins de 1{fr.NBSP}ms" if value < 1 else fr.milliseconds(value)


def share(part: int, whole: int) -> str:
    """`31 % (123 sur 398; 35 % au plus, à 95 %)`; under thirty, only `3 sur 12`."""
    if not whole:
        return NOT_MEASURED
    counted = f"{fr.decimal(part, 0)} sur {fr.decimal(whole, 0)}"
    if whole < FEW:
        return counted
    most = ceil(100 * at_most(part, whole))
    return f"{_percent(part, whole)} ({counted}; {most}{fr.NBSP}% au plus, à 95{fr.NBSP}%)"


def _percent(part: int, whole: int) -> str:
    # Neither nothing nor everything is claimed by rounding.
    if part and 200 * part < whole:
        return f"moins de 1{fr.NBSP}%"
    if part < whole and 200 * (whole - part) < whole:
        return f"plus de 99{fr.NBSP}%"
    return fr.percent(part, whole)


def verdict(turn: Figure) -> str:
    """The answer in a sentence."""
    if not turn.n:
        return "Aucun tour de parole n’a été mesuré dans cette période."
    half, most = turn.percentile(50), turn.percentile(90)
    if half is None:
        return "Un seul tour de parole a été mesuré: trop peu pour en tirer quelque chose."
    often = f", et neuf fois sur dix en {milliseconds(most)} ou moins" if most is not None else ""
    return f"Une fois sur deux, Paul répond en {milliseconds(half)} ou moins{often}."


def measured(latency: Latency) -> list[str]:
    """How many, from where, over which days."""
    turn, calls = latency.stage("turn"), latency.stage("worst")
    return [
        fr.count(turn.n, *UNITS["turn"]),
        fr.count(calls.n, *UNITS["worst"]),
        f"source: {REPORT}",
        period(latency),
    ]


def period(latency: Latency) -> str:
    """`du lun. 17 nov. au dim. 23 nov.`"""
    if latency.first == latency.last:
        return fr.day(latency.first)
    this_year = latency.first.year == latency.last.year
    year = "" if this_year else f" {latency.first.year}"
    return f"du {fr.day_short(latency.first)}{year} au {fr.day_short(latency.last)}"


def limits() -> tuple[str, str]:
    """The two thresholds, in words."""
    return f"plus de {fr.milliseconds(SLOW_MS)}", f"plus de {fr.milliseconds(VERY_SLOW_MS)}"
