"""Vapi's own types, by name, once a test asks for one. Its client completes each of its two thousand as it is imported,
for 45 seconds; left to itself, pydantic completes those that are used, for ten."""

from __future__ import annotations

import importlib
from typing import Any

import pydantic


def declared(name: str) -> type[pydantic.BaseModel]:
    """That type of `vapi_server_sdk`."""
    utilities: Any = importlib.import_module("vapi.core.pydantic_utilities")
    utilities.update_forward_refs = _later
    found: type[pydantic.BaseModel] = getattr(importlib.import_module("vapi"), name)
    return complete(found)


def complete(model: type[pydantic.BaseModel]) -> type[pydantic.BaseModel]:
    """The type, its fields as they are meant."""
    model.model_rebuild()
    return model


def _later(*_: object, **__: object) -> None:
    """Each type has the names that it speaks of in its own module by the time it is used."""
