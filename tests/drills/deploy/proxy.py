"""Caddy with the Caddyfile of deploy/, on ports of its own, with certificates of its own."""

from __future__ import annotations

import json
import os
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests.console_process import free_port
from tests.local_stack import ROOT

READY_WITHIN_S = 20.0


@dataclass(frozen=True)
class Addresses:
    """Where the proxy is reached, and where it leads."""

    console: int
    webhook: int
    console_at: int
    webhook_at: int

    @property
    def console_url(self) -> str:
        """As people have it."""
        return f"https://127.0.0.1:{self.console}"

    @property
    def webhook_url(self) -> str:
        """As Vapi has it."""
        return f"https://127.0.0.1:{self.webhook}"


def addresses() -> Addresses:
    """Four ports that nobody listens on."""
    return Addresses(free_port(), free_port(), free_port(), free_port())


@contextmanager
def serving(folder: Path, at: Addresses) -> Iterator[Path]:
    """Yields the file with the certificate that signs the others."""
    env = {
        "PATH": os.environ["PATH"], "HOME": str(folder), "XDG_DATA_HOME": str(folder), "XDG_CONFIG_HOME": str(folder),
        "CONSOLE_HOST": f"127.0.0.1:{at.console}",
        "WEBHOOK_HOST": "127.0.0.1", "WEBHOOK_HTTPS": str(at.webhook), "WEBHOOK_HTTP": str(free_port()),
        "CONSOLE_AT": f"127.0.0.1:{at.console_at}", "WEBHOOK_AT": f"127.0.0.1:{at.webhook_at}",
        "ACME_EMAIL": "nobody@drain.example",
    }  # fmt: skip
    config = folder / "caddy.json"
    config.write_text(json.dumps(_adapted(env)), encoding="utf-8")
    with (folder / "caddy.log").open("wb") as log:
        process = subprocess.Popen(["caddy", "run", "--config", config], env=env, stdout=log, stderr=log)
    try:
        yield _certificate(folder)
    finally:
        process.terminate()
        process.wait(10)


def _adapted(env: dict[str, str]) -> dict[str, Any]:
    command = ["caddy", "adapt", "--config", str(ROOT / "deploy/Caddyfile"), "--adapter", "caddyfile"]
    config: dict[str, Any] = json.loads(subprocess.run(command, env=env, capture_output=True, check=True).stdout)
    # Nothing of this machine but these ports: no administration, no redirection from port 80, no trust store.
    config["admin"] = {"disabled": True}
    config["apps"]["http"]["http_port"] = free_port()
    config["apps"]["pki"] = {"certificate_authorities": {"local": {"install_trust": False}}}
    return config


def _certificate(folder: Path) -> Path:
    certificate = folder / "caddy/pki/authorities/local/root.crt"
    give_up_at = time.monotonic() + READY_WITHIN_S
    while not certificate.exists():
        if time.monotonic() > give_up_at:
            raise RuntimeError((folder / "caddy.log").read_text(encoding="utf-8"))
        time.sleep(0.1)
    return certificate
