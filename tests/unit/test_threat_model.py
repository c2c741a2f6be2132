"""Every test that the threat model names exists."""

from __future__ import annotations

import re
from pathlib import Path

ROOT = Path(__file__).parents[2]
NAMED = re.compile(r"`((?:integration|unit|pages|browser)/(?:\w+/)*test_\w+\.py)::(test_\w+)`")


def test_each_threat_names_a_test_that_is_there() -> None:
    lines = (ROOT / "docs" / "threat-model.md").read_text(encoding="utf-8").splitlines()
    threats = [line for line in lines if line.startswith("| ") and "---" not in line][1:]
    assert len(threats) > 15
    for line in threats:
        found = NAMED.findall(line)
        assert found, line
        for file, name in found:
            text = (ROOT / "tests" / file).read_text(encoding="utf-8")
            assert f"def {name}(" in text, f"{file}::{name}"
