"""The ÉFVP is what the declaration says, of every provider and table, and of what a caller hears first."""

from __future__ import annotations

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

from backend.paul import wanted
from backend.privacy import efvp
from backend.privacy.transfers.model import Request
from backend.privacy.transfers.providers import PROVIDERS
from backend.privacy.transfers.tables import OF_CALLERS, OF_THE_TEAM
from tests.local_stack import ROOT
from tests.personal_columns import CALLERS, TEAM
from tests.unit.test_paul_config import PAUL, PROMPT

# Each module that opens a door to another server, and whose: a new one is declared before anything leaves by it.
DOORS = {
    "backend/backups/reading.py": "our own PostgREST, on this machine", "backend/backups/s3_store.py": "copies",
    "backend/console/copies.py": "copies", "backend/console/identity.py": "supabase",
    "backend/console/recording.py": "vapi", "backend/doctor/ask.py": "vapi, brevo, twilio, supabase",
    "backend/paul/__main__.py": "vapi", "backend/team/first_owner.py": "supabase", "backend/team/way_in.py": "supabase",
    "backend/worker/run.py": "vapi, brevo, twilio, supabase, dead_man", "backend/observe/setup.py": "sentry",
}  # fmt: skip
OPENS = re.compile(
    r"httpx\.(Async)?Client|(httpx|requests)\.(get|post|request|stream|Session)|boto3\.client|sentry_sdk\.init|"
    r"smtplib\.\w+|urllib\.request\.\w+|http\.client\.\w+"
)


def opened(path: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Call) and OPENS.fullmatch(ast.unparse(node.func)):
            yield ast.unparse(node.func)


def test_the_page_is_what_the_declaration_generates() -> None:
    assert efvp.PAGE.read_text(encoding="utf-8") == efvp.text(), "python -m backend.privacy.efvp"


def test_every_provider_of_the_screen_is_assessed() -> None:
    seed = (ROOT / "sql" / "seed.sql").read_text(encoding="utf-8")
    listed = re.search(r"insert into public\.providers.*?on conflict", seed, re.DOTALL)
    assert listed is not None
    on_screen = set(re.findall(r"\('(\w+)', '", listed[0]))
    # Vapi's own are assessed with Vapi; the dead man's service is sent nothing about anybody.
    assert on_screen - {"vapi_sub"} == {one.code for one in PROVIDERS} - {"dead_man"}


def test_every_table_that_speaks_of_people_is_named() -> None:
    speaking = {table for table, what in CALLERS.items() if {"exported", "copied", "number"} & set(what.values())}
    assert set(OF_CALLERS) == speaking
    assert set(OF_THE_TEAM) == TEAM


def test_every_door_to_another_server_is_known() -> None:
    modules = (path for path in (ROOT / "backend").rglob("*.py") if "local" not in path.relative_to(ROOT).parts)
    found = {str(path.relative_to(ROOT)) for path in modules if any(opened(path))}
    pages = {str(path.relative_to(ROOT)) for path in (ROOT / "pages").rglob("*.py") if any(opened(path))}
    assert (found, pages) == (set(DOORS), set())


def test_paul_says_first_what_the_page_says_he_says() -> None:
    said = PAUL["firstMessage"]
    assert PAUL["firstMessageMode"] == "assistant-speaks-first"
    assert wanted.first_words() == said and f"> {said}\n" in efvp.text()
    # The notice comes before the first question, in one breath with who is speaking.
    before_the_question = said.partition("Comment puis-je")[0]
    assert "assistant automatisé" in before_the_question and "Cet appel est enregistré" in before_the_question
    assert "assistant automatisé" in PROMPT and "refuse l'enregistrement, offrez le transfert" in PROMPT
    assert "Ne demandez ni carte de crédit, ni numéro d'assurance sociale, ni date de naissance" in PROMPT


@pytest.mark.parametrize(
    ("name", "known"),
    [("to.email", ("team_email",)), ("hooks.do.destination", ("team_phone",)), ("to", None), ("hook", None)],
)
def test_a_field_covers_what_is_under_it_and_nothing_else(name: str, known: tuple[str, ...] | None) -> None:
    request = Request("POST /x/{id}/y", {"to.email": ("team_email",), "hooks": ("team_phone",)})
    assert request.declared(name) == known
    assert request.covers("POST", "/x/1/y") and not request.covers("POST", "/x/1/2/y")
    assert not request.covers("GET", "/x/1/y")
