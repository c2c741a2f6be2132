"""Every ended reason ever published falls into the category the reference gives it; new ones by their prefix."""

from __future__ import annotations

import json

from backend.vapi.ended_reason import category
from tests.payload_files import PAYLOADS

KNOWN: dict[str, list[str]] = json.loads((PAYLOADS / "reference" / "ended-reasons.json").read_text("utf-8"))["values"]


def test_every_published_reason_is_classified_as_in_the_reference() -> None:
    wrong = {value: category(value) for name, values in KNOWN.items() for value in values if category(value) != name}
    assert sum(map(len, KNOWN.values())) > 590
    assert wrong == {}


def test_a_new_value_is_told_by_its_prefix_or_by_its_words() -> None:
    assert category("call.in-progress.error-providerfault-some-new-provider-503") == "provider_fault"
    assert category("quelque-chose-failed") == "unlisted_failure"
    assert category("quelque-chose") == "unlisted"
