"""The gates in plain French: what each claims, how it is measured, and what to do when it does not hold."""

from __future__ import annotations

from dataclasses import dataclass

VERDICTS: dict[str, str] = {"go": "GO", "limited": "GO LIMITÉ", "no": "NE PAS DÉPLOYER"}


@dataclass(frozen=True, slots=True)
class GateWords:
    """A gate's name, and what is true when it is green."""

    name: str
    claim: str


GATES: dict[str, GateWords] = {
    "secrets": GateWords("Secrets", "Aucun secret ne traîne, et la clé publique seule n’ouvre rien"),
    "paul": GateWords("Paul", "Paul répond pour vrai, et aucun appel ne manque ici"),
    "monitoring": GateWords("Surveillance", "Une panne se voit: les trois programmes savent la signaler"),
    "sms": GateWords("Textos", "Un texto arrive à chaque destinataire, et le courriel prend la relève"),
    "backups": GateWords("Sauvegardes", "Tout brûle cette nuit, et demain on repart"),
    "quality": GateWords("Qualité", "La version en marche est exactement celle qui a été vérifiée"),
    "load": GateWords("Charge", "Deux jours de vrais appels de suite sans rien perdre ni doubler"),
    "capacity": GateWords("Capacité", "Le pire moment d’une journée de cette étape a déjà été tenu"),
    "plan_b": GateWords("Plan B", "Si Paul tombe, un humain répond"),
    "privacy": GateWords("Loi 25", "Quelqu’un en répond, et ce qui doit s’effacer s’efface"),
}


@dataclass(frozen=True, slots=True)
class CheckWords:
    """One measurement: its name, how it is made, and what to do while it is not good."""

    name: str
    method: str
    todo: str


SENTRY_METHOD = "un événement d’essai accepté par Sentry"
CHECKS: dict[str, CheckWords] = {
    "secrets.history": CheckWords(
        "Historique git propre",
        "chaque ligne jamais gardée par git et l’arbre de travail, lus par detect-secrets sur ce commit",
        "Lancez .ci/run sur le commit en marche, livrez build/record.json avec lui, et posez RELEASE à ce commit.",
    ),
    "secrets.settings": CheckWords(
        "Réglages sans secret de démonstration",
        "le webhook et le service de fond examinent leurs réglages chaque heure, par empreintes, jamais les valeurs",
        "Générez de vrais secrets, changez-les chez le fournisseur, redémarrez le webhook et le service de fond.",
    ),
    "secrets.ages": CheckWords(
        "Secrets assez jeunes",
        "depuis quand la même empreinte est vue par les programmes, contre la limite de chacun",
        "Changez les secrets trop vieux: les étapes de chacun sont dans docs/secrets.md.",
    ),
    "secrets.anonymous": CheckWords(
        "La clé publique seule ne lit rien",
        "chaque table et chaque fonction demandées à l’API sans être connecté; chacune doit refuser",
        "Donnez SUPABASE_URL et SUPABASE_PUBLISHABLE_KEY au service de fond, puis «Essayer la clé publique».",
    ),
    "paul.trials": CheckWords(
        "Dix vrais appels d’essai de suite",
        "essais complets de la sonnerie au texto livré, sans un échec entre eux; les essais simulés ne comptent pas",
        "Dans Appels d’essai, avec le vrai Vapi, lancez des essais jusqu’à dix réussis de suite en 7 jours.",
    ),
    "paul.gap": CheckWords(
        "Écart 0",
        "notre liste d’appels comparée à celle de Vapi, toutes les trois minutes",
        "Dans Appels d’essai, «Comparer maintenant»; si l’écart reste, l’administrateur voit sur Santé ce qui bloque.",
    ),
    "monitoring.sentry_console": CheckWords(
        "Sentry reçoit la console", SENTRY_METHOD,
        "Posez SENTRY_DSN pour la console, redémarrez-la, puis faites l’essai dans Santé.",
    ),
    "monitoring.sentry_webhook": CheckWords(
        "Sentry reçoit le webhook", SENTRY_METHOD, "Posez SENTRY_DSN pour le webhook, et redémarrez-le."
    ),
    "monitoring.sentry_worker": CheckWords(
        "Sentry reçoit le service de fond", SENTRY_METHOD, "Posez SENTRY_DSN pour le service de fond, et redémarrez-le."
    ),
    "monitoring.check_ins": CheckWords(
        "Chaque tâche donne signe de vie",
        "le dernier pointage de chaque tâche prévue, contre son horaire",
        "L’administrateur voit sur Santé quelle tâche ne pointe plus.",
    ),
    "monitoring.errors": CheckWords(
        "Aucune erreur en 24 heures",
        "messages perdus ou refusés par erreur au webhook, et messages reçus mais pas appliqués",
        "L’administrateur voit sur Santé les messages non appliqués; Sentry en dit la cause.",
    ),
    "sms.delivered": CheckWords(
        "Un texto livré à chacun",
        "accusé de livraison de Brevo, par destinataire actif; remis à Brevo ne suffit pas",
        "Dans Alertes, envoyez un message d’essai à chaque personne, et attendez «livré».",
    ),
    "sms.email": CheckWords(
        "Le courriel de relève arrive",
        "accusé de livraison de Brevo pour un courriel d’alerte",
        "Dans Alertes, renvoyez une alerte par courriel, et attendez «livré».",
    ),
    "sms.lost": CheckWords(
        "Aucune alerte perdue",
        "alertes des 7 derniers jours échouées sans que personne ne les ait vues, ou oubliées en chemin",
        "Dans Alertes, les échouées sont en tête: renvoyez-les ou marquez-les vues.",
    ),
    "backups.proven": CheckWords(
        "Sauvegarde automatique éprouvée",
        "la dernière copie de la nuit, restaurée ailleurs et comparée table par table",
        "Dans Sauvegardes, voyez pourquoi celle de la nuit manque ou n’est pas éprouvée.",
    ),
    "backups.drill": CheckWords(
        "Exercice de restauration",
        "une copie restaurée à la demande d’une personne, comparée et chronométrée",
        "Dans Sauvegardes, «Éprouver maintenant» une copie, et attendez ✓.",
    ),
    "backups.away": CheckWords(
        "Une copie hors du fournisseur de la base",
        "où le service de fond dépose les copies, contre l’adresse de la base",
        "Posez BACKUP_STORE ailleurs: un dépôt S3 d’un autre fournisseur que la base.",
    ),
    "quality.types": CheckWords(
        "Types", "mypy --strict sur ce commit", "Lancez .ci/run sur le commit en marche, et livrez build/record.json."
    ),
    "quality.lint": CheckWords(
        "Style", "ruff sur ce commit", "Lancez .ci/run sur le commit en marche, et livrez build/record.json."
    ),
    "quality.tests": CheckWords(
        "Tests", "toute la suite sur ce commit", "Lancez .ci/run sur le commit en marche, et livrez build/record.json."
    ),
    "load.soak": CheckWords(
        "48 heures réelles au volume de l’étape",
        "appels joués avec des pannes voulues, chaque événement compté à la fin; plus court ou accéléré ne compte pas",
        "Sur l’installation qui servira: make soak HOURS=48 SPEED=1 CALLS_PER_DAY=(l’étape), puis backend.load record.",
    ),
    "capacity.ramp": CheckWords(
        "Le plus haut niveau tenu",
        "appels simultanés augmentés jusqu’à ce qu’une limite casse; on garde le dernier niveau qui a tenu",
        "Sur l’installation qui servira: make ramp, puis python -m backend.load record.",
    ),
    "plan_b.exercise": CheckWords(
        "Plan B exercé",
        "la vraie ligne détournée vers une personne, qui décroche, puis remise à Paul",
        "Dans Plan B, faites l’exercice avec le vrai Vapi.",
    ),
    "privacy.officer": CheckWords(
        "Responsable nommé", "réglages de Conformité: un nom et un moyen de le joindre", "Dans Conformité, nommez-le."
    ),
    "privacy.retention": CheckWords(
        "Effacement en marche",
        "le journal de la purge de chaque nuit, et aucune règle suspendue",
        "Dans Conformité, voyez pourquoi la purge de la nuit n’a pas eu lieu, ou remettez la règle suspendue.",
    ),
    "privacy.notice": CheckWords(
        "Avis d’enregistrement entendu",
        "les premiers mots de Paul dans les 20 derniers appels avec le vrai Paul (10 au moins)",
        "Remettez l’avis dans la première phrase de Paul, puis faites des essais réels.",
    ),
    "privacy.register": CheckWords(
        "Registres ouverts, rien en retard",
        "le registre d’incidents répond, et aucune demande n’a dépassé 30 jours",
        "Dans Conformité, répondez aux demandes en retard.",
    ),
}  # fmt: skip

UNKNOWN_CHECK = CheckWords("?", "?", "")
WEAKNESS: dict[str, str] = {"too_short": "trop court", "demonstration": "de démonstration"}
PROGRAMS: dict[str, str] = {"webhook": "le webhook", "worker": "le service de fond", "console": "la console"}
PLACES: dict[str, str] = {
    "elsewhere": "ailleurs que la base", "same_provider": "chez le même fournisseur que la base",
    "this_machine": "sur la même machine",
}  # fmt: skip
SENTRY_ERRORS: dict[str, str] = {
    "no_dsn": "SENTRY_DSN n’est pas posé",
    "unreachable": "Sentry est injoignable",
    "no_answer": "Sentry n’a pas répondu",
}
ANONYMOUS_ERRORS: dict[str, str] = {
    "not_set": "l’adresse ou la clé publique n’est pas réglée pour le service de fond",
    "away": "l’API n’a pas répondu",
    "schemas_unknown": "l’API n’a pas dit quels schémas elle montre",
}


def gate(code: str) -> GateWords:
    """The words for a gate; one that nobody has worded is shown as it is."""
    return GATES.get(code, GateWords(code, ""))


def check(gate_code: str, code: str) -> CheckWords:
    """The words for one of its measurements."""
    return CHECKS.get(f"{gate_code}.{code}", UNKNOWN_CHECK)
