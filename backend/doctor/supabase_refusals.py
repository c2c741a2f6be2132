"""What an answer of Supabase, or of what stands before it, means: each kind by its own name, and who can act."""

from __future__ import annotations

from backend.doctor.ask import Answer
from backend.doctor.finding import Finding, broken, gap

DASHBOARD_KEYS = "Recopiez-la du tableau de bord : Project Settings, API Keys."
BY_ITSELF = "Rien à faire ici : cela passe de soi-même. Si cela dure, voyez status.supabase.com."
# By the word of the answer, then by its status: what was found, what to do.
BY_WORD = {
    "Invalid API key": ("cette clé n’est pas de ce projet", DASHBOARD_KEYS),
    "No API key found in request": ("la clé est vide", DASHBOARD_KEYS),
    "Legacy API keys are disabled": (
        "cette clé est de l’ancien genre, et le projet n’en veut plus",
        "Donnez la clé du nouveau genre (sb_…) : Project Settings, API Keys.",
    ),
    "no Route matched with those values": (
        "rien ne répond à ce chemin",
        "Vérifiez que SUPABASE_URL est l’adresse du projet, sans rien après : https://<référence>.supabase.co",
    ),
    "PGRST205": ("les tables n’y sont pas", "Appliquez les migrations : python -m backend.migrate"),
    "PGRST202": ("une fonction n’y est pas", "Appliquez les migrations : python -m backend.migrate"),
    "PGRST301": (
        "la Data API ne connaît pas la clé qui signe les jetons",
        "Une clé vient d’être changée : redémarrez le projet, ou attendez quelques minutes.",
    ),
}
BY_STATUS = {
    402: (
        "le projet est restreint : un quota est dépassé",
        "Le propriétaire du projet règle la facture, ou passe à un forfait supérieur, dans Supabase (Billing).",
    ),
    540: ("le projet est en pause", "Le propriétaire du projet le réveille dans Supabase (Restore project)."),
    404: ("rien ne répond à ce chemin", "Vérifiez SUPABASE_URL : https://<référence>.supabase.co, sans rien après."),
    401: ("la clé est refusée", DASHBOARD_KEYS),
}


def refusal(answer: Answer, setting: str, means: str) -> Finding:
    """Never «wrong key» for what is not one."""
    word = answer.word.rstrip(".")
    if found := BY_WORD.get(word):
        return broken("SUPABASE_URL" if "chemin" in found[0] else setting, *_said(found, means))
    if found := BY_STATUS.get(answer.status):
        return broken(setting if answer.status == 401 else "SUPABASE_URL", *_said(found, means))
    if answer.status >= 500:
        return broken("SUPABASE_URL", f"le service est en panne (HTTP {answer.status})", means, BY_ITSELF)
    if answer.told is None:
        return broken("SUPABASE_URL", f"autre chose répond à cette adresse (HTTP {answer.status}, pas du JSON)", means,
                      "Vérifiez l’adresse; sur un réseau public, ouvrez d’abord sa page d’accueil.")  # fmt: skip
    if answer.status == 429:
        return gap("SUPABASE_URL", "trop de demandes de cette machine", means, BY_ITSELF)
    return broken(setting, f"réponse inconnue (HTTP {answer.status} {word})".replace(" )", ")"), means,
                  "Donnez ce code à l’administrateur.")  # fmt: skip


def _said(found: tuple[str, str], means: str) -> tuple[str, str, str]:
    return found[0], means, found[1]
