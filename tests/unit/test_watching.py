"""Probes against real servers of this machine: a certificate, an answer's date, what is open to strangers."""

from __future__ import annotations

import asyncio
import ssl
import subprocess
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import httpx
import pytest

from backend.health.probes import web
from backend.health.probes.certificate import certificate
from backend.health.probes.clock import judged
from backend.health.probes.reading import Reading, take


@contextmanager
def serving(status: int = 200, body: bytes = b"{}", tls: ssl.SSLContext | None = None) -> Iterator[int]:
    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(status)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, format: str, *args: Any) -> None:
            """Quiet."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    if tls:
        server.socket = tls.wrap_socket(server.socket, server_side=True)
    threading.Thread(target=server.serve_forever, args=[0.02], daemon=True).start()
    yield server.server_port
    server.shutdown()
    server.server_close()


def signed(folder: Path, days: int) -> tuple[ssl.SSLContext, ssl.SSLContext]:
    """A server's context with a certificate of that many days, and a client's that trusts it."""
    key, cert = folder / "key.pem", folder / "cert.pem"
    subprocess.run(
        ["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-keyout", key, "-out", cert, "-days", str(days),
         "-subj", "/CN=localhost", "-addext", "subjectAltName=DNS:localhost"],
        check=True, capture_output=True,
    )  # fmt: skip
    server = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    server.load_cert_chain(cert, key)
    return server, ssl.create_default_context(cafile=str(cert))


@pytest.mark.parametrize(("days", "ok"), [(60, True), (5, False)])
def test_a_certificate_says_how_long_it_is_good_for(tmp_path: Path, days: int, ok: bool) -> None:
    server, trust = signed(tmp_path, days)
    with serving(tls=server) as port:
        [found] = asyncio.run(certificate([f"https://localhost:{port}", "http://127.0.0.1:1"], trust))
    assert found.ok is ok
    assert found.value is not None and days - 1 < found.value <= days


def test_a_certificate_that_nobody_trusts_is_red(tmp_path: Path) -> None:
    server, _ = signed(tmp_path, 60)
    with serving(tls=server) as port:
        [found] = asyncio.run(certificate([f"https://localhost:{port}"]))
    assert (found.ok, found.value, found.detail) == (False, None, "untrusted")


@pytest.mark.parametrize(
    ("urls", "detail"),
    [(["http://127.0.0.1:1", ""], "loopback"), (["http://console.example"], "no_https"), (["", ""], "not_set")],
)
def test_without_https_there_is_nothing_to_measure(urls: list[str], detail: str) -> None:
    [found] = asyncio.run(certificate(urls))
    assert (found.ok, found.value, found.detail) == (False, None, detail)


@pytest.mark.parametrize(("skew", "ok", "value"), [(0.4, True, 0), (-12.26, True, -12.3), (31, False, 31)])
def test_a_clock_is_judged_beyond_the_grain_of_its_header(skew: float, ok: bool, value: float) -> None:
    found = judged(skew)
    assert (found.ok, found.value) == (ok, value)


@pytest.mark.parametrize(
    ("status", "body", "ok", "detail"),
    [
        (401, b'{"code": "42501", "message": "permission denied"}', True, None),
        (401, b'{"message": "Invalid API key"}', False, "invalid_key"),
        (200, b'[{"user_id": "x"}]', False, "open_to_strangers"),
        (200, b"[]", True, None),
        (200, b"<html>Bienvenue au Wi-Fi</html>", False, "not_supabase"),
        (540, b'{"message": "Project paused"}', False, "paused"),
        (503, b"away", False, "unreachable"),
    ],
)
def test_the_data_api_is_well_when_it_refuses_a_stranger(
    status: int, body: bytes, ok: bool, detail: str | None
) -> None:
    async def ask(port: int) -> list[Reading]:
        async with httpx.AsyncClient() as http:
            return await web.data_api(http, f"http://127.0.0.1:{port}", "public")

    with serving(status, body) as port:
        [found] = asyncio.run(ask(port))
    assert (found.ok, found.detail) == (ok, detail)
    assert found.value is not None


def test_a_probe_that_hangs_or_breaks_is_a_reading() -> None:
    async def hang() -> list[Reading]:
        await asyncio.sleep(60)
        return []

    async def broken() -> list[Reading]:
        raise RuntimeError("450 555-0134")

    [hung] = asyncio.run(take("vapi", hang, patience_s=0.05))
    [failed] = asyncio.run(take("vapi", broken))
    assert (hung.ok, hung.detail) == (False, "silent")
    assert (failed.ok, failed.detail) == (False, "RuntimeError")
