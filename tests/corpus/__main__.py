"""Keeps what the code at hand tells of each call."""

from __future__ import annotations

import json

from tests.corpus import KEPT, kept, people_of

if __name__ == "__main__":
    calls = [call | {"people": people_of(call["messages"])} for call in kept()]
    KEPT.write_text("".join(json.dumps(call, ensure_ascii=False) + "\n" for call in calls), encoding="utf-8")
    print(f"{len(calls)} calls kept")
