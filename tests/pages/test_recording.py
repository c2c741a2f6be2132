"""One call's page: a call that the webhook missed is marked, and its recording is asked for before it is heard."""

from __future__ import annotations

from collections.abc import Callable

import psycopg

from tests.screens import call, screen, words


def calls() -> None:
    from pages import calls

    calls.render()


def test_a_call_that_was_caught_up_says_so(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    shown_call = call(env, "lead_only")
    assert "rattrapé" not in words(screen(calls, {"appel": shown_call}))
    db.execute("update vapi_calls set caught_up_at = now()")
    shown = words(screen(calls, {"appel": shown_call}))
    assert "rattrapé" in shown and "le webhook l’avait manqué" in shown


def test_the_recording_is_asked_for_once_and_then_played_through_the_gate(
    env: dict[str, str], become: Callable[[str], None], db: psycopg.Connection
) -> None:
    become("owner")
    test = screen(calls, {"appel": call(env, "lead_only")})
    [button] = [one for one in test.button if one.label == "Écouter l’enregistrement"]
    button.click().run()
    [(request_id,)] = db.execute("select id from recording_requests").fetchall()
    bodies = [str(getattr(element.proto, "body", "")) for element in test.main if hasattr(element, "proto")]
    [player] = [body for body in bodies if "<audio" in body]
    assert f'src="/enregistrement/{request_id}"' in player and "http" not in player


def test_without_a_recording_there_is_nothing_to_ask(env: dict[str, str], become: Callable[[str], None]) -> None:
    become("owner")
    test = screen(calls, {"appel": call(env, "assistant_request_failed")})
    assert not [one for one in test.button if "enregistrement" in one.label]
