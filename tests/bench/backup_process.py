"""One backup and its proof; prints the most memory that this process, without its children, ever had, in MB."""

from __future__ import annotations

import resource
import threading

import psycopg

from backend.backups.settings import BackupSettings
from backend.backups.work import BackupWorker
from tests.bench.backup import ASK

if __name__ == "__main__":
    settings = BackupSettings.load()
    keeper = BackupWorker(settings, threading.Event())
    with psycopg.connect(settings.db_url, autocommit=True) as conn:
        conn.execute(ASK)
    while keeper.work_one():
        pass
    keeper.close()
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)
