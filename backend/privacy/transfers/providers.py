"""Each provider with what it really receives. A field that is sent and does not stand here fails a test on the wire."""

from __future__ import annotations

from backend.privacy.transfers.messages import BREVO, TWILIO
from backend.privacy.transfers.model import ANY, Provider, Request
from backend.privacy.transfers.vapi import VAPI

SENTRY = Provider(
    "sentry", "Sentry", "États-Unis ou Union européenne, au choix du compte",
    "Signaler les pannes du logiciel à qui l’entretient",
    (
        "Rien sur personne: avant l’envoi, tout texte libre, toute variable, tout en-tête et tout numéro sont retirés.",
        "Restent: la sorte d’erreur, l’endroit du code, des identifiants et des états.",
        "Sans l’adresse SENTRY_DSN, rien n’est envoyé.",
    ),
    (
        Request("POST event", dict.fromkeys((
            "exception", "logentry", "level", "logger", "event_id", "timestamp", "contexts.trace", "contexts.runtime",
            "contexts.os", "tags", "release", "environment", "sdk", "platform",
        ), ())),
        Request("POST log", dict.fromkeys((
            "items.body", "items.level", "items.timestamp", "items.trace_id", "items.attributes.call_id",
            "items.attributes.outcome", "items.attributes.sentry", "version",
        ), ())),
        Request("POST check_in", dict.fromkeys((
            "check_in_id", "monitor_slug", "status", "duration", "environment", "release", "monitor_config",
            "contexts.trace", "type", "event_id", "timestamp", "sdk", "platform",
        ), ())),
    ),
)  # fmt: skip

SUPABASE = Provider(
    "supabase", "Supabase", "Canada (ca-central-1); entreprise américaine",
    "Base de données et connexion de l’équipe: tout le dossier y est",
    (
        "Le projet est à Montréal (ca-central-1); l’entreprise, américaine, reste soumise aux lois des États-Unis.",
        "Lecture sous sécurité par rangée, écriture par des fonctions qui vérifient le rôle et journalisent le geste.",
        "Les durées de conservation et l’effacement d’une personne s’y appliquent chaque nuit.",
    ),
    (
        Request("POST /auth/v1/token", {
            "?grant_type": (), "email": ("team_email",), "password": ("team_password",), "refresh_token": (),
            "gotrue_meta_security": (),
        }),
        Request("GET /auth/v1/user"),
        Request("PUT /auth/v1/user", {"password": ("team_password",)}),
        Request("POST /auth/v1/verify", {"type": (), "token_hash": (), "gotrue_meta_security": ()}),
        Request("POST /auth/v1/logout", {"?scope": ()}),
        Request("POST /auth/v1/factors", {"factor_type": (), "friendly_name": (), "issuer": ()}),
        Request("POST /auth/v1/factors/{facteur}/challenge", {"channel": ()}),
        Request("POST /auth/v1/factors/{facteur}/verify", {
            "factor_id": (), "challenge_id": (), "code": ("team_password",),
        }),
        Request("DELETE /auth/v1/factors/{facteur}"),
        # Three more that the library sends empty.
        Request("POST /auth/v1/admin/generate_link", {
            "type": (), "email": ("team_email",), "data": (), "new_email": (), "password": (),
        }),
        Request("PUT /auth/v1/admin/users/{compte}", {"ban_duration": ()}),
        # The doctor's: what the project is set to, and an account of a moment, of nobody.
        Request("GET /auth/v1/settings"),
        Request("GET /auth/v1/.well-known/jwks.json"),
        Request("GET /auth/v1/admin/users", {"?page": (), "?per_page": ()}),
        Request("POST /auth/v1/admin/users", {"email": (), "password": (), "email_confirm": ()}),
        Request("DELETE /auth/v1/admin/users/{compte}"),
        Request("POST /rest/v1/rpc/{fonction}", {
            ANY: ("caller_all", "team_name", "team_phone", "team_email"),
        }),
        Request("GET /rest/v1/profiles", {"?select": (), "?limit": (), "?user_id": ()}),
        # Webhook and worker, in Postgres's own protocol, encrypted.
        Request("SQL", {ANY: ("caller_all", "team_name", "team_phone", "team_email")}),
    ),
)  # fmt: skip

COPIES = Provider(
    "copies", "Dépôt des copies de sauvegarde", "À préciser: un dépôt S3 au choix de l’entreprise",
    "Garder des copies de la base hors de chez Supabase",
    (
        "Chaque copie est chiffrée (age) avant de partir; la clé privée n’est ni au dépôt, ni sur la console.",
        "Le bordereau à côté de la copie n’est pas chiffré: des noms de tables, des nombres, des empreintes.",
        "Les vieilles copies sont retirées selon Sauvegardes; le certificat d’effacement dit jusqu’à quand.",
    ),
    (
        Request("PUT {copie}.dump.age", {"age": ("caller_all", "team_name", "team_phone", "team_email")}),
        Request("PUT {copie}.dump.age.json", dict.fromkeys((
            "name", "snapshot_at", "server_version", "client_version", "migration", "newest_call_at", "tables",
            "structure", "objects", "size_bytes", "sha256", "seconds",
        ), ())),
    ),
)  # fmt: skip

DEAD_MAN = Provider(
    "dead_man", "Veilleur (DEAD_MAN_URL)", "Selon le service choisi",
    "Sonner quand le service de fond ne donne plus signe de vie",
    ("Un appel à une adresse, sans aucun contenu: ni champ, ni paramètre, ni rien sur personne.",),
    (Request("GET {adresse}"),),
)  # fmt: skip

PROVIDERS = (VAPI, BREVO, TWILIO, SUPABASE, COPIES, SENTRY, DEAD_MAN)
