"""The stand-in's texts: TOML under `data/`, read into typed values once; what is wrong in them is refused by name."""

from __future__ import annotations

import tomllib
from pathlib import Path
from typing import Any, TypeVar, cast, dataclass_transform

from pydantic import ConfigDict, TypeAdapter, ValidationError
from pydantic.dataclasses import dataclass

T = TypeVar("T")

DATA = Path(__file__).with_name("data")


@dataclass_transform(frozen_default=True)
def text(kind: type[T]) -> type[T]:
    """A frozen dataclass that is read from a file: a misspelt key is an error, not a default."""
    return cast("type[T]", dataclass(frozen=True, slots=True, config=ConfigDict(extra="forbid"))(kind))


class BadText(ValueError):
    """A text that nobody could play: the message says in which file, where, and why."""


def read(name: str, kind: type[T]) -> T:
    """`data/<name>.toml` as `kind`. Raises BadText."""
    return parse((DATA / f"{name}.toml").read_text(encoding="utf-8"), kind, f"{name}.toml")


def parse(written: str, kind: type[T], name: str) -> T:
    """The same from a text that has this name. Raises BadText."""
    try:
        return TypeAdapter(kind).validate_python(tomllib.loads(written))
    except tomllib.TOMLDecodeError as error:
        raise BadText(f"{name}: {error}") from error
    except ValidationError as error:
        wrong = "; ".join(f"{_place(one['loc'])}: {one['msg']}" for one in error.errors(include_url=False))
        raise BadText(f"{name}: {wrong}") from error


def _place(where: tuple[Any, ...]) -> str:
    return ".".join(str(step) for step in where)
