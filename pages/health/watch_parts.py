"""How Santé draws the watch: a light with its 24 hours, as bars that a screen reader hears as one sentence."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from backend import fr, proportion
from backend.health import words as say
from backend.health.watch_read import SLOTS, History, Slot
from backend.lights import Light
from pages.health import parts
from pages.ui import html as h

# Of the highest half hour; the lowest bar is still seen.
LEAST_HEIGHT = 18
HISTORIES_EVERY_S = 60
# Its success is a share: what so many prove is said with it.
WHOLE_CHAIN = "chain"
# Where zero is the good answer, bars of nothing would look like no measure.
FULL = "100"


def measured(light: Light, name: str | None, histories: Mapping[str, History], now: datetime) -> str:
    """A light and, where its probe was measured in 24 hours, its bars."""
    drawn = parts.part(light, now)
    history = histories.get(name or "")
    return drawn.removesuffix("</article>") + bars(history, name or "") + "</article>" if history else drawn


def bars(history: History, name: str) -> str:
    """48 half hours: their height is the mean value, their colour whether a measure failed; gaps are not measured."""
    slots = {slot.slot: slot for slot in history.slots}
    highest = max((slot.mean or 0.0 for slot in history.slots), default=0.0)
    drawn = "".join(_bar(slots.get(n), highest) for n in range(SLOTS))
    result = sentence(history, name)
    return h.tag("div", drawn, "df-bars", role="img", aria_label=result) + h.text("p", result, "df-day")


def _bar(slot: Slot | None, highest: float) -> str:
    if slot is None:
        return "<i></i>"
    share = 100 * slot.mean / highest if slot.mean and highest > 0 else LEAST_HEIGHT
    state = "df-bad" if slot.failed else "df-good"
    height = FULL if slot.failed and slot.mean is None else str(round(max(LEAST_HEIGHT, share)))
    return f'<i class="{state}" style="height:{height}%"></i>'


def sentence(history: History, name: str) -> str:
    """The same in words, with n."""
    if name == WHOLE_CHAIN:
        return f"24 h: {proportion.said(history.n - history.failed, history.n)}"
    result = [f"24 h: {fr.count(history.n, 'mesure')}", f"{history.failed} en échec" if history.failed else None]
    show = say.SHORT.get(name)
    if show and history.median is not None and history.lowest is not None and history.highest is not None:
        low, high = show(history.lowest), show(history.highest)
        result.append(f"toujours {low}" if low == high else f"médiane {show(history.median)}, de {low} à {high}")
    return ", ".join(filter(None, result))
