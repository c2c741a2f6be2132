"""How one call is drawn: what it came to, and how long the caller waited for Paul."""

from __future__ import annotations

from datetime import datetime

from backend import business, fr
from backend.calls import words as wording
from backend.calls.call import SLOW_MS, Call, CallDetail
from backend.vapi import words as vapi_words
from pages.ui import html as h

END_LOST = "Le message de fin d’appel n’est jamais arrivé: on ne sait ni quand ni pourquoi l’appel a fini."


def headline(detail: CallDetail, now: datetime) -> str:
    """Outcome, who, when, how long, how much; then the summary."""
    call = detail.call
    lost = wording.end_lost(call.status, call.created_at, now)
    outcome = h.badge(wording.came_to(call.outcome, call.status, call.created_at, now), wording.tone(call.outcome))
    marks = h.badge(business.CLASSIFICATIONS[call.classification], "plain") if call.classification else ""
    owed = h.badge("à rappeler", "warn") if call.needs_callback else ""
    simulated = h.badge("simulé", "plain") if call.is_test and call.is_demo else ""
    caught_up = h.badge("rattrapé", "plain") if call.caught_up_at else ""
    ended = vapi_words.ended(call.ended_reason, call.ended_category)
    cost = f"{fr.dollars(call.cost_usd, 2)} US" if call.cost_usd is not None else None
    other = fr.count(detail.other_calls, "autre appel de ce numéro", "autres appels de ce numéro")
    called_back = f"rappelé {fr.moment_near(call.called_back_at, now)}" if call.called_back_at else None
    parts = [ended, _length(call), cost, other if detail.other_calls else None, called_back]
    return (
        h.tag("div", outcome + marks + owed + simulated + caught_up + h.tel(call.caller_number), "df-who")
        + h.facts(parts)
        + h.text("p", call.summary or (END_LOST if lost else "Pas encore de résumé."), "df-what")
    )


def _length(call: Call) -> str | None:
    if not call.started_at or not call.ended_at:
        return None
    return fr.length((call.ended_at - call.started_at).total_seconds())


def delays(detail: CallDetail) -> str:
    """How long the caller waited for Paul, in one sentence."""
    turns = detail.turns
    if not turns:
        return "délais de Paul: non mesurés"
    middle = sorted(turns)[len(turns) // 2]
    slow = sum(ms > SLOW_MS for ms in turns)
    recheck = " (unité douteuse)" if detail.call.latency_unit_suspect else ""
    return (
        f"{fr.count(len(turns), 'tour')} de Paul, médian {fr.milliseconds(middle)}, {slow} au-dessus de 800 ms{recheck}"
    )
