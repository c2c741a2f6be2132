"""Copies in a bucket: a real S3 server, the real client, the same promises as a folder."""

from __future__ import annotations

import json
import threading
from collections.abc import Iterator
from contextlib import suppress

import boto3
import pytest
from moto.server import ThreadedMotoServer

from backend.backups import recovering, stores
from backend.backups.errors import BackupError
from backend.backups.s3_store import S3Store
from backend.backups.settings import BackupSettings
from backend.backups.storage import Storage
from backend.backups.work import BackupWorker
from backend.console import copies
from backend.privacy.transfers.providers import COPIES
from tests.backup_fixtures import Vault, vault

__all__ = ["vault"]

BUCKET = "copies"


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    yield f"http://{host}:{port}"
    server.stop()


@pytest.fixture
def in_a_bucket(vault: Vault, s3_url: str) -> BackupSettings:
    settings = vault.settings.model_copy(
        update={
            "BACKUP_STORE": f"s3://{BUCKET}/drain", "BACKUP_S3_ENDPOINT": s3_url, "BACKUP_S3_REGION": "us-east-1",
            "BACKUP_S3_KEY_ID": "test", "BACKUP_S3_SECRET": vault.settings.SUPABASE_DB_URL,
        }
    )  # fmt: skip
    client = boto3.client("s3", endpoint_url=s3_url, region_name="us-east-1", aws_access_key_id="test",
                          aws_secret_access_key="test")  # fmt: skip
    # A request that was slow is repeated by the client, and the bucket may be there already.
    with suppress(client.exceptions.BucketAlreadyOwnedByYou):
        client.create_bucket(Bucket=BUCKET)
    return settings


def test_a_copy_goes_to_the_bucket_is_read_back_and_proven(vault: Vault, in_a_bucket: BackupSettings) -> None:
    keeper, backup = BackupWorker(in_a_bucket, threading.Event()), vault.ask()
    keeper.work_one()
    keeper.work_one()
    keeper.close()
    row = vault.backup(backup)
    assert (row["state"], row["store"]) == ("stored", "s3"), row["failure"]
    assert vault.db.execute("select state from backup_proofs").fetchone() == {"state": "proven"}
    store = stores.open_store(in_a_bucket)
    assert row["name"] in store.names()
    assert recovering.copies(store)[0].name == row["name"]
    assert list(store.drafts().iterdir()) == []
    _the_bucket_holds_what_is_declared(store)


def _the_bucket_holds_what_is_declared(store: Storage) -> None:
    """A copy that only its key opens, and beside it nothing but the declared figures."""
    [sealed, written] = sorted(store.names())
    lines = {f"PUT {{copie}}.{name.partition('.')[2]}": b"".join(store.open(name)) for name in (sealed, written)}
    declared = {one.line: one.fields for one in COPIES.requests}
    assert list(lines) == list(declared)
    assert lines["PUT {copie}.dump.age"].startswith(b"age-encryption.org/v1")
    assert set(json.loads(lines["PUT {copie}.dump.age.json"])) == set(declared["PUT {copie}.dump.age.json"])


def test_it_is_carried_away_by_a_link_that_the_worker_signs(vault: Vault, in_a_bucket: BackupSettings) -> None:
    keeper, backup = BackupWorker(in_a_bucket, threading.Event()), vault.ask()
    keeper.work_one()
    vault.db.execute(
        "insert into private.backup_links (request_id, backup_id, asked_by)"
        " values (gen_random_uuid(), %s, gen_random_uuid())", [backup],
    )  # fmt: skip
    keeper.housekeeping()
    keeper.close()
    row = vault.db.execute("select url from private.backup_links where backup_id = %s", [backup]).fetchone()
    assert row is not None
    content = b"".join(copies.streamed(row["url"]))
    assert content == b"".join(stores.open_store(in_a_bucket).open(vault.backup(backup)["name"]))
    with pytest.raises(BackupError, match="store_away"):
        copies.streamed(row["url"].partition("?")[0] + "x")


def test_large_files_go_in_parts_and_come_back_the_same(vault: Vault, in_a_bucket: BackupSettings) -> None:
    store = S3Store(in_a_bucket)
    file = vault.store.parent / "large"
    file.write_bytes(bytes(range(256)) * 80_000)
    store.put(file, "large")
    assert b"".join(store.open("large")) == file.read_bytes()
    store.delete("large")
    store.delete("large")
    with pytest.raises(BackupError, match="missing_file"):
        b"".join(store.open("large"))


def test_a_server_that_is_away_and_a_bucket_that_is_not_there_are_named(
    vault: Vault, in_a_bucket: BackupSettings
) -> None:
    nowhere = S3Store(in_a_bucket.model_copy(update={"BACKUP_S3_ENDPOINT": "http://127.0.0.1:9"}))
    file = vault.store.parent / "small"
    file.write_bytes(b"x")
    with pytest.raises(BackupError, match="store_away"):
        nowhere.put(file, "small")
    no_bucket = S3Store(in_a_bucket.model_copy(update={"BACKUP_STORE": "s3://other/drain"}))
    with pytest.raises(BackupError, match="store_away"):
        no_bucket.put(file, "small")
