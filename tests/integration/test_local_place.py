"""As root, in a folder that others may not enter, Postgres's programs and data go where its user can."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path

import pytest

from backend.local.home import Home
from backend.postgres import place as postgres_place
from backend.postgres import server as postgres
from backend.postgres.os_user import become

pytestmark = pytest.mark.skipif(os.geteuid() != 0, reason="only root becomes another user")


def test_a_closed_home_is_left_closed_and_the_data_go_elsewhere(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = Home(closed / "local")
    home.prepare()
    place = postgres_place.find(home.folder, "empty")
    try:
        assert place.moved and not place.data.is_relative_to(tmp_path)
        assert closed.stat().st_mode & 0o777 == 0o700
        postgres.initialise(place, "a password")
        asked = subprocess.run([place.bin / "postgres", "--version"], capture_output=True, text=True, check=True,
                               cwd="/", **become(place.user))  # fmt: skip
        assert "PostgreSQL) 17" in asked.stdout
        assert place.is_initialised and place.data.stat().st_mode & 0o777 == 0o700
        # Nothing is copied again the next time.
        programs = (place.bin / "postgres").stat().st_mtime_ns
        again = postgres_place.find(home.folder, "empty")
        assert again == place and (again.bin / "postgres").stat().st_mtime_ns == programs
    finally:
        postgres_place.forget_elsewhere(home.folder)
    assert not place.data.exists()
