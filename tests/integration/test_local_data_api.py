"""The Data API behaves as the hosted one does where it matters."""

from __future__ import annotations

import time
from collections.abc import Iterator

import httpx
import psycopg
import pytest

from tests.local_stack import Stack


@pytest.fixture(scope="module")
def notes(stack: Stack) -> Iterator[None]:
    """A granted table of more rows than one answer may hold, and one that nobody granted."""
    with psycopg.connect(stack.db_url, autocommit=True) as conn:
        conn.execute("create table notes as select generate_series(1, 1500) as id, 'a' as text")
        conn.execute("grant select, insert, update, delete on notes to service_role")
        conn.execute("create table ungranted (id int)")
        conn.execute("create function slow(s float) returns void language sql as $$ select pg_sleep(s) $$")
        conn.execute("grant execute on function slow to anon, service_role")
        conn.execute("notify pgrst, 'reload schema'")
        try:
            wait_for_table(stack)
            yield
        finally:
            conn.execute("drop table notes, ungranted; drop function slow; notify pgrst, 'reload schema'")


def wait_for_table(stack: Stack) -> None:
    # It may have lost its connection with a Postgres that another room of tests started anew, and tries again later and
    # later.
    deadline = time.monotonic() + 60
    while call(stack, "POST", "rpc/slow", json={"s": 0}).status_code >= 300:
        assert time.monotonic() < deadline, "PostgREST has not seen the new schema"
        time.sleep(0.05)


def call(stack: Stack, method: str, path: str, key: str = "", **more: object) -> httpx.Response:
    chosen = key or stack.secret_key
    return httpx.request(method, f"{stack.supabase_url}/rest/v1/{path}", headers={"apikey": chosen}, **more)  # type: ignore[arg-type]


@pytest.mark.usefixtures("notes")
def test_an_answer_holds_a_thousand_rows_at_most(stack: Stack) -> None:
    assert len(call(stack, "GET", "notes").json()) == 1000
    assert len(call(stack, "GET", "notes?offset=1000").json()) == 500


@pytest.mark.usefixtures("notes")
@pytest.mark.parametrize(
    ("method", "query", "status"),
    [
        ("DELETE", "", 400),
        ("DELETE", "?select=id&order=id", 400),
        ("PATCH", "", 400),
        ("PATCH", "?id=eq.1", 204),
        ("PATCH", "?or=(id.eq.1,id.eq.2)", 204),
        ("DELETE", "?id=eq.1500", 204),
    ],
)
def test_changing_every_row_at_once_is_refused(stack: Stack, method: str, query: str, status: int) -> None:
    answer = call(stack, method, f"notes{query}", json={"text": "b"} if method == "PATCH" else None)
    assert answer.status_code == status
    assert status == 204 or answer.json()["code"] == "21000"


@pytest.mark.parametrize("method", ["GET", "POST"])
def test_an_unknown_table_is_said_to_be_unknown(stack: Stack, method: str) -> None:
    answer = call(stack, method, "nowhere", json={} if method == "POST" else None)
    assert (answer.status_code, answer.json()["code"]) == (404, "PGRST205")
    assert answer.json()["message"] == "Could not find the table 'public.nowhere' in the schema cache"


@pytest.mark.usefixtures("notes")
def test_a_new_table_is_out_of_reach_until_it_is_granted(stack: Stack) -> None:
    for key, status in ((stack.publishable_key, 401), (stack.secret_key, 403)):
        answer = call(stack, "GET", "ungranted", key)
        assert (answer.status_code, answer.json()["code"]) == (status, "42501")


@pytest.mark.usefixtures("notes")
def test_an_anonymous_request_has_three_seconds(stack: Stack) -> None:
    answer = call(stack, "POST", "rpc/slow", stack.publishable_key, json={"s": 6}, timeout=20)
    assert answer.json()["code"] == "57014"
    assert 2.5 < answer.elapsed.total_seconds() < 5


@pytest.mark.usefixtures("notes")
def test_counting_and_head_requests_pass_unharmed(stack: Stack) -> None:
    url, key = f"{stack.supabase_url}/rest/v1/notes?id=lte.10", {"apikey": stack.secret_key, "Prefer": "count=exact"}
    answer = httpx.head(url, headers=key)
    assert (answer.status_code, answer.headers["content-range"], answer.content) == (200, "0-9/10", b"")


def test_without_a_key_nothing_is_answered(stack: Stack) -> None:
    answer = httpx.get(f"{stack.supabase_url}/rest/v1/profiles")
    assert answer.status_code == 401
    assert answer.json()["message"] == "No API key found in request"


def test_a_browser_is_refused_the_secret_key(stack: Stack) -> None:
    browser = {"apikey": stack.secret_key, "User-Agent": "Mozilla/5.0 Firefox/140.0"}
    assert httpx.get(f"{stack.supabase_url}/rest/v1/profiles", headers=browser).status_code == 401


def test_the_sign_in_tables_are_out_of_reach(stack: Stack) -> None:
    for path in ("users", "refresh_tokens"):
        assert call(stack, "GET", path).status_code == 404
    there = {"apikey": stack.secret_key, "Accept-Profile": "auth"}
    assert httpx.get(f"{stack.supabase_url}/rest/v1/users", headers=there).status_code == 406


def test_everyone_listens_on_loopback_only_and_commits_reach_the_disk(db: psycopg.Connection) -> None:
    for name, value in (("listen_addresses", "127.0.0.1"), ("unix_socket_directories", ""), ("fsync", "on"),
                        ("synchronous_commit", "on"), ("full_page_writes", "on")):  # fmt: skip
        assert db.execute("select current_setting(%s)", [name]).fetchone() == (value,)
    assert db.execute("select current_setting('drain.embedded')").fetchone() == ("on",)


def test_postgres_asks_for_a_password(stack: Stack) -> None:
    with pytest.raises(psycopg.OperationalError, match="password authentication failed"):
        psycopg.connect(stack.db_url.replace(":local-", ":wrong-"))
