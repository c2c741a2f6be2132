"""A phone at the other end: it rings, answers or does not, hears what our webhook says, presses a key, hangs up."""

from __future__ import annotations

from xml.etree import ElementTree

from backend.local.standins.twilio.account import Call, Message
from backend.local.standins.twilio.callbacks import Callbacks, Posting
from backend.local.standins.twilio.commands import Manners, Mode

NEVER_ANSWERED = {"no_answer": "no-answer", "busy": "busy", "unreachable": "failed"}
KEYS: dict[Manners, str] = {"key1": "1", "key2": "2"}
# As Twilio writes down what it heard.
WORDS: dict[Manners, str] = {"says_mine": "Oui, je m’en occupe.", "says_next": "Suivant.", "says_hello": "Oui, allô?"}


class Phones:
    """Plays out what was accepted."""

    def __init__(self, account_sid: str, callbacks: Callbacks) -> None:
        self._account_sid = account_sid
        self._callbacks = callbacks

    def receive(self, message: Message, mode: Mode) -> None:
        """An SMS on its way: sent, then delivered, undelivered, or nothing more."""
        ends = {"accept_never_deliver": (), "undelivered": ("undelivered",)}.get(mode, ("delivered",))
        message.status = (*("sent",), *ends)[-1]
        message.error_code = 30003 if message.status == "undelivered" else None
        self._callbacks.tell([self._of_message(message, status) for status in ("queued", "sent", *ends)])

    def ring(self, call: Call, manners: Manners) -> None:
        """A call on its way."""
        self._callbacks.spawn(self._ring(call, manners))

    async def _ring(self, call: Call, manners: Manners) -> None:
        told = [self._of_call(call, "initiated", "initiated"), self._of_call(call, "ringing", "ringing")]
        if manners in NEVER_ANSWERED:
            call.status = NEVER_ANSWERED[manners]
            self._callbacks.tell(self._asked_for(call, [*told, self._of_call(call, call.status, "completed")]))
            return
        call.status = "in-progress"
        call.answered_by = ("machine_start" if manners == "voicemail" else "human") if call.detects_machines else None
        told.append(self._of_call(call, "in-progress", "answered"))
        self._callbacks.tell(self._asked_for(call, told))
        for _ in told:
            await self._callbacks.pause()
        await self._speak(call, manners)
        call.status = "completed"
        self._callbacks.tell(self._asked_for(call, [self._of_call(call, "completed", "completed")]))

    async def _speak(self, call: Call, manners: Manners) -> None:
        response = await self._callbacks.post(call.url, self._posted(call, "in-progress"))
        if response is None or not response.is_success:
            return
        document = ElementTree.fromstring(response.text)
        answered = _answered(manners)
        # What is said is heard only by a Gather that listens for words.
        hears = "speech" if "SpeechResult" in answered else "dtmf"
        gather = next((one for one in document.iter("Gather") if hears in one.get("input", "dtmf").split()), None)
        if gather is None or not answered:
            call.heard += _read_out(document)
            return
        # What comes after it is read out only to who did not answer.
        verbs = list(document)
        for verb in verbs[: verbs.index(gather) + 1]:
            call.heard += _read_out(verb)
        posted = {**self._posted(call, "in-progress"), **answered}
        answer = await self._callbacks.post(gather.get("action", ""), posted)
        if answer is not None and answer.is_success:
            call.heard += _read_out(ElementTree.fromstring(answer.text))

    def _asked_for(self, call: Call, postings: list[tuple[str, Posting]]) -> list[Posting]:
        return [posting for event, posting in postings if event in call.events]

    def _of_message(self, message: Message, status: str) -> Posting:
        posted = {
            "AccountSid": self._account_sid, "ApiVersion": "2010-04-01", "From": message.sender, "To": message.to,
            "MessageSid": message.sid, "SmsSid": message.sid, "MessageStatus": status, "SmsStatus": status,
        }  # fmt: skip
        if status == "undelivered":
            posted["ErrorCode"] = "30003"
        return message.callback, posted

    def _of_call(self, call: Call, status: str, event: str) -> tuple[str, Posting]:
        return event, (call.callback, self._posted(call, status))

    def _posted(self, call: Call, status: str) -> dict[str, str]:
        posted = {
            "AccountSid": self._account_sid, "ApiVersion": "2010-04-01", "CallSid": call.sid, "CallStatus": status,
            "Called": call.to, "Caller": call.sender, "Direction": "outbound-api", "From": call.sender, "To": call.to,
        }  # fmt: skip
        if call.answered_by:
            posted["AnsweredBy"] = call.answered_by
        return posted


def _answered(manners: Manners) -> dict[str, str]:
    if manners in WORDS:
        return {"SpeechResult": WORDS[manners], "Confidence": "0.9"}
    return {"Digits": KEYS[manners]} if manners in KEYS else {}


def _read_out(verb: ElementTree.Element) -> list[str]:
    return [say.text or "" for say in verb.iter("Say")]
