"""Steps, states, failures and checks of backups in plain French: what happened, and what to do about it."""

from __future__ import annotations

from backend.backups.errors import FOR_GOOD, OF_THE_COPY
from backend.lights import Tone

REASONS: dict[str, str] = {
    "hand": "demandée", "schedule": "de la nuit", "migration": "avant un changement de la base",
    "recovery": "avant une récupération",
}  # fmt: skip
PROOF_REASONS: dict[str, str] = {
    "after": "juste après la copie", "weekly": "tirée au sort cette semaine-là", "hand": "demandée",
}  # fmt: skip
STEPS: dict[str, str] = {
    "preparing": "préparation",
    "dumping": "lecture de la base et chiffrement",
    "storing": "dépôt à l’endroit des copies",
    "reading_back": "relecture de ce qui a été déposé",
    "fetching": "reprise de la copie là où elle est gardée",
    "decrypting": "ouverture avec la clé",
    "restoring": "restauration dans une base jetable",
    "comparing": "comparaison, table par table",
    "reading": "lecture comme une personne, puis comme un inconnu",
}
# What the step is one of, so that one sees how far it is.
BACKUP_STEPS = ("preparing", "dumping", "storing", "reading_back")
PROOF_STEPS = ("fetching", "decrypting", "restoring", "comparing", "reading")
CHECKS: dict[str, str] = {
    "file": "le fichier est bien celui qui a été déposé",
    "key": "la clé l’ouvre",
    "restored": "une base neuve l’accepte en entier",
    "tables": "chaque table a les mêmes lignes et le même contenu",
    "structure": "la structure et les règles d’accès sont les mêmes",
    "anonymous": "un inconnu n’y lit rien",
    "accounts": "on peut s’y connecter",
    "signed_in": "une personne connectée y lit le dernier appel",
    "today": "elle y lit Aujourd’hui",
    "message": "un message d’appel y est reçu et compris",
}
FAILURES: dict[str, str] = {
    "client_too_old": "le programme de sauvegarde est plus vieux que la base",
    "no_public_key": "aucune clé publique n’est réglée",
    "bad_public_key": "la clé publique réglée n’en est pas une",
    "database_away": "la base n’a pas répondu",
    "dump_failed": "la lecture de la base s’est arrêtée en chemin",
    "disk_full": "il n’y a plus de place là où la copie s’écrit",
    "store_away": "l’endroit des copies ne répond pas",
    "not_read_back": "ce qui a été relu n’est pas ce qui avait été écrit",
    "worker_died": "le service de fond s’est arrêté en plein travail",
    "no_private_key": "la clé privée n’est pas là où l’on éprouve les copies",
    "missing_file": "le fichier n’est plus à sa place",
    "truncated": "le fichier est tronqué",
    "altered": "le fichier n’est pas celui qui avait été déposé: abîmé ou échangé",
    "wrong_key": "la clé privée n’est pas celle de cette copie",
    "undecryptable": "le contenu chiffré est abîmé",
    "not_restorable": "la restauration a échoué",
    "table_missing": "une table manque",
    "table_unknown": "il y a une table de trop",
    "rows_differ": "une table n’a pas le bon nombre de lignes",
    "content_differs": "une table n’a pas le bon contenu",
    "schema_differs": "la structure n’est pas la même",
    "rls_off": "les règles d’accès n’y sont plus toutes",
    "anonymous_reads": "un inconnu peut y lire",
    "nobody_signs_in": "personne ne pourrait s’y connecter",
    "message_refused": "un message d’appel n’y est pas reçu",
    "no_signed_in_read": "une personne connectée n’y retrouve pas le dernier appel",
    "no_room": "la base jetable n’a pas pu démarrer",
    "cancelled": "arrêtée à la demande d’une personne",
    "stopped": "le service de fond s’est arrêté; il reprendra",
    "unexpected": "une erreur imprévue, signalée",
}
REMEDIES: dict[str, str] = {
    "client_too_old": "Mettez à jour les programmes de Postgres du service de fond.",
    "no_public_key": "Donnez BACKUP_PUBLIC_KEYS au service de fond.",
    "bad_public_key": "Vérifiez BACKUP_PUBLIC_KEYS: elle commence par age1.",
    "disk_full": "Faites de la place, ou gardez moins de copies.",
    "store_away": "Vérifiez BACKUP_STORE, le disque ou les accès au dépôt.",
    "no_private_key": "Donnez BACKUP_PRIVATE_KEY_FILE au service de fond.",
    "wrong_key": "Retrouvez la clé privée de cette copie: voyez docs/recovery.md, «Clé perdue».",
    "missing_file": "Cette copie ne servira plus: faites-en une autre maintenant.",
    "truncated": "Cette copie ne servira plus: faites-en une autre maintenant.",
    "altered": "Cette copie ne servira plus: faites-en une autre maintenant, et cherchez qui a touché au dépôt.",
    "undecryptable": "Cette copie ne servira plus: faites-en une autre maintenant.",
}
TRIED_AGAIN = "Un nouvel essai aura lieu seul; si cela dure, regardez le journal du service de fond."
NOT_TRIED_AGAIN = "Cette copie n’est pas essayée de nouveau: faites-en une autre maintenant, et gardez celle-ci."


def failure(code: str | None) -> str:
    """Why, in words; the code itself for one that has none yet."""
    return FAILURES.get(code or "", code or "")


def remedy(code: str | None) -> str:
    """What to do about it."""
    another_try = code not in (*FOR_GOOD, *OF_THE_COPY)
    return REMEDIES.get(code or "", TRIED_AGAIN if another_try else NOT_TRIED_AGAIN)


def recovery_remedy(code: str) -> str:
    """The same for a recovery, which nobody tries again but the person who reads this."""
    return REMEDIES.get(
        code, "Personne n’essaie de nouveau à votre place: lancez la même commande une fois la cause levée."
    )


def step(code: str | None) -> str:
    """What is being done, and which of the steps that is."""
    for steps in (BACKUP_STEPS, PROOF_STEPS):
        if code is not None and code in steps:
            return f"étape {steps.index(code) + 1} de {len(steps)}: {STEPS[code]}"
    return "en route"


def state(code: str, failed_before: str | None) -> tuple[str, Tone]:
    """Where a copy stands, apart from its proofs."""
    if code == "asked":
        return ("nouvel essai prévu", "bad") if failed_before else ("demandée", "plain")
    states: dict[str, tuple[str, Tone]] = {
        "running": ("en cours", "plain"), "stored": ("gardée", "plain"), "failed": ("échouée", "bad"),
        "cancelled": ("arrêtée", "plain"), "deleted": ("retirée", "plain"),
    }  # fmt: skip
    return states.get(code, (code, "plain"))


def proof(code: str | None) -> tuple[str, Tone]:
    """What the proofs of a copy say."""
    states: dict[str, tuple[str, Tone]] = {
        "asked": ("épreuve à venir", "plain"), "running": ("épreuve en cours", "plain"), "proven": ("éprouvée", "good"),
        "failed": ("épreuve échouée", "bad"), "cancelled": ("épreuve arrêtée", "plain"),
    }  # fmt: skip
    return states.get(code or "", ("pas éprouvée", "warn"))
