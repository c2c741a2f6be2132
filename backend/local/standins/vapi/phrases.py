"""What Paul and the callers may say: sets of sentences by name, with placeholders for who speaks and when."""

from __future__ import annotations

from string import Formatter
from typing import Annotated, Any, Literal, get_args

from pydantic import AfterValidator, BeforeValidator

from backend.local.standins.vapi.texts import read

# What a scenario draws before anybody speaks, for its sentences to hold.
Chosen = Literal["pitch", "asked", "answered", "questions"]
PLACEHOLDERS = frozenset(
    (
        "name", "polite", "number", "address", "street", "postal", "town", "business", "family", "first", "quand",
        "other", "other_number", "other_street", "other_town",
        *get_args(Chosen),
    )
)  # fmt: skip


# What Paul writes down, and what the analysis makes of it.
FACTS = frozenset(
    (
        "who", "phone", "street", "town", "postal", "client", "service", "urgency", "description", "lead",
        "other", "other_phone", "other_street", "other_town", *get_args(Chosen),
    )
)  # fmt: skip


def _fillable(known: frozenset[str]) -> AfterValidator:
    def check(written: str) -> str:
        unknown = {name for _, name, _, _ in Formatter().parse(written) if name is not None} - known
        if unknown:
            raise ValueError(f"nothing to put for {', '.join(sorted(unknown))}")
        return written

    return AfterValidator(check)


def _by_name(written: Any) -> Any:
    if not isinstance(written, str):
        return written
    if written not in PHRASES:
        raise ValueError(f"phrases.toml has no {written!r}")
    return PHRASES[written]


Sentence = Annotated[str, _fillable(PLACEHOLDERS)]
Note = Annotated[str, _fillable(FACTS)]
# In a script: the sentences themselves, or the name of a set of them.
Words = Annotated[tuple[Sentence, ...], BeforeValidator(_by_name)]

PHRASES = read("phrases", dict[str, tuple[Sentence, ...]])
[FIRST_MESSAGE] = PHRASES["greeting"]
