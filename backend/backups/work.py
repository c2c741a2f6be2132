"""What a worker does about backups: claim one thing, do it to its end, tell what came of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from functools import partial

from backend import observe
from backend.backups import make, retention, stores
from backend.backups.errors import BackupError
from backend.backups.prove import Proof, prove
from backend.backups.run import Run
from backend.backups.settings import BackupSettings
from backend.backups.storage import Storage
from backend.backups.store import BackupStore, Work
from backend.postgres.scratch import ScratchPostgres, sweep

PARTIAL = "*.partial"
LINK_GOOD_FOR_S = 300


class BackupWorker:
    """Lives in one thread of the worker, one piece of work at a time."""

    def __init__(
        self, settings: BackupSettings, stop: threading.Event, takes_message: Callable[[str], str] | None = None
    ) -> None:
        # How messages come in is another domain's: the worker brings it.
        self._takes_message = takes_message
        self._settings = settings
        self._stop = stop
        self._ledger = BackupStore(settings.db_url)
        # What a worker that was killed left opened goes at the next start, not at the next proof.
        sweep(settings.BACKUP_WORK_DIR)
        self._scratch = ScratchPostgres(settings.BACKUP_WORK_DIR)
        # Whether the store was looked at since the last copy.
        self._looked = True

    def work_one(self) -> bool:
        """Claim and do the next thing; True when there was one. Raises psycopg.Error while the database is away."""
        work = self._ledger.claim()
        if work is None:
            return False
        run = Run(partial(self._ledger.tell, work), self._stop)
        with run.heartbeat():
            if work.kind == "backup":
                self._back_up(run, work)
            else:
                self._prove(run, work)
        return True

    def housekeeping(self) -> None:
        """What can wait until there is nothing else to do: links, the store, the next room."""
        self._sign_links()
        if not self._looked:
            self.look_at_store()
        self._scratch.stay_ready()

    def look_at_store(self) -> None:
        """Note how much room is left, and let the copies go that nobody needs."""
        if not self._settings.is_set_up:
            return
        self._looked = True
        name = "s3" if self._settings.BACKUP_STORE.startswith("s3://") else "local"
        try:
            store = stores.open_store(self._settings)
            room = store.room()
        except BackupError as error:
            self._ledger.rows("note_backup_store", name, False, None, None, error.detail or error.failure)
            return
        self._ledger.rows("note_backup_store", name, True, room.free_bytes, room.total_bytes, None)
        self._let_go(store)

    def close(self) -> None:
        """Nothing stays behind."""
        self._scratch.close()
        self._ledger.close()

    def _sign_links(self) -> None:
        """For those who wait to carry a copy out of the bucket; a folder has no links."""
        if not self._settings.BACKUP_STORE.startswith("s3://"):
            return
        for wanted in self._ledger.rows("links_wanted"):
            url = stores.open_bucket(self._settings).link(wanted["name"], LINK_GOOD_FOR_S)
            self._ledger.rows("give_link", wanted["request_id"], url)

    def _back_up(self, run: Run, work: Work) -> None:
        try:
            store = stores.open_store(self._settings)
            self._clear_leftovers(store)
            source = make.Source(self._settings.db_url, work.token[:8])
            manifest = make.make(run, self._settings, source, store, lambda n: self._ledger.name(work, n, store.name))
            try:
                self._ledger.stored(work, manifest, store.name)
            except BackupError:
                make.remove(store, manifest.name)
                raise
            self._looked = False
        except Exception as error:
            self._ledger.failed(work, _known(error))

    def _prove(self, run: Run, work: Work) -> None:
        proof = Proof()
        try:
            if work.manifest is None:
                raise BackupError("missing_file", "manifest")
            prove(
                run,
                self._settings,
                self._scratch,
                stores.open_store(self._settings),
                work.manifest,
                proof,
                self._takes_message,
            )
            run.check()
            self._ledger.proven(work, proof)
        except Exception as error:
            self._ledger.failed(work, _known(error), proof)

    def _clear_leftovers(self, store: Storage) -> None:
        """What a worker that died left: half files, and copies in the store that were never recorded."""
        for file in store.drafts().glob(PARTIAL):
            file.unlink(missing_ok=True)
        for name in self._ledger.leftovers():
            store.delete(name + make.MANIFEST)
            store.delete(name)
            self._ledger.rows("forget_leftover", name)

    def _let_go(self, store: Storage) -> None:
        [row] = self._ledger.rows("kept_copies")
        for copy in retention.to_delete(retention.read(row["given"])):
            [done] = self._ledger.rows("let_go_of_copy", copy.id)
            if done["given"]:
                make.remove(store, copy.name)


def _known(error: Exception) -> BackupError:
    """Every trouble has a name; one that nobody thought of is reported."""
    if isinstance(error, BackupError):
        return error
    observe.report(error, task="backup")
    return BackupError("unexpected", type(error).__name__)
