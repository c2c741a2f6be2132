"""What can go wrong with a backup, each brought about for real; a scene gives what the last state should be."""

from __future__ import annotations

import socket
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass

import boto3
import psycopg
from moto.server import ThreadedMotoServer

from backend.backups import keys
from tests.drills.vault import Vault

PROVEN = ("stored", "proven", None)


@dataclass(frozen=True)
class Scene:
    """`expected`: the backup's state, its proof's state, and the failure told of the proof (or of the backup)."""

    name: str
    play: Callable[[Vault], None]
    expected: tuple[str, str | None, str | None] = PROVEN


def killed_during_dump(vault: Vault) -> None:
    """A table is locked, so that the dump waits; the worker is killed there."""
    vault.ask()
    with psycopg.connect(vault.url) as holder:
        holder.execute("lock table public.leads in access exclusive mode")
        with vault.worker() as worker:
            vault.wait(lambda: vault.row("backups")["step"] == "dumping", "the dump")
            worker.kill()
        holder.rollback()
    vault.finish()


def killed_during_upload(vault: Vault) -> None:
    """The store takes the connection and never answers; the worker is killed there, the next has a good one."""
    vault.ask()
    with _silent_server() as silent, vault.worker(**_bucket(silent)) as worker:
        vault.wait(lambda: vault.row("backups")["step"] == "storing", "the upload")
        worker.kill()
    server = ThreadedMotoServer(ip_address="127.0.0.1", port=0, verbose=False)
    server.start()
    try:
        host, port = server.get_host_and_port()
        url = f"http://{host}:{port}"
        boto3.client("s3", endpoint_url=url, region_name="us-east-1", aws_access_key_id="drill",
                     aws_secret_access_key="drill").create_bucket(Bucket="copies")  # fmt: skip
        vault.finish(**_bucket(url))
    finally:
        server.stop()


def killed_during_restore(vault: Vault) -> None:
    """The throw-away database lives when the worker is killed."""
    vault.ask()
    with vault.worker() as worker:
        vault.wait(lambda: vault.row("backup_proofs").get("step") in ("restoring", "comparing"), "the restore")
        worker.kill()
    vault.finish()


def store_away(vault: Vault) -> None:
    """The disk is not mounted; then it is."""
    vault.ask()
    with vault.worker(BACKUP_STORE=str(vault.folder / "not" / "mounted")):
        vault.wait(lambda: vault.row("backups")["failure"] == "store_away", "the refusal")
    assert vault.row("backups")["due_at"] is not None, "the next try is not due"
    vault.finish()


def disk_full(vault: Vault) -> None:
    """A disk of half a megabyte; then one with room."""
    small = vault.folder / "small"
    small.mkdir()
    subprocess.run(["mount", "-t", "tmpfs", "-o", "size=512k", "tmpfs", str(small)], check=True)
    try:
        vault.ask()
        with vault.worker(BACKUP_STORE=str(small / "copies")):
            vault.wait(lambda: vault.row("backups")["failure"] == "disk_full", "the refusal")
        assert not [path for path in small.rglob("*") if path.is_file()], "a partial file is left"
    finally:
        subprocess.run(["umount", str(small)], check=True)
    vault.finish()


def damaged(vault: Vault) -> None:
    """One bit in the middle."""
    _spoil(vault, lambda content: content[: len(content) // 2] + b"\x00\x01" + content[len(content) // 2 + 2 :])


def truncated(vault: Vault) -> None:
    """The end is missing."""
    _spoil(vault, lambda content: content[: len(content) // 3])


def swapped(vault: Vault) -> None:
    """A good copy, of another moment, under this one's name."""
    vault.ask()
    vault.finish()
    other = (vault.store / str(vault.row("backups")["name"])).read_bytes()
    vault.run("update leads set note = coalesce(note, '') || 'x' where ref like 'DF-B-1%'")
    _spoil(vault, lambda content: other + b"\x00" * max(0, len(content) - len(other)))


def wrong_key(vault: Vault) -> None:
    """Made for one pair of keys, proven again once another pair has taken its place."""
    vault.ask()
    vault.finish()
    other = vault.folder / "other.txt"
    _prove_again(vault, BACKUP_PUBLIC_KEYS=keys.make_pair(other), BACKUP_PRIVATE_KEY_FILE=str(other))


def written_during_dump(vault: Vault) -> None:
    """A hundred rows a second before, during and after: the copy is of one moment all the same."""
    stop = threading.Event()
    writer = threading.Thread(target=_write, args=(vault.url, stop))
    writer.start()
    time.sleep(1)
    try:
        vault.ask()
        vault.finish()
    finally:
        stop.set()
        writer.join()


SCENES = (
    Scene("killed_during_dump", killed_during_dump),
    Scene("killed_during_upload", killed_during_upload),
    Scene("killed_during_restore", killed_during_restore),
    Scene("store_away", store_away),
    Scene("disk_full", disk_full),
    Scene("damaged", damaged, ("stored", "failed", "altered")),
    Scene("truncated", truncated, ("stored", "failed", "truncated")),
    Scene("swapped", swapped, ("stored", "failed", "altered")),
    Scene("wrong_key", wrong_key, ("stored", "failed", "wrong_key")),
    Scene("written_during_dump", written_during_dump),
)


def _spoil(vault: Vault, change: Callable[[bytes], bytes]) -> None:
    """A proven copy is spoiled, then proven again as every week."""
    vault.ask()
    vault.finish()
    file = vault.store / str(vault.row("backups")["name"])
    file.write_bytes(change(file.read_bytes()))
    _prove_again(vault)


def _prove_again(vault: Vault, **more: str) -> None:
    copy = vault.row("backups")["id"]
    vault.run(f"select private.ask_proof('{copy}', 'weekly', 'weekly:{copy}')")
    vault.finish(**more)


def _bucket(url: str) -> dict[str, str]:
    return {
        "BACKUP_STORE": "s3://copies/drain", "BACKUP_S3_ENDPOINT": url, "BACKUP_S3_REGION": "us-east-1",
        "BACKUP_S3_KEY_ID": "drill", "BACKUP_S3_SECRET": "drill",
    }  # fmt: skip


@contextmanager
def _silent_server() -> Iterator[str]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        yield f"http://127.0.0.1:{server.getsockname()[1]}"


def _write(url: str, stop: threading.Event) -> None:
    with psycopg.connect(url, autocommit=True) as conn, suppress(psycopg.Error):
        n = 0
        while not stop.wait(0.01):
            n += 1
            conn.execute(
                "insert into leads (ref, source, created_at, phone) values (%s, 'console', now(), %s)",
                [f"W-{time.time_ns()}", f"+1450555{n % 10000:04}"],
            )
