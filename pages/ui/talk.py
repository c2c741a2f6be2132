"""What was said and done in a call, line by line, with Paul's delay beside each of his turns."""

from __future__ import annotations

from datetime import datetime, timedelta
from html import escape

from backend import fr
from backend.calls import words as wording
from backend.calls.call import SLOW_MS, VERY_SLOW_MS, CallDetail, Line
from pages.ui import html as h


def drawn(detail: CallDetail) -> str:
    """From the first word to the last."""
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
