"""What each probe is called, what it means and what to do when it is red."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from backend import fr

MINUTE_S = 60.0


@dataclass(frozen=True, slots=True)
class Words:
    """One probe on the screen. `show` says its value; above `slow` it is amber, though it worked."""

    name: str
    meaning: str
    remedy: str
    show: Callable[[float], str]
    every_s: float = MINUTE_S
    slow: float | None = None
    source: str = "sonde de chaque minute"


def _waits(seconds: float) -> str:
    return f"le plus ancien attend depuis {fr.span(seconds)}" if seconds >= 1 else "rien en retard"


def _percent(value: float) -> str:
    return f"{fr.decimal(value, 0)}{fr.NBSP}% libres"


def _apart(seconds: float) -> str:
    if seconds == 0:
        return "moins de 1\u00a0s d’écart"
    return f"{fr.decimal(abs(seconds), 2 if abs(seconds) < 1 else 1)}{fr.NBSP}s d’écart"


def _days(value: float) -> str:
    return f"encore {fr.count(int(value), 'jour')}"


def _dollars(value: float) -> str:
    return f"{fr.decimal(value, 2)}{fr.NBSP}$ US"


def _connections(value: float) -> str:
    return fr.count(int(value), "connexion")


def _credits(value: float) -> str:
    return fr.count(int(value), "crédit")


POOLER_REMEDY = (
    "Paul répond encore. Arrêtez ce qui tient des connexions de trop (une migration, un outil, un programme resté "
    "d’avant), ou agrandissez le pooler chez Supabase: Database, Connection pooling, Pool size."
)
STUCK = "Regardez si le service de fond travaille (présence, journal des erreurs); redémarrez-le si rien n’avance."

PROBES: dict[str, Words] = {
    "data_api": Words(
        "Porte des données", "Un inconnu y frappe et doit être refusé: la porte répond, et elle est fermée à clé.",
        "La console ne peut rien lire; Paul et les alertes continuent. Redémarrez PostgREST ou voyez Supabase.",
        fr.milliseconds, slow=500,
    ),
    "vapi": Words(
        "Vapi", "Le fournisseur de Paul répond à notre clé.",
        "Voyez l’état de Vapi et la clé VAPI_API_KEY. Les appels arrivent par un autre chemin: regardez aussi l’écart.",
        fr.milliseconds, slow=2000,
    ),
    "brevo_credits": Words(
        "Crédits de textos", "Ce qu’il reste chez Brevo; demandé quatre fois l’heure, car Brevo compte nos questions.",
        "Achetez des crédits chez Brevo, ou vérifiez BREVO_API_KEY: à zéro, les alertes partent par courriel.",
        _credits, every_s=900, source="compte Brevo",
    ),
    "twilio_balance": Words(
        "Second fournisseur", "Ce que tient le compte Twilio: le second chemin des textos, et les appels.",
        "Rechargez le compte Twilio, ou vérifiez TWILIO_AUTH_TOKEN: sans lui rien n’appelle ni ne remplace Brevo.",
        _dollars, every_s=900, source="compte Twilio",
    ),
    "pooler": Words(
        "Connexions à la base", "Ce que la base en tient à présent; une de plus doit y trouver place.", POOLER_REMEDY,
        _connections,
    ),
    "queue_inbox": Words(
        "File des messages", "Messages de Paul à appliquer de nouveau, dont l’heure est passée.", STUCK, _waits
    ),
    "queue_alerts": Words("File des alertes", "Alertes à remettre, dont l’heure est passée.", STUCK, _waits),
    "queue_backups": Words("File des sauvegardes", "Copies et épreuves demandées, pas encore prises.", STUCK, _waits),
    "queue_trials": Words("File des essais", "Appels d’essai demandés, pas encore composés.", STUCK, _waits),
    "disk": Words(
        "Disque du service de fond", "Plein, il empêche copies et épreuves.",
        "Libérez de la place: anciennes copies, journaux du système.", _percent,
    ),
    "journal_disk": Words(
        "Disque de la réception", "Plein, il empêche de garder un message pendant une panne de la base.",
        "Libérez de la place là où se trouve JOURNAL_PATH, sans toucher à ce fichier.", _percent,
    ),
    "clock": Words(
        "Horloge", "Comparée à celle de Vapi: à 5 minutes d’écart, ses messages seraient refusés.",
        "Remettez cette machine à l’heure (synchronisation NTP).", _apart,
    ),
    "clock_database": Words(
        "Horloge de la base", "Comparée à celle du service de fond: les âges affichés en dépendent.",
        "Remettez à l’heure la machine de la base ou celle du service de fond.", _apart,
    ),
    "certificate": Words(
        "Certificats", "Le premier qui expire parmi nos adresses publiques.",
        "Renouvelez le certificat: une fois expiré, Vapi et les navigateurs refusent nos adresses.",
        _days, every_s=3600, source="adresses https",
    ),
    "dead_man": Words(
        "Veilleur du dehors", "Un service extérieur attend notre signe chaque minute et sonne l’alarme s’il manque.",
        "Vérifiez l’adresse DEAD_MAN_URL: le veilleur ne reçoit plus notre signe et va sonner.", fr.milliseconds,
    ),
}  # fmt: skip

# One message of our own through everything, and what each step of it took.
_CHAIN_SOURCE = "sonde de toutes les cinq minutes"
CHAIN: dict[str, Words] = {
    "chain": Words(
        "De bout en bout", "Un message signé comme ceux de Vapi va du webhook jusqu’à ce que lit un écran.",
        "Les appels prennent le même chemin: voyez l’étape qui manque. Deux fois de suite, une alerte part.",
        fr.milliseconds, every_s=300, slow=10_000, source=_CHAIN_SOURCE,
    ),
    "chain_webhook": Words(
        "Bout en bout: reçu et gardé", "Signature reconnue, message dans la base, appel calculé.",
        "Vérifiez WEBHOOK_URL, et que VAPI_WEBHOOK_SECRET est le même pour le service de fond et la réception.",
        fr.milliseconds, every_s=300, slow=2_000, source=_CHAIN_SOURCE,
    ),
    "chain_alert": Words(
        "Bout en bout: alerte", "Levée avec l’appel et menée au bout. Elle n’est pour personne: aucun texto ne part.",
        "Les alertes ne partent plus: redémarrez le service de fond et regardez la file des alertes.",
        fr.milliseconds, every_s=300, slow=5_000, source=_CHAIN_SOURCE,
    ),
    "chain_read": Words(
        "Bout en bout: lu", "Un compte connecté, qui ne voit que ces sondes, trouve l’appel dans le journal.",
        "Les écrans ne montreraient plus les appels: regardez la porte des données et SUPABASE_SECRET_KEY.",
        fr.milliseconds, every_s=300, slow=2_000, source=_CHAIN_SOURCE,
    ),
}  # fmt: skip

# Drawn by lights of their own, or part of another's figure.
OTHERS = ("database", "webhook", "journal_length", "journal_oldest_s", "worker")
ALL = (*OTHERS, *PROBES, *CHAIN)
# Which history belongs to a light that is not in PROBES.
HISTORY_OF = {
    "Base, vue du service de fond": "database", "Réception des appels": "webhook",
    "Journal de secours": "journal_length", "Service de fond: présence": "worker",
}  # fmt: skip


def _share(value: float) -> str:
    return f"{fr.decimal(value, 0)}{fr.NBSP}%"


def _plain(value: float) -> str:
    return fr.decimal(value, 0)


def _seconds(value: float) -> str:
    return f"{fr.decimal(value, 2)}{fr.NBSP}s"


# A value alone, under the bars of its 24 hours.
SHORT: dict[str, Callable[[float], str]] = {
    **dict.fromkeys(("database", "webhook", "data_api", "vapi", "dead_man", *CHAIN), fr.milliseconds),
    **dict.fromkeys(("worker", "queue_inbox", "queue_alerts", "queue_backups", "queue_trials"), fr.span),
    **dict.fromkeys(("disk", "journal_disk"), _share),
    **dict.fromkeys(("clock", "clock_database"), _seconds),
    "twilio_balance": _dollars,
    **dict.fromkeys(("brevo_credits", "certificate", "journal_length", "pooler"), _plain),
}

REASONS = {
    "pooler_full": "le pooler n’en a plus une seule de libre",
    "webhook": "arrêté à la réception",
    "alert": "arrêté à l’alerte",
    "read": "arrêté à la lecture",
    "journaled": "gardé hors de la base, ou pas encore appliqué",
    "not_computed": "gardé, mais aucun appel n’en est sorti",
    "unseen": "l’appel n’est pas dans le journal",
    "silent": "n’a pas répondu à temps",
    "ConnectError": "injoignable",
    "ConnectTimeout": "injoignable",
    "ReadTimeout": "n’a pas répondu à temps",
    "open_to_strangers": "ouverte à n’importe qui",
    "expired": "expiré",
    "untrusted": "refusé par les navigateurs",
    "no_date": "pas de date dans la réponse",
    "HTTP 401": "refuse notre clé (HTTP 401)",
    "HTTP 403": "refuse notre accès (HTTP 403)",
    "HTTP 429": "demande d’attendre (HTTP 429)",
}
NOT_APPLICABLE = {
    "data_api": "non mesuré: SUPABASE_URL ou SUPABASE_PUBLISHABLE_KEY manque au service de fond",
    "chain": "non mesuré: VAPI_WEBHOOK_SECRET ou SUPABASE_SECRET_KEY manque au service de fond",
    "chain_webhook": "non mesuré: VAPI_WEBHOOK_SECRET ou WEBHOOK_URL manque au service de fond",
    "chain_read": "non mesuré: SUPABASE_SECRET_KEY manque au service de fond",
    "vapi": "non mesuré: pas de clé VAPI_API_KEY",
    "brevo_credits": "non mesuré: pas de clé BREVO_API_KEY",
    "clock": "non mesurée: Vapi est simulé sur cette machine, qui ne peut se juger elle-même",
    "certificate": "sans objet sur cette machine: aucune adresse publique",
}
BESIDE = {"simulated": "simulé", "loopback": "vu de cette machine seulement"}
