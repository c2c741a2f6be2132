"""What the worker says of its own settings, code and copies, before any database judges it."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from pydantic import SecretStr

from backend.readiness import build_record
from backend.readiness.build_record import BuildRecord, Result
from backend.readiness.measure import copies_away, of_commit, provider
from backend.readiness.secrets import fingerprint, sightings, weakness
from backend.readiness.settings import ReadinessSettings

NOW = datetime(2026, 11, 23, 12, tzinfo=UTC)
HOSTED = "postgresql://postgres:long-enough-password@aws-0-ca-central-1.pooler.supabase.com:5432/postgres"
HERE = "postgresql://postgres@127.0.0.1:5432/postgres"
LONG = "k3Jd8sLq0ZxW7vBn2MfR5tYp"


def settings(**given: object) -> ReadinessSettings:
    return ReadinessSettings(**{"SUPABASE_DB_URL": SecretStr(HOSTED), **given})  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("name", "value", "found"),
    [
        ("BREVO_API_KEY", LONG, None),
        ("BREVO_API_KEY", "short", "too_short"),
        ("BREVO_API_KEY", f"local-{LONG}", "demonstration"),
        ("SUPABASE_DB_URL", HOSTED, None),
        ("SUPABASE_DB_URL", "postgresql://postgres:abc@db.example.org/postgres", "too_short"),
        ("SUPABASE_DB_URL", f"postgresql://postgres:local-{LONG}@127.0.0.1/postgres", "demonstration"),
        ("SENTRY_DSN", "https://key@sentry.example/1", None),
    ],
)
def test_what_production_would_refuse_is_named(name: str, value: str, found: str | None) -> None:
    assert weakness(name, value) == found


def test_a_secret_is_known_by_its_fingerprint_and_never_told() -> None:
    seen = {one.setting: one for one in sightings(settings(BREVO_API_KEY=SecretStr(LONG)), "salt")}
    assert set(seen) == {"BREVO_API_KEY", "SUPABASE_DB_URL"}
    assert LONG not in repr(seen) and "long-enough" not in repr(seen)
    assert seen["BREVO_API_KEY"].fingerprint == fingerprint(LONG, "salt") != fingerprint(LONG, "pepper")


@pytest.mark.parametrize(
    ("db_url", "store", "endpoint", "place"),
    [
        (HOSTED, "s3://copies/drain", "https://s3.ca-east-006.backblazeb2.com", "elsewhere"),
        (HOSTED, "s3://copies/drain", "", "elsewhere"),
        (HOSTED, "s3://copies/drain", "https://abc.storage.supabase.co/storage/v1/s3", "same_provider"),
        (HOSTED, "s3://copies/drain", "http://127.0.0.1:9000", "this_machine"),
        (HOSTED, "/srv/copies", "", "elsewhere"),
        (HERE, "/srv/copies", "", "this_machine"),
    ],
)
def test_where_copies_go_is_held_against_where_the_database_is(
    db_url: str, store: str, endpoint: str, place: str
) -> None:
    given = settings(SUPABASE_DB_URL=SecretStr(db_url), BACKUP_STORE=store, BACKUP_S3_ENDPOINT=endpoint)
    found = copies_away(given, NOW, "salt")
    assert (found.detail["place"], found.ok) == (place, place == "elsewhere")


def test_messages_really_leave_only_by_the_real_brevo_and_with_a_key() -> None:
    real = settings(BREVO_API_KEY=SecretStr(LONG))
    assert provider(real, NOW, "salt").ok
    assert not provider(settings(), NOW, "salt").ok
    assert not provider(settings(BREVO_API_KEY=SecretStr(LONG), BREVO_API_URL="http://127.0.0.1:1/v3"), NOW, "salt").ok


def record(**given: object) -> BuildRecord:
    results = {name: Result(ok=True, n=5) for name in ("types", "lint", "tests", "history")}
    usual: dict[str, object] = {
        "commit": "c" * 40,
        "dirty": False,
        "at": NOW,
        "code_sha256": "same",
        "results": results,
    }
    return BuildRecord.model_validate({**usual, **given})


def test_the_record_speaks_of_this_code_only() -> None:
    found = list(of_commit(record(), "same"))
    assert [(one.gate, one.code, one.ok) for one in found] == [
        ("quality", "types", True), ("quality", "lint", True), ("quality", "tests", True), ("secrets", "history", True),
    ]  # fmt: skip
    assert all(one.release == "c" * 40 and one.measured_at == NOW for one in found)
    assert not any(one.ok for one in of_commit(record(), "other"))
    assert not any(one.ok for one in of_commit(record(dirty=True), "same"))
    partial = record(results={"tests": Result(ok=False, n=5, detail={"failed": 1})})
    assert [(one.code, one.ok) for one in of_commit(partial, "same")] == [("tests", False)]
    assert found[0].valid_for == timedelta(days=30)


def test_a_record_is_written_and_read_back_and_a_broken_one_is_none(tmp_path: Path) -> None:
    file = tmp_path / "record.json"
    assert build_record.read(file) is None
    file.write_text(record().model_dump_json(), encoding="utf-8")
    assert build_record.read(file) == record()
    file.write_text('{"commit": "c"}', encoding="utf-8")
    assert build_record.read(file) is None


def test_one_letter_more_is_another_code(tmp_path: Path) -> None:
    (tmp_path / "backend").mkdir()
    (tmp_path / "console.py").write_text("x = 1\n")
    code = tmp_path / "backend" / "a.py"
    code.write_text("a = 1\n")
    before = build_record.code_sha256(tmp_path)
    (tmp_path / "backend" / "notes.log").write_text("not code")
    assert build_record.code_sha256(tmp_path) == before
    code.write_text("a = 2\n")
    assert build_record.code_sha256(tmp_path) != before
    code.rename(tmp_path / "backend" / "b.py")
    assert build_record.code_sha256(tmp_path) != before
