"""Ports: the last ones when free, others when taken, never the same twice."""

from __future__ import annotations

import socket
from pathlib import Path

from backend.local import ports
from backend.postgres.ports import LOOPBACK, Claims, free_port, is_free


def test_the_wanted_ports_are_taken_when_free() -> None:
    wanted = {name: 41_000 + number for number, name in enumerate(ports.USUAL)}
    assert ports.choose(wanted, take=lambda _: True) == wanted


def test_a_taken_port_is_replaced_and_the_others_stay() -> None:
    wanted = {name: 41_000 + number for number, name in enumerate(ports.USUAL)}
    chosen = ports.choose(wanted, take=lambda port: port != wanted["console"])
    assert chosen["console"] != wanted["console"]
    assert {**chosen, "console": 0} == {**wanted, "console": 0}


def test_no_port_is_given_twice() -> None:
    chosen = ports.choose(dict.fromkeys(ports.USUAL, 41_000), take=lambda _: True)
    assert len(set(chosen.values())) == len(ports.USUAL)


def test_a_port_somebody_listens_on_is_not_free() -> None:
    with socket.socket() as listener:
        listener.bind((LOOPBACK, 0))
        listener.listen()
        port = listener.getsockname()[1]
        assert not is_free(port)
    assert is_free(port)


def test_a_port_somebody_holds_is_nobody_elses_and_its_program_can_listen_there() -> None:
    port, mine, theirs = free_port(), Claims(), Claims()
    assert mine.take(port)
    assert not theirs.take(port) and not is_free(port)
    with socket.socket() as program:
        program.bind((LOOPBACK, port))
        program.listen()
    mine.close()
    assert theirs.take(port)
    theirs.close()


def test_ports_are_remembered(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    assert ports.remembered(file, usual=True) == ports.USUAL
    assert ports.remembered(file, usual=False) == {}
    ports.remember(file, {"console": 41_000})
    assert ports.remembered(file, usual=True) == {"console": 41_000}


def test_a_damaged_ports_file_is_no_obstacle(tmp_path: Path) -> None:
    file = tmp_path / "ports.json"
    file.write_text("{")
    assert ports.remembered(file, usual=True) == ports.USUAL
