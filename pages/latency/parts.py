"""How Latence draws its figures: each with how many, from where, and nothing claimed from too few."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from html import escape

from backend import fr
from backend.latency import words as say
from backend.latency.read import Figure, Latency, Percent, SlowCall
from backend.latency.words import Stage
from backend.lights import IF_IT_LASTS
from pages.ui import html as h
from pages.ui.tiles import tile, tile_row


def headline(latency: Latency) -> str:
    """The answer in a sentence, the shares that hurt, and what they rest on."""
    turn = latency.stage("turn")
    slow, very_slow = say.limits()
    tiles = (
        tile(say.milliseconds(turn.percentile(50)), "une fois sur deux", "p50, au plus"),
        tile(say.milliseconds(turn.percentile(90)), "neuf fois sur dix", "p90, au plus"),
        tile(say.milliseconds(turn.percentile(99)), "99 fois sur cent", "p99, au plus"),
        tile(*_split(say.share(turn.over_800, turn.n)), f"tours à {slow}"),
        tile(*_split(say.share(turn.over_1500, turn.n)), f"tours à {very_slow}", wanting=turn.over_1500 > 0),
    )
    drawn = tile_row("L’attente en chiffres", tiles, "df-five") if turn.n else ""
    return (
        h.text("p", say.verdict(turn), "df-verdict")
        + drawn
        + h.facts([*say.measured(latency), _counted(latency)])
        + _converted(latency)
    )


def _split(words: str) -> tuple[str, str]:
    """A share and the counts behind it."""
    first, _, rest = words.partition(" (")
    return first, rest.removesuffix(")")


def _counted(latency: Latency) -> str | None:
    return f"compté {fr.ago(latency.rolled_at, latency.now)}" if latency.rolled_at else None


def _converted(latency: Latency) -> str:
    if not latency.converted:
        return ""
    where = "un appel, Vapi a donné" if latency.converted == 1 else f"{latency.converted} appels, Vapi a donné"
    return h.text("p", f"Dans {where} des secondes au lieu de millisecondes: converties, et comptées ici.", "df-facts")


def stale(latency: Latency) -> str:
    """The figures stand still: since when, and whom to tell."""
    if latency.rolled_at is None:
        return f"Rien n’a encore été compté: le service de fond s’en charge chaque minute. {IF_IT_LASTS}"
    since = fr.span((latency.now - latency.rolled_at).total_seconds())
    return f"Ces chiffres s’arrêtent il y a {since}: le service de fond ne compte plus. Rien n’est perdu. {IF_IT_LASTS}"


def table(latency: Latency, stages: Sequence[Stage]) -> str:
    """A line a stage; its meaning and its source under its name."""
    head = "".join(h.tag("th", words, scope="col") for words in ("Étape", "p50", "p90", "p99", "n"))
    rows = "".join(_row(stage, latency.stage(stage.key)) for stage in stages)
    return h.tag("table", h.tag("thead", h.tag("tr", head)) + h.tag("tbody", rows), "df-table")


def _row(stage: Stage, figure: Figure) -> str:
    about = h.text("small", f"{stage.meaning}. Source: {stage.source}.")
    name = h.tag("th", f"{h.text('b', stage.name)} {about}", scope="row")
    if not figure.n:
        return h.tag("tr", name + h.tag("td", say.NOT_MEASURED, "df-quiet", colspan="3") + _cell("n", "0"))
    percents: tuple[Percent, ...] = (50, 90, 99)
    cells = "".join(_cell(f"p{at}", say.milliseconds(figure.percentile(at))) for at in percents)
    return h.tag("tr", name + cells + _cell("n", fr.decimal(figure.n, 0)))


def _cell(label: str, words: str) -> str:
    # On a phone the column's head stands in the cell.
    return h.tag("td", escape(words), data_label=label)


def reading() -> str:
    """How to read the columns."""
    return h.text(
        "p",
        "p50: une fois sur deux, c’est plus court; p90: neuf fois sur dix; p99: 99 fois sur cent. n: nombre de "
        "mesures; «trop peu»: il en faut 10 pour le p90, 100 pour le p99. "
        "Les colonnes des étapes ne s’additionnent pas: ce ne sont pas les mêmes tours qui sont lents partout. "
        "Les appels d’essai sont laissés de côté.",
        "df-facts",
    )


def name(call: SlowCall) -> str:
    """Who called, as well as it is known."""
    return call.caller_name or call.lead_name or fr.phone(call.caller_number)


def slow(call: SlowCall, now: datetime) -> str:
    """The longest wait first, then whose call, when, and how the rest of it went."""
    over = f"{call.over_1500} sur {call.turns} à {say.limits()[1]}"
    result = f"{over} · la moitié à moins de {say.milliseconds(call.median_ms)}"
    parts = (
        h.tag("div", h.text("strong", fr.milliseconds(call.worst_ms)) + " " + h.text("span", name(call), "df-quiet")),
        h.text("time", fr.moment_near(call.created_at, now), "df-time"),
        h.tag("div", escape(result), "df-sum"),
    )
    return h.tag("div", "".join(parts), "df-row df-slow")
