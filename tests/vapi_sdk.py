"""Vapi's own types, by name, once a test asks for one: its client builds all two thousand together, for 20 seconds."""

from __future__ import annotations

import importlib

import pydantic


def declared(name: str) -> type[pydantic.BaseModel]:
    """That type of `vapi_server_sdk`."""
    found: type[pydantic.BaseModel] = getattr(importlib.import_module("vapi"), name)
    return found
