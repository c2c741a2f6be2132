"""Why a call ended, by category. The set of reasons is open (some 600 values and growing): classified by prefix."""

from __future__ import annotations

import re
from functools import lru_cache

_RULES: tuple[tuple[str, re.Pattern[str]], ...] = tuple(
    (category, re.compile(pattern))
    for category, pattern in (
        ("customer", r"^customer-(ended-call|busy|did-not)"),
        # A sentence was played on the line, and nobody spoke with the caller.
        ("recorded_sentence", r"^call\.(ringing|ending)\.hook-executed-say"),
        ("assistant_ended", r"^(assistant-(ended-call|said-end-call|forwarded-call)|call\.(ringing|ending)\.hook-)"),
        ("no_assistant_from_server", r"^(assistant-request-|assistant-not-|call-start-error-neither)"),
        ("start_error", r"^call[.-]start"),
        ("time_limit", r"^(silence-timed-out|exceeded-max-duration|assistant-join-timed-out)"),
        ("vapi_fault", r"^call\.in-progress\.error-vapifault"),
        ("provider_fault", r"^call\.in-progress\.error-(providerfault|pipeline)"),
        ("config_fault", r"^call\.in-progress\.error-configfault"),
        ("pipeline_legacy", r"^pipeline-"),
        ("transfer", r"^(call\.in-progress\.error-(transfer|warm-transfer)|call\.forwarding\.)"),
        ("no_audio_from_customer", r"^call\.in-progress\.error-assistant-did-not-receive"),
        (
            "transport",
            r"^(call\.(in-progress|ringing)\.(error-)?(sip|twilio)|phone-call-provider|twilio-|vonage-|sip-|.*worker-died)",
        ),
        ("voicemail", r"^voicemail"),
        ("operator_action", r"^(manually-canceled|call-deleted|scheduled-call-deleted|worker-shutdown)"),
    )
)
_LOOKS_LIKE_FAILURE = re.compile(r"error|fault|failed")


@lru_cache(maxsize=1024)
def category(ended_reason: str) -> str:
    """The reason's category; `unlisted_failure` or `unlisted` for a value that no rule knows."""
    for name, pattern in _RULES:
        if pattern.search(ended_reason):
            return name
    return "unlisted_failure" if _LOOKS_LIKE_FAILURE.search(ended_reason) else "unlisted"
