"""How one call is drawn: what it came to, its steps, and what was said turn by turn."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

from backend import business, fr
from backend.calls import words as wording
from backend.calls.call import SLOW_MS, VERY_SLOW_MS, Call, CallDetail, Line
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


def talk(detail: CallDetail) -> str:
    """What was said and done, line by line."""
    if not detail.lines:
        return h.empty("Rien n’a été dit", "Ou le compte rendu n’est pas encore arrivé.")
    start = detail.call.started_at or detail.call.created_at
    return h.tag("ol", "".join(_line(line, start) for line in detail.lines), "df-talk")


def _line(line: Line, start: datetime) -> str:
    if line.kind == "tool":
        return h.tag("li", _tool(line))
    if line.kind == "event":
        return h.tag("li", escape(f"{_offset(line.at - start)} · {wording.happening(line.text)}"), "df-event")
    if line.kind == "turn":
        return h.tag("li", "Tour de Paul sans texte " + _delay(line), "df-event")
    paul = line.speaker == "paul"
    head = h.text("b", "Paul" if paul else "Client") + h.text("span", _offset(line.at - start)) + _delay(line)
    return h.tag(
        "li", h.tag("div", h.tag("header", head) + escape(line.text), f"df-turn {'df-paul' if paul else ''}".strip())
    )


def _delay(line: Line) -> str:
    """Paul's delay, with a sign where a caller would have felt it; by stage when hovered."""
    if line.turn_ms is None:
        return ""
    stages = (
        ("écoute", line.endpointing_ms),
        ("transcription", line.transcriber_ms),
        ("modèle", line.model_ms),
        ("voix", line.voice_ms),
    )
    hint = ", ".join(f"{name} {fr.milliseconds(ms)}" for name, ms in stages if ms is not None)
    shown = f"délai {fr.milliseconds(line.turn_ms)}"
    if line.turn_ms > VERY_SLOW_MS:
        return h.tag("span", escape(f"✕ {shown}, très lent"), "df-delay df-bad", title=hint)
    if line.turn_ms > SLOW_MS:
        return h.tag("span", escape(f"! {shown}, lent"), "df-delay df-warn", title=hint)
    return h.tag("span", escape(shown), "df-delay", title=hint)


def _tool(line: Line) -> str:
    took = f"{fr.milliseconds(line.tool_ms)}" if line.tool_ms is not None else "durée non mesurée"
    failed = line.tool_ok is False
    sign, state = ("✕", "échec") if failed else ("✓", "réussi") if line.tool_ok else ("–", "résultat inconnu")
    head = f"{sign} {wording.tool(line.tool_name)}: {state}, {took}"
    inner = h.text("strong", head) + (h.text("div", f"Réponse donnée à Paul: {line.text}") if line.text else "")
    return h.tag("div", inner, f"df-tool {'df-bad' if failed else ''}".strip())


def _offset(since: timedelta) -> str:
    whole = max(0, int(since.total_seconds()))
    return f"{whole // 60}:{whole % 60:02d}"
