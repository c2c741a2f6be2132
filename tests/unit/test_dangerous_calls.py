"""What no program of ours does: run what was sent, build SQL or commands out of words, read what can lie in wait."""

from __future__ import annotations

import ast
import re
from functools import cache

import pytest

from tests.local_stack import ROOT

# Runs code, or reads a format that may carry some, or that may ask for other files.
CODE = re.compile(
    r"eval|exec|compile|__import__|os\.(system|popen)|(pickle|marshal|shelve|dill)\.\w+|yaml\.(load|unsafe_load)|"
    r"(ElementTree\.|ET\.|minidom\.|sax\.)?(fromstring|XMLParser|iterparse)"
)
# Guessable, or broken.
WEAK = re.compile(r"random\.\w+|hashlib\.(md5|new)|md5|ssl\._create_unverified_context")
# Imposed by whoever is at the other end: Twilio's signature, and every telephone's code.
SHA1 = {"backend/twilio/signature.py", "backend/totp.py"}
# Our own PostgREST of a moment, on this machine, in the clear: no certificate to look at.
UNVERIFIED = {"backend/backups/reading.py"}
# Put together from names of our own, and from a condition that the same file writes.
OUR_OWN_NAMES = {
    "backend/backups/recovering.py: inserting.format(table, columns, columns)",
    "backend/console/sessions.py: f'delete from sessions where {which} returning access_token'",
}


@cache
def programs() -> list[tuple[str, ast.AST]]:
    """Every node of what runs on a server; the embedded stack does not."""
    paths = [ROOT / "console.py", *(ROOT / "pages").rglob("*.py"), *(ROOT / "backend").rglob("*.py")]
    ours = [path for path in paths if not {"local", "node_modules"} & set(path.relative_to(ROOT).parts)]
    trees = {str(path.relative_to(ROOT)): ast.parse(path.read_text(encoding="utf-8")) for path in ours}
    return [(name, node) for name, tree in trees.items() for node in ast.walk(tree)]


@cache
def calls() -> list[tuple[str, ast.Call, str]]:
    return [(name, node, ast.unparse(node.func)) for name, node in programs() if isinstance(node, ast.Call)]


@pytest.mark.parametrize("sort", [CODE, WEAK], ids=["code", "weak"])
def test_nothing_that_was_sent_is_run_and_nothing_guessable_is_drawn(sort: re.Pattern[str]) -> None:
    assert [f"{name}: {function}" for name, _, function in calls() if sort.fullmatch(function)] == []


def test_sha1_and_unverified_servers_are_where_they_must_be_and_nowhere_else() -> None:
    sha1 = {name for name, node in programs() if isinstance(node, ast.Name | ast.Attribute | ast.alias)
            and "sha1" in ast.unparse(node)}  # fmt: skip
    unverified = {name for name, call, _ in calls() for one in call.keywords
                  if one.arg == "verify" and ast.unparse(one.value) == "False"}  # fmt: skip
    assert (sha1, unverified) == (SHA1, UNVERIFIED)


def test_no_command_goes_through_a_shell_and_no_redirect_is_followed() -> None:
    told = [(name, one.arg, ast.unparse(one.value)) for name, call, _ in calls() for one in call.keywords]
    assert [one for one in told if one[1] == "shell"] == []
    assert [one for one in told if one[1] in ("follow_redirects", "allow_redirects") and one[2] != "False"] == []
    # `requests` follows them unless told otherwise; httpx does not.
    plain = re.compile(r"requests\.(get|post|put|patch|delete|head|request)")
    asked = [call for _, call, function in calls() if plain.fullmatch(function)]
    assert asked and all("allow_redirects" in {one.arg for one in call.keywords} for call in asked)


def _is_built(node: ast.expr) -> bool:
    """Put together out of values, by whatever means."""
    if isinstance(node, ast.JoinedStr):
        return any(isinstance(part, ast.FormattedValue) for part in node.values)
    if isinstance(node, ast.BinOp):
        return isinstance(node.op, ast.Mod | ast.Add) and (_is_text(node.left) or _is_text(node.right))
    return isinstance(node, ast.Call) and ast.unparse(node.func).endswith(".format")


def _is_text(node: ast.expr) -> bool:
    return isinstance(node, ast.JoinedStr) or (isinstance(node, ast.Constant) and isinstance(node.value, str))


def test_no_sql_is_built_out_of_words() -> None:
    runs = (".execute", ".executemany", ".copy")
    asked = [(name, call.args[0]) for name, call, function in calls() if function.endswith(runs) and call.args]
    assert len(asked) > 30
    built = {f"{name}: {ast.unparse(words)}" for name, words in asked if _is_built(words)}
    # psycopg's own composition quotes every name by itself.
    assert {one for one in built if "sql.SQL(" not in one} == OUR_OWN_NAMES


def test_no_function_of_the_database_runs_text() -> None:
    text = {
        path.name: re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))
        for path in (ROOT / "sql" / "functions").rglob("*.sql")
    }
    assert len(text) > 50
    # `grant execute on function` is a right; `execute '…'` and `execute format(…)` would be the danger.
    runs = re.compile(r"\bexecute\s+(?!on\b|function\b|procedure\b)")
    assert [name for name, body in text.items() if runs.search(body)] == []


def test_what_is_forbidden_would_be_seen() -> None:
    [call] = [node for node in ast.walk(ast.parse("conn.execute(f'select {x}')")) if isinstance(node, ast.Call)]
    assert _is_built(call.args[0]) and CODE.fullmatch("eval") and WEAK.fullmatch("random.choice")
    assert not CODE.fullmatch("re.compile") and not WEAK.fullmatch("secrets.choice")
