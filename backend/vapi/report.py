"""The end-of-call report: outcome, cost, lines with their latencies, and the lead that its analysis speaks of."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Any

from backend.folding import fold
from backend.vapi.analysis import structured_data
from backend.vapi.ended_reason import category
from backend.vapi.lead_facts import LeadFacts, read_lead
from backend.vapi.lines import LineFacts, read_lines
from backend.vapi.wire import Call
from backend.vapi.wire_report import Report, Transfer
from backend.wire import moment

_MAX_COST = Decimal(100_000)
# A tsvector holds 1 MB at most.
MAX_WORDS = 200_000
MAX_WORD = 60
_WORD = re.compile("[a-z0-9]+")
# Somebody took the call. Whatever else a status says, now or in a newer version, means that nobody did.
_ANSWERED = frozenset({"completed", "connected", "answered", "bridged", "success", "succeeded"})
# Ends that tell of a transfer by themselves, where the report has no record of it.
_PUT_THROUGH = frozenset(
    {
        "assistant-forwarded-call",
        "customer-ended-call-during-transfer",
        "customer-ended-call-before-warm-transfer",
        "customer-ended-call-after-warm-transfer-attempt",
    }
)


@dataclass(frozen=True, slots=True)
class ReportFacts:
    """Names as in `vapi_calls`; money in USD; `words` only feed the search index: each once, between spaces, folded and
    cut as `private.words_in` does with what is looked for."""

    started_at: datetime | None
    ended_at: datetime | None
    ended_reason: str | None
    ended_category: str | None
    summary: str | None
    success_evaluation: str | None
    structured_data: dict[str, Any]
    cost_usd: Decimal | None
    has_recording: bool
    recording_consent_at: datetime | None
    user_interrupted_count: int | None
    assistant_interrupted_count: int | None
    latency_unit_suspect: bool
    # None: nobody was transferred. A transfer of which nothing says that it was taken was not.
    transfer_answered: bool | None
    words: str
    lines: tuple[LineFacts, ...]
    lead: LeadFacts | None


def read_report(
    call: Call, fields: dict[str, Any], happened_at: datetime, caller: str | None, line: str | None = None
) -> ReportFacts:
    """Read `artifact.*` and `analysis.*` first, then the same names at the top level, then the call object."""
    report = Report.model_validate(fields)
    started_at = report.started_at or call.started_at
    reason = report.ended_reason or call.ended_reason
    metrics = report.artifact.performance_metrics
    lines, unit_suspect = read_lines(report, started_at or call.created_at or happened_at)
    structured = structured_data(fields)
    return ReportFacts(
        started_at=started_at,
        ended_at=report.ended_at or call.ended_at,
        ended_reason=reason,
        ended_category=category(reason) if reason else None,
        summary=report.analysis.summary or report.summary,
        success_evaluation=report.analysis.success_evaluation,
        structured_data=structured,
        cost_usd=_cost(report, call),
        has_recording=_has_recording(report),
        recording_consent_at=_consent(report),
        user_interrupted_count=metrics.num_user_interrupted,
        assistant_interrupted_count=metrics.num_assistant_interrupted,
        latency_unit_suspect=unit_suspect,
        transfer_answered=_transfer_answered(report.artifact.transfers, reason),
        words=_words(call.customer.name, report.analysis.summary or report.summary, lines),
        lines=lines,
        lead=_lead(structured, caller, line),
    )


def _transfer_answered(transfers: list[Transfer], reason: str | None) -> bool | None:
    if not transfers and reason not in _PUT_THROUGH:
        return None
    return any((transfer.status or "").strip().lower() in _ANSWERED for transfer in transfers)


def _words(name: str | None, summary: str | None, lines: tuple[LineFacts, ...]) -> str:
    said = (line.text for line in lines if line.kind == "said")
    folded = fold(" ".join(filter(None, (name, summary, *said))))[:MAX_WORDS]
    return " ".join(sorted({word[:MAX_WORD] for word in _WORD.findall(folded)}))


def _lead(data: dict[str, Any], caller: str | None, line: str | None) -> LeadFacts | None:
    who = data.get("nom") or data.get("telephone")
    what = data.get("service") or data.get("description") or data.get("urgence") or data.get("rendez_vous")
    lead = read_lead(data, caller, line) if who and what else None
    return lead if lead and lead.is_somebody else None


def _cost(report: Report, call: Call) -> Decimal | None:
    total = report.cost_breakdown.get("total")
    result = Decimal(str(total)) if isinstance(total, int | float) and not isinstance(total, bool) else None
    for cost in (report.cost, call.cost, result):
        if cost is not None and cost.is_finite() and 0 <= cost < _MAX_COST:
            return round(cost, 6)
    return None


def _has_recording(report: Report) -> bool:
    artifact = report.artifact
    links = (artifact.recording, artifact.recording_url, artifact.presigned_mono_url, report.recording_url)
    return any(links)


def _consent(report: Report) -> datetime | None:
    consent = report.compliance.get("recordingConsent")
    return moment(consent.get("grantedAt")) if isinstance(consent, dict) else None
