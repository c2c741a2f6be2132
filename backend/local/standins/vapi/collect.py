"""All the messages of a call at once, for tests and benchmarks."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from backend.local.standins.vapi.conversation import tell
from backend.local.standins.vapi.placed import PlacedCall
from backend.local.standins.vapi.posting import Posting
from backend.local.standins.vapi.tools import Reply

Json = dict[str, Any]
ToolAnswers = Callable[[Json], Reply | None]


def accept_all(body: Json) -> Reply:
    """Answers every tool call of a message with success."""
    calls = body["message"]["toolCallList"]
    return {"results": [_result(call, "result", "C'est fait.") for call in calls]}


def refuse_bookings(body: Json) -> Reply:
    """The same, but every slot asked for is taken."""
    calls = body["message"]["toolCallList"]
    kinds = {"prendre_rendez_vous": ("error", "Plage déjà prise.")}
    return {"results": [_result(call, *kinds.get(_name(call), ("result", "C'est fait."))) for call in calls]}


def collect(call: PlacedCall, answers: ToolAnswers = accept_all) -> list[Posting]:
    """Tells the whole call, answering its tool calls."""
    telling = tell(call)
    result: list[Posting] = []
    posting = next(telling, None)
    while posting is not None:
        result.append(posting)
        reply = answers(posting.body) if posting.kind == "tool-calls" else None
        try:
            posting = telling.send(reply)
        except StopIteration:
            return result
    return result


def _result(call: Json, kind: str, text: str) -> Json:
    return {"toolCallId": call["id"], "name": _name(call), kind: text}


def _name(call: Json) -> str:
    return str(call.get("function", call)["name"])
