"""What a phone hears, as TwiML: the one place that knows its tags."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

LANGUAGE, VOICE = "fr-CA", "Polly.Gabrielle"
# After each reading, for a key to be pressed or a word to be said.
WAIT_S = 3
# Of these, so long for a key alone: the shortest that Twilio takes.
KEY_S = 1


def asks(words: str, action: str, good_bye: str, hints: str) -> str:
    """Read out, wait for one key or a word, read out once more, and hang up; either posts to `action`.

    Words are listened for only once all was read: a noise, or a «oui?» at the beginning, interrupts nothing.
    """
    response = Element("Response")
    for _ in range(2):
        gather = SubElement(response, "Gather", input="dtmf", numDigits="1", timeout=str(KEY_S), action=action)
        _say(gather, words)
        SubElement(
            response, "Gather", input="dtmf speech", numDigits="1", timeout=str(WAIT_S - KEY_S), speechTimeout="auto",
            language=LANGUAGE, hints=hints, action=action,
        )  # fmt: skip
    _say(response, good_bye)
    SubElement(response, "Hangup")
    return _written(response)


def says(words: str) -> str:
    """Read out, and hang up."""
    response = Element("Response")
    _say(response, words)
    SubElement(response, "Hangup")
    return _written(response)


def hangs_up() -> str:
    """Not a word: nobody listens."""
    response = Element("Response")
    SubElement(response, "Hangup")
    return _written(response)


def nothing() -> str:
    """The answer to an SMS that needs none."""
    return _written(Element("Response"))


def _say(parent: Element, words: str) -> None:
    SubElement(parent, "Say", language=LANGUAGE, voice=VOICE).text = words


def _written(response: Element) -> str:
    return '<?xml version="1.0" encoding="UTF-8"?>' + tostring(response, encoding="unicode")
