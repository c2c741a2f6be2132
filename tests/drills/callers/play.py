"""Plays a caller to the real webhook: each message signed and posted, what Paul is answered carried back to him."""

from __future__ import annotations

import http.client
import json
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlsplit

from backend.local.standins.vapi.conversation import Conversation
from backend.local.standins.vapi.delivery import signed, written
from backend.local.standins.vapi.posting import Posting
from tests.drills.callers.draw import Drawn

# What adds nothing to what is known of a call, and is most of what Vapi tells.
CHATTER = frozenset({"speech-update", "assistant.started", "transcript"})
PATIENCE_S = 60.0
Post = Callable[[bytes], tuple[int, Any]]


@dataclass(frozen=True)
class Answer:
    """What Paul was answered to one tool call, `text` empty when to nothing, and what he had written."""

    at: datetime
    tool: str
    tool_call_id: str
    written: Any
    text: str
    again: bool = False


@dataclass(frozen=True)
class Played:
    """A caller, all of whose messages were told."""

    caller: Drawn
    agreed: frozenset[datetime]
    answers: tuple[Answer, ...] = ()
    statuses: tuple[int, ...] = ()
    transcript: str = ""

    @property
    def heard(self) -> tuple[Answer, ...]:
        """The answers that Paul heard: of two to the same, the first."""
        return tuple(answer for answer in self.answers if not answer.again)


@dataclass
class _Noted:
    answers: list[Answer] = field(default_factory=list)
    statuses: list[int] = field(default_factory=list)
    agreed: set[datetime] = field(default_factory=set)
    transcript: str = ""


def play(caller: Drawn, post: Post, *, chatter: bool = True) -> Played:
    """The calls of one person, to their end."""
    noted = _Noted()
    for call in caller.calls:
        conversation = Conversation(call)
        telling, reply = conversation.tell(), None
        while True:
            try:
                posting = telling.send(reply)
            except StopIteration:
                break
            reply = _posted(posting, post, noted) if chatter or posting.kind not in CHATTER else None
        noted.agreed.update(conversation.agreed)
        noted.transcript += conversation.transcript
    return Played(caller, frozenset(noted.agreed), tuple(noted.answers), tuple(noted.statuses), noted.transcript)


def _posted(posting: Posting, post: Post, noted: _Noted) -> Any:
    status, reply = post(written(posting.body))
    noted.statuses.append(status)
    if posting.kind == "tool-calls":
        noted.answers += _answers(posting, reply, {answer.tool_call_id for answer in noted.answers})
    return reply


def _answers(posting: Posting, reply: Any, known: set[str]) -> Iterator[Answer]:
    message = posting.body["message"]
    at = datetime.fromtimestamp(message["timestamp"] / 1000).astimezone()
    results = reply.get("results") if isinstance(reply, dict) else None
    for call in message["toolCallList"]:
        texts = [
            one.get("result") or one.get("error") or "" for one in results or [] if one["toolCallId"] == call["id"]
        ]
        function = call.get("function", call)
        what = function.get("arguments", function.get("parameters"))
        yield Answer(at, function["name"], call["id"], what, texts[0] if len(texts) == 1 else "", call["id"] in known)


def play_all(
    callers: Sequence[Drawn], url: str, secret: str, *, at_once: int = 4, chatter: bool = True
) -> list[Played]:
    """All of them, some at once, each on a kept connection."""
    shares = [callers[n::at_once] for n in range(at_once)]

    def share(some: Sequence[Drawn]) -> list[Played]:
        with posting_to(url, secret) as post:
            return [play(one, post, chatter=chatter) for one in some]

    with ThreadPoolExecutor(at_once) as pool:
        return [played for share_ in pool.map(share, shares) for played in share_]


@contextmanager
def posting_to(url: str, secret: str) -> Iterator[Post]:
    """One kept connection to the webhook."""
    where = urlsplit(url)
    connection = http.client.HTTPConnection(where.hostname or "127.0.0.1", where.port, timeout=PATIENCE_S)

    def post(body: bytes) -> tuple[int, Any]:
        connection.request("POST", "/vapi", body, signed(secret, body))
        response = connection.getresponse()
        said = response.read()
        return response.status, json.loads(said) if said else None

    try:
        yield post
    finally:
        connection.close()


def batches(seeds: range, size: int) -> Iterator[list[int]]:
    """Seeds that may share a database."""
    for _, some in groupby(seeds, key=lambda seed: seed // size):
        yield list(some)
