"""The console's forms, before anybody is known: neither a large body nor a slow one costs it anything."""

from __future__ import annotations

import socket
import time
from urllib.parse import urlsplit

import httpx
import pytest

from backend.console import copies, sign_in
from backend.console import invitation as welcome
from backend.console.form import PATIENCE_S
from backend.console.paths import COPIES, SIGN_IN
from backend.team.text import INVITATION_PATH
from tests.console_process import ConsoleProcess

FORMS = {SIGN_IN: sign_in.LARGEST_FORM, INVITATION_PATH: welcome.LARGEST_FORM, COPIES: copies.LARGEST_FORM}


def trickle(console: ConsoleProcess, path: str) -> socket.socket:
    """Announce a form, send a little of it, and say no more."""
    host, port = urlsplit(console.url).hostname or "", urlsplit(console.url).port or 0
    connection = socket.create_connection((host, port), timeout=PATIENCE_S + 20)
    head = f"POST {path} HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {console.url}\r\nContent-Length: 500\r\n"
    connection.sendall(f"{head}Content-Type: application/x-www-form-urlencoded\r\n\r\ncourriel=a".encode())
    return connection


def test_a_form_that_trickles_in_is_given_up(console: ConsoleProcess) -> None:
    started = time.monotonic()
    for connection in [trickle(console, path) for path in FORMS]:
        with connection:
            assert connection.recv(200).split(b" ")[1] in (b"400", b"413")
    assert time.monotonic() - started < PATIENCE_S + 15


@pytest.mark.parametrize("path", FORMS)
def test_a_form_beyond_reason_is_refused_before_it_is_whole(console: ConsoleProcess, path: str) -> None:
    address = urlsplit(console.url)
    host = address.netloc
    with socket.create_connection((address.hostname or "", address.port or 0), timeout=10) as connection:
        head = f"POST {path} HTTP/1.1\r\nHost: {host}\r\nOrigin: {console.url}\r\nContent-Length: 900000000\r\n\r\n"
        connection.sendall(head.encode() + b"a" * (FORMS[path] + 1))
        assert connection.recv(200).split(b" ")[1] in (b"400", b"413")
    assert httpx.get(f"{console.url}{SIGN_IN}").status_code == 200
