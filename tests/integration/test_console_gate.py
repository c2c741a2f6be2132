"""Nothing of the console is seen without signing in, whatever is asked for first."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import httpx
import pytest
from websockets.exceptions import InvalidStatus

from backend.settings.base import EX_CONFIG
from tests.console_process import ROOT, ConsoleProcess, rerun, run_script

FILES = [f"/{path.stem}" for path in (ROOT / "pages").iterdir()]
ADDRESSES = ["/", "/appels", "/clients", "/sante", "/shell", "/today", "/admin", "/pages/today", "/index.html", *FILES]
INSIDE = ["/media/0123456789abcdef.mp3", "/_stcore/host-config", "/_stcore/metrics", "/_stcore/upload_file/a/b",
          "/component/x/index.html", "/_stcore/agent/mcp", "/_stcore/agent/interact", "/_stcore/health/"]  # fmt: skip


def test_the_first_visitors_after_a_start_see_no_page(env: dict[str, str], tmp_path: Path) -> None:
    console = ConsoleProcess(env, tmp_path)
    console.start()
    try:
        for page in FILES:
            with pytest.raises(InvalidStatus, match="403"), console.websocket() as socket:
                rerun(socket, page.removeprefix("/"))
        for address in ADDRESSES:
            answer = httpx.get(f"{console.url}{address}")
            assert (answer.status_code, answer.content) == (303, b""), address
            assert answer.headers["location"].startswith("/connexion"), address
    finally:
        console.stop()


@pytest.mark.parametrize("path", INSIDE)
def test_streamlits_inside_is_closed_to_strangers(console: ConsoleProcess, path: str) -> None:
    for method in ("GET", "HEAD", "POST", "PUT", "DELETE", "OPTIONS"):
        answer = httpx.request(method, f"{console.url}{path}", headers={"Origin": console.url})
        assert answer.status_code == 401, method


def test_a_made_up_cookie_opens_nothing(console: ConsoleProcess) -> None:
    with console.browser("A" * 43) as browser:
        assert browser.get("/appels").status_code == 303
        assert browser.get("/media/x").status_code == 401
    with pytest.raises(InvalidStatus, match="403"), console.websocket("A" * 43):
        pass


def test_a_page_named_after_a_file_still_goes_through_the_shell(
    console: ConsoleProcess, cookies: dict[str, str]
) -> None:
    with console.websocket(cookies["staff"]) as socket:
        assert "Se déconnecter" in run_script(socket, "_menu")


def test_only_what_holds_no_data_is_public(console: ConsoleProcess) -> None:
    with console.browser() as browser:
        assert browser.get("/_stcore/health").text == "ok"
        assert browser.get("/favicon.png").status_code == 200
        assert browser.get("/static/js/nothing.js").status_code == 404
        assert browser.get("/static/..%2f..%2fconfig.py").status_code == 404
        assert browser.get("/session").status_code == 401


def test_the_address_asked_for_is_gone_back_to(console: ConsoleProcess) -> None:
    answer = httpx.get(f"{console.url}/appels?appel=6f1c&x=%C3%A9")
    assert answer.headers["location"] == "/connexion?suite=/appels%3Fappel%3D6f1c%26x%3D%25C3%25A9"


def test_every_answer_carries_the_security_headers(console: ConsoleProcess, cookies: dict[str, str]) -> None:
    with console.browser(cookies["owner"]) as browser:
        for path in ("/", "/connexion", "/_stcore/health", "/static/js/nothing.js", "/media/x", "/session"):
            headers = browser.get(path).headers
            assert headers["x-content-type-options"] == "nosniff", path
            assert headers["x-frame-options"] == "DENY", path
            assert headers["referrer-policy"] == "same-origin", path
            assert "camera=()" in headers["permissions-policy"], path
            policy = set(headers["content-security-policy"].split("; "))
            assert {"frame-ancestors 'none'", "object-src 'none'", "base-uri 'none'"} <= policy, path
            assert "strict-transport-security" not in headers, path
        assert browser.get("/").headers["cache-control"] == "no-store"


# An address with a question has no first screen in it, which would tell other ages and milliseconds each time.
WITHOUT_ONE = "/appels?recherche=x"
ACCEPTED: tuple[dict[str, str], ...] = ({}, {"Accept-Encoding": "identity"})


def test_the_page_is_french_and_compressed(console: ConsoleProcess, cookies: dict[str, str]) -> None:
    with console.browser(cookies["owner"]) as browser:
        small, plain = (browser.get(WITHOUT_ONE, headers=wanted) for wanted in ACCEPTED)
        first = [browser.get("/", headers=accepted) for accepted in ACCEPTED]
    assert '<html lang="fr">' in small.text
    assert small.text == plain.text
    assert small.headers["content-encoding"] == "gzip" and "content-encoding" not in plain.headers
    assert int(small.headers["content-length"]) < int(plain.headers["content-length"]) == len(plain.content)
    assert [answer.headers.get("content-encoding") for answer in first] == ["gzip", None]
    for answer in first:
        before, _, after = answer.text.partition('<div class="stApp df-first"')
        assert plain.text.startswith(before) and 'class="df-counts"' in after


def test_static_files_are_compressed_and_kept_for_ever(console: ConsoleProcess) -> None:
    with console.browser() as browser:
        page = browser.get("/connexion").text
        url = page.split('<link rel="modulepreload" crossorigin href="')[1].split('"')[0]
        small, plain = browser.get(url), browser.get(url, headers={"Accept-Encoding": "identity"})
    assert small.content == plain.content
    assert small.headers["content-encoding"] == "gzip"
    assert int(small.headers["content-length"]) < len(small.content) / 2
    assert small.headers["cache-control"] == "public, max-age=31536000, immutable"
    assert small.headers["vary"] == "Accept-Encoding"
    assert small.headers["content-type"].startswith("text/javascript")


def test_another_name_for_this_machine_is_refused(console: ConsoleProcess) -> None:
    for host in ("evil.example", "evil.example:8501", "localhost@evil.example", "127.0.0.1.evil.example", ""):
        assert httpx.get(f"{console.url}/connexion", headers={"Host": host}).status_code in (400, 421), host


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://127.0.0.1:1", "http://localhost"])
def test_another_site_can_neither_sign_in_nor_out_nor_listen(
    console: ConsoleProcess, cookies: dict[str, str], origin: str
) -> None:
    with console.browser(cookies["owner"]) as browser:
        for path in ("/connexion", "/deconnexion", "/_stcore/upload_file/a/b"):
            assert browser.post(path, headers={"Origin": origin}).status_code == 403, path
        assert browser.post("/deconnexion", headers={"Origin": origin}).status_code == 403
        assert browser.get("/session").status_code == 204
    with pytest.raises(InvalidStatus, match="403"), console.websocket(cookies["owner"], origin):
        pass


def test_a_form_sent_across_sites_without_an_origin_is_refused(console: ConsoleProcess) -> None:
    answer = httpx.post(f"{console.url}/deconnexion", headers={"Sec-Fetch-Site": "cross-site"})
    assert answer.status_code == 403


@pytest.mark.parametrize(
    ("changed", "named"),
    [
        ({"SUPABASE_PUBLISHABLE_KEY": "sb_secret_" + "0123456789" * 2}, "SUPABASE_PUBLISHABLE_KEY"),
        ({"SUPABASE_URL": "https://abcdefgh.supabase.co"}, "DEMO_OWNER_EMAIL"),
        ({"CONSOLE_URL": "127.0.0.1:8501"}, "CONSOLE_URL"),
        ({"CONSOLE_SESSIONS_PATH": "/proc/nowhere/sessions.sqlite3"}, "CONSOLE_SESSIONS_PATH"),
    ],
)
def test_a_bad_setting_is_one_french_sentence(
    env: dict[str, str], tmp_path: Path, changed: dict[str, str], named: str
) -> None:
    settings = {**env, "CONSOLE_SESSIONS_PATH": str(tmp_path / "s.sqlite3"), **changed}
    ran = subprocess.run(
        [sys.executable, "-c", "import console"], cwd=ROOT, env=settings, capture_output=True, timeout=60
    )
    said = ran.stderr.decode()
    assert ran.returncode == EX_CONFIG
    assert "La console refuse de démarrer" in said and named in said
    assert "Traceback" not in said
    assert "sb_secret_" + "0123456789" * 2 not in said
