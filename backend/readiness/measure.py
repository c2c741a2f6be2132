"""What the worker measures about itself and its surroundings, every hour."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from urllib.parse import urlsplit

from backend.db import Pool
from backend.readiness import build_record
from backend.readiness.build_record import BuildRecord
from backend.readiness.evidence import Evidence, keep_news
from backend.readiness.secrets import fingerprint, note_secrets, secret_salt
from backend.readiness.settings import ReadinessSettings
from backend.settings.places import points_off_loopback

MEASURED_HOURLY = timedelta(hours=26)
# A commit's checks do not rust; what they leaned on does.
COMMIT_VALID_FOR = timedelta(days=30)
QUALITY = ("types", "lint", "tests")
AWS = "amazonaws.com"


async def measure_here(pool: Pool, settings: ReadinessSettings) -> None:
    """Secrets, the build record, where copies go, and whether messages really leave."""
    await note_secrets(pool, "worker", settings)
    salt = await secret_salt(pool)
    for one in everything(settings, datetime.now(UTC), salt):
        await keep_news(pool, one)


def everything(settings: ReadinessSettings, now: datetime, salt: str) -> Iterator[Evidence]:
    """What this machine can say without asking anybody. Each says of which key, of which place: by fingerprint."""
    yield provider(settings, now, salt)
    yield copies_away(settings, now, salt)
    record = build_record.read(settings.BUILD_RECORD)
    if record:
        yield from of_commit(record, build_record.code_sha256())


def provider(settings: ReadinessSettings, now: datetime, salt: str) -> Evidence:
    """Is it the real Brevo? What the stand-in delivers proves nothing; nor what left by another key."""
    key = settings.BREVO_API_KEY.get_secret_value() if settings.BREVO_API_KEY else None
    real = points_off_loopback(settings.BREVO_API_URL) and key is not None
    detail = {"key": fingerprint(key, salt)} if key else {}
    return Evidence("sms", "provider", now, MEASURED_HOURLY, real, "settings", detail=detail)


def copies_away(settings: ReadinessSettings, now: datetime, salt: str) -> Evidence:
    """Would a copy survive the end of the database's provider, or of this machine?"""
    bucket = settings.BACKUP_STORE.startswith("s3://")
    database = urlsplit(settings.db_url).hostname or ""
    place = _bucket_place(settings, database) if bucket else _folder_place(settings.db_url)
    where = fingerprint(f"{settings.BACKUP_S3_ENDPOINT if bucket else ''} {settings.BACKUP_STORE}", salt)
    detail = {"store": "s3" if bucket else "local", "place": place, "bucket": where}
    return Evidence("backups", "away", now, MEASURED_HOURLY, place == "elsewhere", "settings", detail=detail)


def _bucket_place(settings: ReadinessSettings, database: str) -> str:
    endpoint = settings.BACKUP_S3_ENDPOINT or f"https://{AWS}"
    if not points_off_loopback(endpoint):
        return "this_machine"
    return "same_provider" if _owner(urlsplit(endpoint).hostname or "") == _owner(database) else "elsewhere"


def _folder_place(db_url: str) -> str:
    # A folder is on the worker's machine: elsewhere, unless the database is there too.
    return "elsewhere" if points_off_loopback(db_url) else "this_machine"


def of_commit(record: BuildRecord, running_code: str) -> Iterator[Evidence]:
    """The record's checks; they speak of this code only when it is the very same."""
    same = record.code_sha256 == running_code
    for code in (*QUALITY, "history"):
        found = record.results.get(code)
        if found is None:
            continue
        gate = "secrets" if code == "history" else "quality"
        detail = {"same_code": same, "dirty": record.dirty, **found.detail}
        ok = found.ok and same and not record.dirty
        yield Evidence(
            gate, code, record.at, COMMIT_VALID_FOR, ok, "build_record",
            n=found.n, release=record.commit, detail=detail,
        )  # fmt: skip


def _owner(host: str) -> str:
    """Whose machine it is: the last two names of its address. Supabase has two of them."""
    owner = ".".join(host.lower().rstrip(".").split(".")[-2:])
    return "supabase" if owner in ("supabase.co", "supabase.com") else owner
