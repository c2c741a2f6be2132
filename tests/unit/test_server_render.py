"""The page with its first screen in it: whole when the data are late, refused or wrongly drawn."""

from __future__ import annotations

import asyncio
import gzip
from collections.abc import Mapping
from concurrent.futures import Future
from typing import Any

import pytest

from backend.console.first_paint import Begun, ServerRender
from backend.console.index_page import IndexPage
from backend.supabase.errors import ApiError

PATIENCE_S = 0.25
INDEX = IndexPage("<html><body><div id=root></div>", "<style>é</style></body></html>")


def answered(value: object) -> Future[Any]:
    answer: Future[Any] = Future()
    if isinstance(value, Exception):
        answer.set_exception(value)
    else:
        answer.set_result(value)
    return answer


def _bytes(part: object) -> bytes:
    assert isinstance(part, bytes)
    return part


def draw(answers: Mapping[str, Any]) -> str:
    return f"<p>{answers['n'] + 1} appels</p>"


def page(
    begun: Mapping[str, Future[Any]], *, packed: bool = False, patience_s: float = PATIENCE_S
) -> tuple[list[bytes], str]:
    """The parts as they were sent, and the page that they make."""

    async def run() -> list[bytes]:
        response = ServerRender(INDEX, patience_s).page(Begun(begun, draw), gzip=packed)
        return [_bytes(part) async for part in response.body_iterator]

    parts = asyncio.run(run())
    whole = b"".join(parts)
    return parts, (gzip.decompress(whole) if packed else whole).decode()


@pytest.mark.parametrize("packed", [False, True])
def test_what_was_read_stands_in_the_page(packed: bool) -> None:
    parts, html = page({"n": answered(6)}, packed=packed)
    assert html == f"{INDEX.before}<p>7 appels</p>{INDEX.after}"
    assert len(parts) == 2, "the beginning goes out before the data are there"


def test_two_pages_do_not_share_what_was_read() -> None:
    render = ServerRender(INDEX, PATIENCE_S)

    async def body(n: int) -> bytes:
        begun = Begun({"n": answered(n)}, draw)
        return b"".join([_bytes(part) async for part in render.page(begun, gzip=True).body_iterator])

    first, second = (gzip.decompress(asyncio.run(body(n))).decode() for n in (1, 8))
    assert ("<p>2 appels</p>" in first, "<p>9 appels</p>" in second) == (True, True)
    assert "<p>2 appels</p>" not in second


@pytest.mark.parametrize("packed", [False, True])
@pytest.mark.parametrize("answer", [ApiError("unreachable", "…"), "not a number"])
def test_without_data_the_page_is_whole(answer: object, packed: bool) -> None:
    assert page({"n": answered(answer)}, packed=packed)[1] == INDEX.html


def test_the_program_does_not_wait_for_a_slow_database() -> None:
    assert page({"n": Future()}, patience_s=0.01)[1] == INDEX.html
