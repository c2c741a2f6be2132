"""What a phone hears, as TwiML: the one place that knows its tags."""

from __future__ import annotations

from xml.etree.ElementTree import Element, SubElement, tostring

LANGUAGE, VOICE = "fr-CA", "Polly.Gabrielle"
# After each reading, for the key to be pressed.
WAIT_S = 3


def asks(words: str, action: str, good_bye: str) -> str:
    """Read out, wait for one key, read out once more, and hang up; a key posts to `action`."""
    response = Element("Response")
    for _ in range(2):
        gather = SubElement(response, "Gather", input="dtmf", numDigits="1", timeout=str(WAIT_S), action=action)
        _say(gather, words)
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
