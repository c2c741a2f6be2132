"""What Paul must be, read from the JSON beside this file. `${NAME}` is filled in; nothing unknown is left standing."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

Json = dict[str, Any]

CONFIG = Path(__file__).with_name("config")
_NAME = re.compile(r"\$\{([A-Z_]+)\}")


def credential(values: Json) -> Json:
    """The Custom Credential by which Vapi signs what it sends us (`server.credentialId`)."""
    return dict(_filled("credential", values))


def tools(values: Json) -> list[Json]:
    """Paul's function tools, as the desk answers them. Needs CREDENTIAL_ID."""
    return [dict(tool) for tool in _filled("tools", _with_server(values))]


def tool_names() -> frozenset[str]:
    """What Paul can call, whatever the account."""
    return frozenset(tool["function"]["name"] for tool in json.loads(_written("tools")))


def first_words() -> str:
    """What Paul says first, whatever the account."""
    return str(json.loads(_written("assistant"))["firstMessage"])


def assistant(values: Json) -> Json:
    """Paul himself. Needs CREDENTIAL_ID and TOOL_IDS."""
    prompt = (CONFIG / "prompt.md").read_text(encoding="utf-8").strip()
    return dict(_filled("assistant", {**_with_server(values), "PROMPT": prompt}))


def line(values: Json) -> Json:
    """What answers his number; its hooks belong to plan B. Needs CREDENTIAL_ID and ASSISTANT_ID."""
    return dict(_filled("line", _with_server(values)))


def fill(template: Any, values: Json) -> Any:
    """The template with every `${NAME}` replaced; alone in its string it may become anything. Raises KeyError."""
    if isinstance(template, dict):
        return {name: fill(value, values) for name, value in template.items()}
    if isinstance(template, list):
        return [fill(value, values) for value in template]
    if not isinstance(template, str):
        return template
    whole = _NAME.fullmatch(template)
    if whole:
        return values[whole[1]]
    return _NAME.sub(lambda found: str(values[found[1]]), template)


def _filled(name: str, values: Json) -> Any:
    return fill(json.loads(_written(name)), values)


def _written(name: str) -> str:
    return (CONFIG / f"{name}.json").read_text(encoding="utf-8")


def _with_server(values: Json) -> Json:
    return {**values, "SERVER": _filled("server", values)}
