"""A bucket that speaks S3: Supabase Storage, AWS, or any other."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import boto3
from boto3.s3.transfer import TransferConfig
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from backend.backups.errors import BackupError
from backend.backups.settings import BackupSettings
from backend.backups.storage import CHUNK, Space

# One part at a time: memory does not grow with the copy.
TRANSFER = TransferConfig(multipart_threshold=8 * CHUNK, multipart_chunksize=8 * CHUNK, use_threads=False)
GONE = ("404", "NoSuchKey", "NotFound")
FULL = ("EntityTooLarge", "QuotaExceeded", "XMinioStorageFull")


class S3Store:
    """One object a copy, under the prefix of the settings."""

    def __init__(self, settings: BackupSettings) -> None:
        place = urlsplit(settings.BACKUP_STORE)
        self.name = "s3"
        self._bucket = place.netloc
        self._prefix = f"{place.path.strip('/')}/" if place.path.strip("/") else ""
        self._drafts = settings.BACKUP_WORK_DIR / "drain-drafts"
        secret = settings.BACKUP_S3_SECRET
        self._client: Any = boto3.client(
            "s3", endpoint_url=settings.BACKUP_S3_ENDPOINT or None, region_name=settings.BACKUP_S3_REGION,
            aws_access_key_id=settings.BACKUP_S3_KEY_ID or None,
            aws_secret_access_key=secret.get_secret_value() if secret else None,
            # The bucket in the path: Supabase Storage has no host name for each.
            config=Config(s3={"addressing_style": "path"}, connect_timeout=5, read_timeout=30,
                          retries={"max_attempts": 3, "mode": "standard"}),
        )  # fmt: skip

    def drafts(self) -> Path:
        """On this machine, closed to others."""
        self._drafts.mkdir(mode=0o700, exist_ok=True)
        return self._drafts

    def put(self, file: Path, name: str) -> None:
        """In parts; a bucket shows an object only once it is whole."""
        with _naming_troubles(name):
            self._client.upload_file(str(file), self._bucket, self._prefix + name, Config=TRANSFER)

    def open(self, name: str) -> Iterator[bytes]:
        """As the bucket gives it back."""
        with _naming_troubles(name):
            yield from self._client.get_object(Bucket=self._bucket, Key=self._prefix + name)["Body"].iter_chunks(CHUNK)

    def names(self) -> list[str]:
        """Everything under the prefix."""
        with _naming_troubles(self._prefix):
            pages = self._client.get_paginator("list_objects_v2").paginate(Bucket=self._bucket, Prefix=self._prefix)
            keys = [one["Key"] for page in pages for one in page.get("Contents", [])]
        return sorted(key.removeprefix(self._prefix) for key in keys)

    def delete(self, name: str) -> None:
        """The object, and what an upload that was cut short has left of it."""
        key = self._prefix + name
        with _naming_troubles(name):
            self._client.delete_object(Bucket=self._bucket, Key=key)
            begun = self._client.list_multipart_uploads(Bucket=self._bucket, Prefix=key).get("Uploads", [])
            for upload in begun:
                self._client.abort_multipart_upload(Bucket=self._bucket, Key=upload["Key"], UploadId=upload["UploadId"])

    def room(self) -> Space:
        """A bucket does not say how much more it takes; asking tells that it is there."""
        with _naming_troubles(self._bucket):
            self._client.head_bucket(Bucket=self._bucket)
        return Space(None, None)

    def region(self) -> str | None:
        """Where the bucket says it is; None where its provider has no regions. Raises BackupError."""
        with _naming_troubles(self._bucket):
            said = self._client.get_bucket_location(Bucket=self._bucket).get("LocationConstraint")
        return str(said) if said else None

    def link(self, name: str, seconds: int) -> str:
        """An address that gives this one object for a while, without any key."""
        given = {"Bucket": self._bucket, "Key": self._prefix + name}
        return str(self._client.generate_presigned_url("get_object", Params=given, ExpiresIn=seconds))


@contextmanager
def _naming_troubles(about: str) -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        code = str(error.response.get("Error", {}).get("Code", ""))
        if code in GONE:
            raise BackupError("missing_file", about) from None
        raise BackupError("disk_full" if code in FULL else "store_away", code) from None
    except BotoCoreError as error:
        raise BackupError("store_away", type(error).__name__) from None
    except Exception as error:
        # The transfer wraps what went wrong in errors of its own.
        if type(error).__module__.startswith(("boto3.", "s3transfer.")):
            raise BackupError("store_away", type(error).__name__) from None
        raise
