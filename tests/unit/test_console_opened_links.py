"""A link spent on a password that was refused: ten minutes, over a restart, for whoever holds the link."""

from __future__ import annotations

from pathlib import Path

import jwt

from backend.console.database import Database
from backend.console.identity import TokenPair
from backend.console.opened_links import KEPT_S, OpenedLinks

PROOF = "5e4f" * 14
SESSION = "0b6b9f5c-1c1e-4d0f-9a34-6a43a0b4b9aa"
TOKENS = TokenPair("user", jwt.encode({"session_id": SESSION}, "k" * 32), "local-refresh-token", 1.0)


class Clock:
    now = 1_800_000_000.0

    def __call__(self) -> float:
        return self.now


def links(folder: Path, clock: Clock) -> OpenedLinks:
    return OpenedLinks(Database(folder / "sessions.sqlite3"), clock)


def test_it_is_found_again_after_a_restart_and_by_the_link_alone(tmp_path: Path) -> None:
    clock = Clock()
    links(tmp_path, clock).keep(PROOF, TOKENS)
    assert links(tmp_path, clock).find(PROOF) == TOKENS
    assert links(tmp_path, clock).find("5e4f" * 13 + "aaaa") is None


def test_the_file_alone_opens_nothing(tmp_path: Path) -> None:
    links(tmp_path, Clock()).keep(PROOF, TOKENS)
    for file in tmp_path.iterdir():
        content = file.read_bytes()
        assert PROOF.encode() not in content
        assert TOKENS.refresh.encode() not in content and TOKENS.access.encode() not in content


def test_after_ten_minutes_it_is_gone_and_its_session_is_to_be_ended(tmp_path: Path) -> None:
    clock = Clock()
    kept = links(tmp_path, clock)
    kept.keep(PROOF, TOKENS)
    clock.now += KEPT_S
    assert kept.find(PROOF) is None
    kept.end_old()
    row = Database(tmp_path / "sessions.sqlite3").row("select session_id from endings")
    assert row is not None and row["session_id"] == SESSION


def test_whoever_is_in_leaves_nothing(tmp_path: Path) -> None:
    kept = links(tmp_path, Clock())
    kept.keep(PROOF, TOKENS)
    kept.forget(PROOF)
    assert kept.find(PROOF) is None
    assert Database(tmp_path / "sessions.sqlite3").row("select 1 from endings") is None
