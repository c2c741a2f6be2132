"""Functions, triggers and rights: what is written is what there is, after any change, or nothing has changed at all."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from backend.migrate import MigrationError, migrate
from tests.blank_database import Tree, blank_database

HOME = "functions/team/of_a_test.sql"
NOW = "create or replace function private.of_a_test() returns integer language sql stable set search_path = ''\n"
ONE, TWO = NOW + "as $$ select 1 $$;\n", NOW + "as $$ select 2 $$;\n"


class Database:
    """A database that follows a tree."""

    def __init__(self, url: str, tree: Tree) -> None:
        self.url, self.tree = url, tree
        migrate(url, tree.folder)

    def follow(self) -> list[str]:
        return migrate(self.url, self.tree.folder)

    def one(self, question: str) -> object:
        with psycopg.connect(self.url) as conn:
            row = conn.execute(question.encode()).fetchone()
        assert row is not None
        return row[0]

    def run(self, statement: str) -> None:
        with psycopg.connect(self.url, autocommit=True) as conn:
            conn.execute(statement.encode())


@pytest.fixture
def base(env: dict[str, str], tmp_path: Path) -> Iterator[Database]:
    with blank_database(env["SUPABASE_DB_URL"], "migrate_functions_test") as url:
        yield Database(url, Tree(tmp_path / "sql"))


def test_a_function_whose_text_changed_is_replaced(base: Database) -> None:
    base.tree.write(HOME, ONE)
    assert base.follow() == [HOME]
    base.tree.write(HOME, TWO)
    assert base.follow() == [HOME]
    assert base.one("select private.of_a_test()") == 2
    assert base.follow() == []


def test_a_function_whose_text_is_gone_is_dropped(base: Database) -> None:
    base.tree.write(HOME, ONE)
    base.follow()
    (base.tree.folder / HOME).unlink()
    assert base.follow() == [HOME]
    assert base.one("select to_regproc('private.of_a_test') is null")


def test_a_function_of_somebody_else_is_left_alone(base: Database) -> None:
    base.run("create function public.of_supabase() returns integer language sql as 'select 1'")
    base.tree.write(HOME, ONE)
    base.follow()
    assert base.one("select public.of_supabase()") == 1


def test_other_arguments_leave_no_second_function_behind(base: Database) -> None:
    base.tree.write(HOME, ONE)
    base.follow()
    base.tree.write(HOME, ONE.replace("of_a_test()", "of_a_test(p_days integer)"))
    base.follow()
    assert base.one("select count(*) from pg_proc where proname = 'of_a_test'") == 1


def test_another_result_replaces_a_function_that_policies_and_functions_use(base: Database) -> None:
    base.tree.replace("functions/access/roles.sql", "app_role() returns text", "app_role() returns varchar")
    base.follow()
    assert base.one("select pg_get_function_result('private.app_role()'::regprocedure)") == "character varying"
    assert base.one("select count(*) > 20 from pg_policies where qual like '%app_role%'")


def test_another_result_of_what_a_table_checks_with_is_refused_in_words(base: Database) -> None:
    base.tree.replace("functions/alerts/checks.sql", "returns smallint", "returns integer")
    with pytest.raises(MigrationError, match=r"private\.attempt_rank\(text\) sert encore à une table"):
        base.follow()
    assert base.one("select count(*) > 20 from pg_policies where schemaname = 'public'")


@pytest.mark.parametrize("body", ["select no_such_column from public.leads", "select private.no_such_function()"])
def test_a_body_that_does_not_compile_changes_nothing(base: Database, body: str) -> None:
    base.tree.write(HOME, ONE)
    base.follow()
    base.tree.write("functions/access/a_first.sql", TWO.replace("of_a_test", "another"))
    base.tree.write(HOME, NOW + f"as $$ {body} $$;\n")
    with pytest.raises(MigrationError, match=r"functions/team/of_a_test\.sql.*does not exist"):
        base.follow()
    assert base.one("select private.of_a_test()") == 1
    assert base.one("select to_regproc('private.another') is null")


def test_a_function_may_call_one_that_is_written_after_it(base: Database) -> None:
    base.tree.write(
        "functions/access/a_first.sql", TWO.replace("of_a_test", "earlier").replace("2", "private.of_a_test()")
    )
    base.tree.write(HOME, ONE)
    base.follow()
    assert base.one("select private.earlier()") == 1


def test_a_trigger_that_is_written_no_more_is_dropped_and_another_comes(base: Database) -> None:
    base.tree.replace("triggers.sql", "trigger alerts_guard before", "trigger alerts_forward before")
    base.follow()
    names = "select array_agg(tgname::text) from pg_trigger where tgname in ('alerts_guard', 'alerts_forward')"
    assert base.one(names) == ["alerts_forward"]


def test_a_right_given_by_hand_is_taken_back_with_the_next_change(base: Database) -> None:
    base.run(
        "grant select on public.leads to anon; create policy loose on public.leads for select to anon using (true)"
    )
    base.tree.write(HOME, ONE)
    base.follow()
    assert base.one("select has_table_privilege('anon', 'public.leads', 'select')") is False
    assert base.one("select count(*) from pg_policies where policyname = 'loose'") == 0
    assert base.one("select has_table_privilege('authenticated', 'public.leads', 'select')")


def test_a_new_function_is_nobodys_until_rights_give_it(base: Database) -> None:
    # As hosted Supabase has it.
    base.run(
        "alter default privileges in schema public grant execute on functions to anon, authenticated, service_role"
    )
    base.tree.write(HOME, ONE.replace("private.", "public."))
    base.follow()
    for role in ("anon", "authenticated", "service_role"):
        assert base.one(f"select has_function_privilege('{role}', 'public.of_a_test()', 'execute')") is False


def test_what_was_changed_by_hand_is_undone_when_asked_to_apply_again(base: Database) -> None:
    base.run("drop trigger alerts_guard on public.alerts")
    assert base.follow() == []
    assert migrate(base.url, base.tree.folder, again=True) == []
    assert base.one("select count(*) from pg_trigger where tgname = 'alerts_guard'") == 1
