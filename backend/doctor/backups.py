"""Backups: the keys that shut and open a copy, and the place where copies go."""

from __future__ import annotations

import secrets
from collections.abc import Iterator

from backend.backups import keys, stores
from backend.backups.dump import disk_error
from backend.backups.errors import BackupError
from backend.backups.settings import BackupSettings
from backend.backups.storage import Storage, draft
from backend.doctor.finding import Finding, broken, gap, ok

PUBLIC, PRIVATE, STORE, REGION = (
    "BACKUP_PUBLIC_KEYS",
    "BACKUP_PRIVATE_KEY_FILE",
    "BACKUP_STORE",
    "BACKUP_S3_REGION",
)
NO_COPY = "Aucune sauvegarde ne se fait : une panne de la base perd tout."
PRIVATE_MARK = "AGE-SECRET-KEY-"
LEAST_FREE_PERCENT = 10


def key_pair(settings: BackupSettings) -> Iterator[Finding]:
    """By what is on this machine alone: no program starts on keys that lose what they shut."""
    if PRIVATE_MARK in settings.BACKUP_PUBLIC_KEYS.upper():
        yield broken(
            PUBLIC,
            "c’est la clé privée, qui ouvre tout",
            NO_COPY,
            "Mettez-y la clé publique (age1…), et la privée dans BACKUP_PRIVATE_KEY_FILE.",
            stops=True,
        )
        return
    if not settings.is_set_up:
        yield gap(PUBLIC, "n’est pas donnée", NO_COPY, "Faites une paire de clés (docs/recovery.md).")
        return
    try:
        keys.recipients(settings.BACKUP_PUBLIC_KEYS)
    except BackupError:
        yield broken(PUBLIC, "ce n’est pas une clé publique age", NO_COPY, "Elle commence par age1.", stops=True)
        return
    yield from _opening(settings)


def place(settings: BackupSettings) -> Iterator[Finding]:
    """A small file is put there, read back and taken away."""
    try:
        store = stores.open_store(settings)
    except ValueError as error:
        yield broken(STORE, f"cette adresse ne peut pas être appelée ({type(error).__name__})", NO_COPY,
                     "Vérifiez BACKUP_STORE et BACKUP_S3_ENDPOINT.")  # fmt: skip
        return
    try:
        yield from _room(store)
        yield from _region(store, settings.BACKUP_S3_REGION)
        _put_and_take_away(store)
    except BackupError as error:
        yield _refused(error)
        return
    yield ok(STORE, "un essai y a été écrit, relu et effacé")


def _opening(settings: BackupSettings) -> Iterator[Finding]:
    unproven = "Les copies se font, mais aucune n’est éprouvée : personne ne sait si elles se rouvrent."
    if settings.BACKUP_PRIVATE_KEY_FILE is None:
        yield gap(PRIVATE, "n’est pas donné", unproven, "Donnez le fichier de la clé privée, là où tourne le worker.")
        return
    try:
        ours = str(keys.identity(settings.BACKUP_PRIVATE_KEY_FILE).to_public())
    except BackupError:
        absent = not settings.BACKUP_PRIVATE_KEY_FILE.exists()
        found = "ce fichier n’existe pas" if absent else "ce fichier ne contient pas une clé privée age lisible"
        yield broken(PRIVATE, found, unproven, "Remettez-y la clé gardée au coffre (docs/recovery.md).")
        return
    if ours in [key.strip() for key in settings.BACKUP_PUBLIC_KEYS.split(",")]:
        yield ok(PUBLIC, "la clé privée d’ici les ouvre")
    else:
        yield broken(
            PUBLIC,
            "aucune ne va avec la clé privée d’ici",
            "Les copies faites ainsi ne se rouvriraient pas.",
            "Mettez la clé publique de cette paire : elle est écrite en tête du fichier privé.",
            stops=True,
        )


def _room(store: Storage) -> Iterator[Finding]:
    room = store.room()
    if (
        room.free_bytes is not None
        and room.total_bytes
        and 100 * room.free_bytes < LEAST_FREE_PERCENT * room.total_bytes
    ):
        yield gap(STORE, f"il reste {100 * room.free_bytes // room.total_bytes} % de place",
                  "Bientôt, aucune copie n’y tiendra.", "Faites de la place, ou changez de disque.")  # fmt: skip


def _region(store: Storage, given: str) -> Iterator[Finding]:
    """Some providers follow a wrong region silently, on every request; others refuse it one day."""
    from backend.backups.s3_store import S3Store

    said = store.region() if isinstance(store, S3Store) else None
    if said and said != given:
        yield broken(REGION, f"le seau est ailleurs ({said})", "La copie peut être refusée, ou sortir du Québec.",
                     f"Mettez BACKUP_S3_REGION={said}, ou faites un seau dans la bonne région.")  # fmt: skip


def _put_and_take_away(store: Storage) -> None:
    name, written = f"essai-{secrets.token_hex(8)}", secrets.token_bytes(4096)
    with draft(store, name) as file:
        try:
            file.write_bytes(written)
        except OSError as error:
            raise disk_error(error) from None
        store.put(file, name)
    try:
        if b"".join(store.open(name)) != written:
            raise BackupError("altered", name)
    finally:
        store.delete(name)


def _refused(error: BackupError) -> Finding:
    found, remedy = _WORDS.get(error.detail, _WORDS.get(error.failure, ("n’est pas joignable", "")))
    setting = REGION if error.detail in _REGION else STORE
    known = error.detail in _WORDS or error.failure in _WORDS
    detail = "" if known or not error.detail else f" ({error.detail})"
    return broken(setting, f"{found}{detail}", NO_COPY, remedy or "Vérifiez l’adresse, les clés et le réseau.")


_REGION = ("PermanentRedirect", "AuthorizationHeaderMalformed", "IllegalLocationConstraintException", "301")
_WORDS = {
    **dict.fromkeys(_REGION, ("le seau n’est pas dans cette région", "Mettez la région du seau.")),
    "NoSuchBucket": ("ce seau n’existe pas", "Faites-le chez votre fournisseur, ou corrigez son nom."),
    "404": ("ce seau n’existe pas", "Faites-le chez votre fournisseur, ou corrigez son nom."),
    "InvalidAccessKeyId": ("la clé est inconnue", "Recopiez BACKUP_S3_KEY_ID et BACKUP_S3_SECRET."),
    "SignatureDoesNotMatch": ("le secret ne va pas avec la clé", "Recopiez BACKUP_S3_KEY_ID et BACKUP_S3_SECRET."),
    "AccessDenied": ("cette clé n’a pas le droit d’y écrire", "Donnez-lui lecture, écriture et effacement."),
    "403": ("cette clé n’a pas le droit d’y entrer", "Donnez-lui lecture, écriture et effacement."),
    "EndpointConnectionError": ("n’est pas joignable", "Vérifiez BACKUP_S3_ENDPOINT et le réseau."),
    "missing_file": ("ce seau n’existe pas", "Faites-le chez votre fournisseur, ou corrigez son nom."),
    "ENOENT": ("ce dossier n’existe pas : le disque est-il monté?", "Montez le disque, ou corrigez BACKUP_STORE."),
    "ENOTDIR": ("ce n’est pas un dossier", "Corrigez BACKUP_STORE."),
    **dict.fromkeys(("EACCES", "EPERM", "EROFS"), ("ne s’écrit pas", "Donnez à ce programme le droit d’y écrire.")),
    "disk_full": ("est plein", "Faites de la place, ou changez de disque."),
    "altered": ("ne rend pas ce qu’on y met", "N’y gardez rien : changez de place."),
}
