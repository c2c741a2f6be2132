"""What Paul makes of a tool's answer: what he says of it, and whether he is asked to call the tool again."""

from __future__ import annotations

import re

# What is in these is for Paul, who never reads it aloud.
_FOR_PAUL = re.compile(r"\s*\[(?:Pour|For) Paul:[^\]]*\]")
# The caller is asked for something that they did say, or have not said yet.
_ASKS = re.compile(
    r"À quel numéro|pas bien saisi|[Ii]l me manque|Quel est votre nom|me le redire|"
    r"What phone number|didn't catch|I still need|What is your name|could you say"
)


def aloud(answer: str) -> str:
    """What the caller hears of a tool's answer."""
    return _FOR_PAUL.sub("", answer).strip()


def asks_again(answer: str) -> bool:
    """True when the same tool is to be called again once the caller has answered."""
    return bool(_ASKS.search(aloud(answer)))
