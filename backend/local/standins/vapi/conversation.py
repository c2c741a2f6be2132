"""Tells a call in the messages that Vapi would post, in order; a tool's real answer changes how the call goes on."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from datetime import datetime
from random import Random
from typing import Any

from backend.local.standins.vapi.envelope import ASSISTANT, Envelope
from backend.local.standins.vapi.heard import aloud, asks_again
from backend.local.standins.vapi.knowledge import (
    BY_TOOL,
    END_CALL,
    SILENCE,
    SILENCE_S,
    Knowledge,
    assistant,
    slots_of,
    tools,
)
from backend.local.standins.vapi.latency import think
from backend.local.standins.vapi.people import spoken_number
from backend.local.standins.vapi.placed import PlacedCall
from backend.local.standins.vapi.posting import Posting, Telling
from backend.local.standins.vapi.recorder import Recorder
from backend.local.standins.vapi.report import analysis, destination, report_fields
from backend.local.standins.vapi.scenario import (
    Books,
    CallerSays,
    Line,
    PaulSays,
    Stalls,
    Step,
    Transfers,
    UsesTool,
    Waits,
)
from backend.local.standins.vapi.slots import TORONTO, named, spoken
from backend.local.standins.vapi.tools import Reply, ToolAnswer, fields, read_answer
from backend.local.standins.vapi.writing import Writer

Json = dict[str, Any]

CHARACTERS_A_SECOND = 16.0
ATTEMPTS = 3
# How often Paul asks for what a tool misses.
ASKS_AGAIN = 2
# Vapi's own limit, which our assistant keeps.
MAX_DURATION_S = 600.0


class Conversation:
    """One call being told, once."""

    def __init__(self, call: PlacedCall) -> None:
        """Nothing has been said yet."""
        self._call = call
        self._envelope = Envelope(call)
        self._recorder = Recorder(call)
        self._dice = Random(call.call_id)
        self._now = 0.0
        self._turn = 0
        self._booked: datetime | None = None
        self._knowledge = Knowledge.of(assistant(), call.at, call.scenario.caller.number, tools())
        self._writer = Writer(call, self._knowledge, self._dice)
        self._ending = self._knowledge.ending(call.scenario.ending)
        # Slots that a tool's last answer named as free.
        self._heard: tuple[datetime, ...] = ()
        # What Paul was answered, tool by tool, and the hours to which the caller said yes.
        self.answers: list[tuple[str, str]] = []
        self.agreed: list[datetime] = []

    def tell(self) -> Telling:
        """The messages of the call as they reach us."""
        telling = self._tell()
        for happens in self._call.scenario.on_the_way:
            telling = happens(telling)
        return telling

    @property
    def transcript(self) -> str:
        """What was said so far."""
        return self._recorder.transcript

    def _tell(self) -> Telling:
        """The whole call, from the first ring to the report."""
        yield from self._opening()
        for step in self._call.scenario.steps:
            yield from self._play(step)
        yield from self._closing()

    def _opening(self) -> Telling:
        if self._call.scenario.outbound:
            yield self._status("queued")
            self._now += 1.5
            yield self._status("ringing")
            self._now += 6.0
        if not self._call.scenario.steps:
            return
        self._envelope.state["startedAt"] = self._call.iso(self._now)
        yield self._status("in-progress", artifact=self._recorder.artifact())
        self._recorder.begins()
        self._now += 0.2
        yield self._post("assistant.started", newAssistant=ASSISTANT)

    def _play(self, step: Step) -> Telling:
        match step:
            case PaulSays() | CallerSays():
                yield from self._say(step, step.text)
            case UsesTool():
                yield from self._use(step)
            case Books():
                yield from self._book(step)
            case Waits():
                self._now += step.seconds
            case Stalls():
                self._now += step.seconds * 0.6
                yield self._post("hang", artifact=self._recorder.artifact())
                self._now += step.seconds * 0.4
            case Transfers():
                yield from self._transfer(step)

    def _say(self, line: Line, text: str) -> Telling:
        by_paul = isinstance(line, PaulSays)
        role = "assistant" if by_paul else "user"
        self._now += line.latency.turn / 1000 if isinstance(line, PaulSays) else line.pause
        start = self._now
        yield self._post("speech-update", status="started", role=role, turn=self._turn)
        self._now += 0.4 + len(text) / CHARACTERS_A_SECOND
        if isinstance(line, PaulSays):
            self._recorder.paul_said(text, start, self._now, line.latency)
        else:
            self._recorder.caller_said(text, start, self._now)
        yield self._post("speech-update", status="stopped", role=role, turn=self._turn)
        yield self._post("transcript", role=role, transcriptType="final", transcript=text)
        self._turn += 1

    def _use(self, use: UsesTool) -> Generator[Posting, Reply | None, ToolAnswer]:
        answer = yield from self._call_tool(use)
        for _ in range(ASKS_AGAIN):
            if not asks_again(answer.text):
                break
            yield from self._say(PaulSays("", think(self._dice, self._call.at)), aloud(answer.text))
            truth, english = self._call.scenario.truth, self._call.scenario.language == "en"
            if not truth.number:
                no = "I'd rather not give my number." if english else "J'aime mieux pas donner mon numéro."
                yield from self._say(CallerSays(""), no)
                break
            who, number = truth.name, spoken_number(truth.number)
            yield from self._say(CallerSays(""), f"It's {who}, {number}." if english else f"C'est {who}, le {number}.")
            use = replace(use, arguments={**use.arguments, "telephone": truth.number})
            answer = yield from self._call_tool(use, carefully=True)
        return answer

    def _call_tool(self, use: UsesTool, *, carefully: bool = False) -> Generator[Posting, Reply | None, ToolAnswer]:
        self._now += 0.6
        use = replace(use, arguments={**use.arguments, "langue": self._call.scenario.language})
        call, sent = self._writer.write(use, carefully=carefully)
        self._recorder.tool_called(call, self._now)
        definition = self._knowledge.tools[use.name]
        reply = yield self._post("tool-calls", **fields(definition, sent), artifact=self._recorder.artifact())
        answer = read_answer(reply, call["id"])
        self.answers.append((use.name, answer.text))
        self._heard = slots_of(answer.text, TORONTO) or named(answer.text, self._call.at)
        self._now += 0.5
        self._recorder.tool_answered(use.name, call["id"], answer.text, self._now)
        return answer

    def _book(self, step: Books) -> Telling:
        for attempt, wish in enumerate(step.wishes[:ATTEMPTS]):
            slot = (self._heard[0] if self._heard else wish).astimezone(TORONTO)
            yield from self._talk(step.next_offer if attempt else step.offer, slot)
            self.agreed.append(slot)
            answer = yield from self._use(_booking(step, self._knowledge.writes(slot)))
            if answer.ok:
                # He says the hour that the tool confirmed, whatever he asked for.
                self._booked = self._heard[0].astimezone(TORONTO) if self._heard else slot
                self._heard = ()
                yield from self._talk(step.confirmed, self._booked)
                return
        yield from self._talk(step.given_up, None)

    def _talk(self, lines: tuple[Line, ...], slot: datetime | None) -> Telling:
        for line in lines:
            text = line.text.replace("{quand}", spoken(slot, self._call.at)) if slot else line.text
            yield from self._say(line, text)

    def _transfer(self, step: Transfers) -> Telling:
        self._envelope.state["destination"] = destination(step)
        result = {key: value for key, value in self._recorder.artifact().items()}
        summary = analysis(self._call, None).get("summary", "")
        self._now += 0.3
        yield self._status(
            "forwarding", destination=destination(step), **result, transcript=self._recorder.transcript, summary=summary
        )
        self._now += 0.3
        yield self._post("transfer-update", destination=destination(step))
        self._now += 2.0 if step.status == "connected" else 24.0

    def _closing(self) -> Telling:
        scenario = self._call.scenario
        self._now += 0.2 if scenario.steps else 7.5
        if self._ending is SILENCE:
            self._now += SILENCE_S
        if self._ending.reason == BY_TOOL:
            # Vapi hangs up by itself: the call of this tool is in its record, and no message to us.
            self._recorder.tool_called(self._writer.hangs_up(END_CALL), self._now)
        if self._ending.reason == "exceeded-max-duration":
            self._now = max(self._now, MAX_DURATION_S)
        ended = self._now
        self._envelope.state |= {"endedAt": self._call.iso(ended), "endedReason": self._ending.reason}
        if self._ending.message:
            self._envelope.state["endedMessage"] = self._ending.message
        extra: Json = {"artifact": self._recorder.artifact()} if scenario.steps else {}
        if scenario.rejected is not None:
            extra["inboundPhoneCallDebuggingArtifacts"] = dict(scenario.rejected)
        yield self._status("ended", endedReason=self._ending.reason, **extra)
        self._now += self._dice.uniform(4.5, 9.0)
        report = report_fields(self._call, self._recorder, ended, self._booked)
        yield self._post("end-of-call-report", **report | {"endedReason": self._ending.reason})

    def _status(self, status: str, **own: Any) -> Posting:
        self._envelope.state["status"] = status
        return self._post("status-update", status=status, **own)

    def _post(self, kind: str, **own: Any) -> Posting:
        return Posting(self._now, kind, self._envelope.message(kind, self._now, own))


def tell(call: PlacedCall) -> Telling:
    """The messages of a call as they reach us, in order."""
    return Conversation(call).tell()


def _booking(step: Books, start: str) -> UsesTool:
    return UsesTool(
        step.tool,
        {
            "nom": step.name,
            "telephone": step.phone,
            "debut": start,
            "service": step.service,
            "adresse": step.address,
            "ville": step.town,
            "description": step.description,
        },
    )
