"""The console hands out copies from the worker's folder: by the folder's group, and the doctor says when it cannot."""

from __future__ import annotations

import stat
from pathlib import Path

import pytest

from backend.backups.local_store import LocalStore
from backend.doctor.files import handed_out
from tests.doctor_fixtures import only, wrong


@pytest.mark.parametrize(("folder", "copy"), [(0o700, 0o600), (0o750, 0o640)])
def test_a_copy_is_read_by_the_folders_group_where_that_may_read_the_folder(
    tmp_path: Path, folder: int, copy: int
) -> None:
    place = tmp_path / "backups"
    place.mkdir()
    place.chmod(folder)
    store = LocalStore(place)
    draft = store.drafts() / "one"
    draft.write_bytes(b"encrypted")
    store.put(draft, "one.age")
    made = (place / "one.age").stat()
    assert (stat.S_IMODE(made.st_mode), made.st_gid) == (copy, place.stat().st_gid)


def test_the_doctor_of_the_console_says_that_copies_cannot_be_read(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    for folder, said in ((tmp_path / "gone", "n’existe pas"), (tmp_path / "file", "ne se lit pas")):
        found = only(handed_out(str(folder)))
        assert (found.setting, found.state) == ("BACKUP_STORE", "gap") and said in found.found
        assert "drain-copies" in found.remedy


def test_a_folder_that_is_read_and_a_bucket_are_in_order(tmp_path: Path) -> None:
    (tmp_path / "one.age").write_bytes(b"")
    [found] = handed_out(str(tmp_path))
    assert wrong([found]) == []
    assert list(handed_out("s3://bucket/prefix")) == list(handed_out("")) == []
