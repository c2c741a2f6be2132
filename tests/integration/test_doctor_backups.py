"""Keys that do not go together and places that take nothing: real keys, folders, a small disk, a bucket."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

import boto3
import pytest
from moto.server import ThreadedMotoServer

from backend.backups import keys
from backend.backups.settings import BackupSettings
from backend.doctor import backups
from tests.doctor_fixtures import only, wrong

REGION = "ca-central-1"
BUCKET = "drain-doctor"


@pytest.fixture
def settings(tmp_path: Path) -> BackupSettings:
    """A pair of keys and a folder, both good."""
    public = keys.make_pair(tmp_path / "key.txt")
    return BackupSettings(
        BACKUP_STORE=str(tmp_path / "copies"),
        BACKUP_PUBLIC_KEYS=public,
        BACKUP_PRIVATE_KEY_FILE=tmp_path / "key.txt",
        BACKUP_WORK_DIR=tmp_path,
    )


def changed(settings: BackupSettings, **values: object) -> BackupSettings:
    return settings.model_copy(update=values)


def test_a_pair_and_a_folder_are_in_order(settings: BackupSettings) -> None:
    assert wrong(backups.key_pair(settings)) == []
    assert wrong(backups.place(settings)) == []
    assert [path for path in Path(settings.BACKUP_STORE).rglob("*") if path.is_file()] == []


def test_a_private_key_in_the_public_place_stops_the_program_and_is_not_repeated(settings: BackupSettings) -> None:
    assert settings.BACKUP_PRIVATE_KEY_FILE is not None
    private = settings.BACKUP_PRIVATE_KEY_FILE.read_text().splitlines()[-1]
    found = only(backups.key_pair(changed(settings, BACKUP_PUBLIC_KEYS=private)))
    assert (found.setting, found.stops) == ("BACKUP_PUBLIC_KEYS", True) and "clé privée" in found.found
    assert private not in f"{found}"


def test_keys_that_do_not_go_together_stop_the_program(settings: BackupSettings, tmp_path: Path) -> None:
    found = only(backups.key_pair(changed(settings, BACKUP_PUBLIC_KEYS=keys.make_pair(tmp_path / "other.txt"))))
    assert (found.setting, found.stops) == ("BACKUP_PUBLIC_KEYS", True) and "aucune ne va avec" in found.found


@pytest.mark.parametrize(("written", "state"), [("age1nimporte", "broken"), ("", "gap")])
def test_a_public_key_that_is_none_is_named(settings: BackupSettings, written: str, state: str) -> None:
    found = only(backups.key_pair(changed(settings, BACKUP_PUBLIC_KEYS=written)))
    assert (found.setting, found.state) == ("BACKUP_PUBLIC_KEYS", state)


def test_a_private_key_file_that_is_absent_or_no_key_is_named(settings: BackupSettings, tmp_path: Path) -> None:
    absent = only(backups.key_pair(changed(settings, BACKUP_PRIVATE_KEY_FILE=tmp_path / "absent")))
    assert "n’existe pas" in absent.found and not absent.stops
    (tmp_path / "noise").write_text("rien")
    assert (
        "pas une clé privée"
        in only(backups.key_pair(changed(settings, BACKUP_PRIVATE_KEY_FILE=tmp_path / "noise"))).found
    )
    assert only(backups.key_pair(changed(settings, BACKUP_PRIVATE_KEY_FILE=None))).state == "gap"


def test_a_folder_that_is_not_there_or_not_ours_is_named(settings: BackupSettings, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    for place, said in {
        tmp_path / "not" / "mounted": "le disque est-il monté",
        tmp_path / "file" / "copies": "pas un dossier",
        Path("/sys/drain"): "ne s’écrit pas",
    }.items():
        assert said in only(backups.place(changed(settings, BACKUP_STORE=str(place)))).found


@pytest.mark.skipif(os.geteuid() != 0, reason="only root mounts a small disk")
def test_a_full_disk_is_named(settings: BackupSettings, tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", str(small)], check=False).returncode:
        pytest.skip("this machine mounts nothing")
    try:
        (small / "copies").mkdir()
        (small / "filler").write_bytes(bytes(65_536))
        nearly, full = wrong(backups.place(changed(settings, BACKUP_STORE=str(small / "copies"))))
        assert (nearly.state, full.found) == ("gap", "est plein")
    finally:
        subprocess.run(["umount", str(small)], check=True)


@pytest.fixture(scope="module")
def s3_url() -> Iterator[str]:
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    client = boto3.client("s3", endpoint_url=url, region_name=REGION, aws_access_key_id="test",
                          aws_secret_access_key="test")  # fmt: skip
    # A request that was slow is repeated by the client, and the bucket may be there already: under a name that no
    # other room of tests gives one, for all servers of a process share their buckets.
    with suppress(client.exceptions.BucketAlreadyOwnedByYou):
        client.create_bucket(Bucket=BUCKET, CreateBucketConfiguration={"LocationConstraint": REGION})
    yield url
    server.stop()


@pytest.fixture
def bucket(settings: BackupSettings, s3_url: str) -> BackupSettings:
    return BackupSettings(
        **settings.model_dump(include={"BACKUP_PUBLIC_KEYS", "BACKUP_PRIVATE_KEY_FILE", "BACKUP_WORK_DIR"}),
        BACKUP_STORE=f"s3://{BUCKET}/drain",
        BACKUP_S3_ENDPOINT=s3_url,
        BACKUP_S3_REGION=REGION,
        BACKUP_S3_KEY_ID="test",
        BACKUP_S3_SECRET="test",  # type: ignore[arg-type]
    )


def test_a_bucket_is_in_order(bucket: BackupSettings) -> None:
    assert wrong(backups.place(bucket)) == []


@pytest.mark.parametrize(
    ("values", "setting", "said"),
    [
        ({"BACKUP_STORE": "s3://ailleurs/drain"}, "BACKUP_STORE", "ce seau n’existe pas"),
        ({"BACKUP_S3_REGION": "eu-west-3"}, "BACKUP_S3_REGION", f"le seau est ailleurs ({REGION})"),
        ({"BACKUP_S3_ENDPOINT": "http://127.0.0.1:9"}, "BACKUP_STORE", "n’est pas joignable"),
        ({"BACKUP_S3_ENDPOINT": "copies.example"}, "BACKUP_STORE", "ne peut pas être appelée"),
    ],
)
def test_a_bucket_that_is_not_there_is_named(
    bucket: BackupSettings, values: dict[str, object], setting: str, said: str
) -> None:
    found = only(backups.place(changed(bucket, **values)))
    assert found.setting == setting and said in found.found
