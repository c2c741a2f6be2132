"""No answer of a program follows the Host header: asked under another name, with two, with a slash too many."""

from __future__ import annotations

import socket
from urllib.parse import urlsplit

import pytest

from tests.console_process import ConsoleProcess

FOREIGN = (
    "evil.example",
    "evil.example:443",
    "evil.example@127.0.0.1",
    "127.0.0.1@evil.example",
    "127.0.0.1:99999",
    "",
)
WEBHOOK = ("/vapi", "/brevo/sms", "/brevo/email", "/healthz", "/readyz", "/a/0", "/a/0%2F", "/nowhere")
CONSOLE = ("/", "/connexion", "/acces", "/session", "/deconnexion", "/appels", "/nulle-part")


def asked(url: str, path: str, *hosts: str, method: str = "GET") -> tuple[int, str]:
    """One request as it is written, whatever an HTTP client would say; the status, and all that came back."""
    where = urlsplit(url)
    lines = [f"{method} {path} HTTP/1.1", *(f"Host: {host}" for host in hosts), "Connection: close", "", ""]
    with socket.create_connection((str(where.hostname), int(where.port or 80)), timeout=20) as wire:
        wire.sendall("\r\n".join(lines).encode())
        answer = b""
        while chunk := wire.recv(65536):
            answer += chunk
    text = answer.decode("utf-8", "replace")
    return int(text.split(" ", 2)[1]), text


@pytest.mark.parametrize("path", WEBHOOK)
def test_the_webhook_sends_nobody_where_the_host_header_says(env: dict[str, str], path: str) -> None:
    url = env["WEBHOOK_URL"]
    own = urlsplit(url).netloc
    for slash in ("", "/"):
        for hosts in (*((host,) for host in FOREIGN), (own, "evil.example"), ("evil.example", own)):
            status, text = asked(url, path + slash, *hosts)
            assert "evil.example" not in text, (path + slash, hosts)
            assert status < 300 or status >= 400, (path + slash, hosts, status)
        assert asked(url, path + slash, own)[0] not in (307, 308, 421)


@pytest.mark.parametrize("path", ["/auth/v1/user", "/auth/v1/settings", "/rest/v1/rpc/team", "/healthz"])
def test_the_gateway_sends_nobody_where_the_host_header_says(env: dict[str, str], path: str) -> None:
    for slash in ("", "/"):
        for host in FOREIGN:
            status, text = asked(env["SUPABASE_URL"], path + slash, host)
            assert "location: http" not in text.lower(), (path + slash, host)
            assert status < 300 or status >= 400


@pytest.mark.parametrize(
    ("setting", "path"),
    [
        ("VAPI_API_URL", "/call"),
        ("VAPI_API_URL", "/healthz"),
        ("BREVO_API_URL", "/account"),
        ("BREVO_API_URL", "/webhooks"),
        ("BREVO_API_URL", "/transactionalSMS/send"),
    ],
)
def test_the_stand_ins_send_nobody_where_the_host_header_says(env: dict[str, str], setting: str, path: str) -> None:
    where = urlsplit(env[setting])
    for slash in ("", "/"):
        for host in FOREIGN:
            status, text = asked(f"{where.scheme}://{where.netloc}", where.path + path + slash, host)
            assert "evil.example" not in text, (path + slash, host)
            assert status < 300 or status >= 400, (path + slash, host, status)


@pytest.mark.parametrize("path", ["/a/0", "/nowhere", "/"])
def test_its_pages_are_shown_under_its_own_name_alone(env: dict[str, str], path: str) -> None:
    for host in FOREIGN:
        assert asked(env["WEBHOOK_URL"], path, host)[0] in (400, 421), host
    assert asked(env["WEBHOOK_URL"], path, urlsplit(env["WEBHOOK_URL"]).netloc)[0] == 404


def test_a_machine_that_calls_by_another_name_is_heard(env: dict[str, str]) -> None:
    # The signature decides: a proxy's name for us must not cost a call.
    assert asked(env["WEBHOOK_URL"], "/vapi", "upstream.internal", method="POST")[0] == 401
    assert asked(env["WEBHOOK_URL"], "/healthz", "10.0.0.7")[0] == 200


@pytest.mark.parametrize("path", CONSOLE)
def test_the_console_answers_under_its_own_name_alone(console: ConsoleProcess, path: str) -> None:
    own = urlsplit(console.url).netloc
    for slash in ("", "/"):
        for hosts in (*((host,) for host in FOREIGN), (own, "evil.example"), ("evil.example", own)):
            status, text = asked(console.url, path + slash, *hosts)
            assert status in (400, 421), (path + slash, hosts)
            assert "evil.example" not in text
