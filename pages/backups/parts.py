"""How copies, proofs and what would be lost are drawn."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from backend import fr
from backend.backups import words as say
from backend.backups.read import Backup, Board, Lost, Proof, StoreSeen, took_s
from pages.ui import html as h
from pages.ui.tiles import tile, tile_row

KINDS = {"call": "appel", "lead": "client potentiel", "appointment": "rendez-vous"}
MAIN_TABLES = (
    ("public.vapi_calls", "appel", "appels"),
    ("public.leads", "client potentiel", "clients potentiels"),
    ("public.appointments", "visite", "visites"),
)
RECOVERY = """
La marche complète, commande par commande, est dans `docs/recovery.md`. En bref, sur un ordinateur Linux avec le projet:

1. Mettez la clé privée dans un fichier, et donnez son chemin: `BACKUP_PRIVATE_KEY_FILE=…`
2. Voyez les copies: `python -m backend.recover`
3. Restaurez la plus récente: `python -m backend.recover --from latest --to <adresse de la base>`

La commande dit ce qu’elle va faire, prend un point de retour si la base contient déjà quelque chose, restaure, puis
refait l’épreuve complète.
Rien de tout cela ne passe par la console: elle n’a ni l’adresse de la base ni la clé.
"""


def headline(board: Board) -> str:
    """How old the last proven copy is, what a recovery takes, how much room is left."""
    proven, seconds = board.proven, took_s(board)
    limit = board.settings.proof_limit_hours * 3600
    age = (board.now - proven.snapshot_at).total_seconds() if proven and proven.snapshot_at else None
    late = age is None or age > limit
    tiles = (
        tile(fr.span(age) if age is not None else "aucune", "âge de la dernière copie éprouvée",
              f"limite {board.settings.proof_limit_hours} h", wanting=late),
        tile(fr.length(seconds) if seconds is not None else "non mesuré", "pour tout restaurer",
              "mesuré à la dernière épreuve" if seconds is not None else ""),
        tile(*_room(board)),
    )  # fmt: skip
    return tile_row("Où en sont les sauvegardes", tiles, "df-three")


def _room(board: Board) -> tuple[str, str, str]:
    seen: StoreSeen | None = board.stores[0] if board.stores else None
    if seen is None:
        return "non mesuré", "place pour les copies", ""
    when = fr.ago(seen.at, board.now)
    if not seen.ok:
        return "absent", "endroit des copies", f"ne répond pas, {when}"
    if seen.free_bytes is None:
        return "là", "dépôt distant", f"répond, {when}"
    return fr.size(seen.free_bytes), "de place pour les copies", when


def lost(board: Board) -> str:
    """By name: a number alone frightens nobody, and helps nobody to find them again."""
    gone = board.lost
    since = "depuis toujours: aucune copie n’est éprouvée"
    if board.proven and board.proven.snapshot_at:
        since = f"depuis la copie de {fr.moment_near(board.proven.snapshot_at, board.now)}"
    if not (gone.calls or gone.leads or gone.appointments or gone.changes):
        return h.empty("Rien", f"Rien n’est arrivé {since}.")
    counts = [
        fr.count(gone.calls, "appel") if gone.calls else None,
        fr.count(gone.leads, "client potentiel", "clients potentiels") if gone.leads else None,
        fr.count(gone.appointments, "visite") if gone.appointments else None,
        fr.count(gone.changes, "geste de l’équipe", "gestes de l’équipe") if gone.changes else None,
    ]
    names = "".join(_named(one, board.now) for one in gone.named)
    return h.facts([", ".join(part for part in counts if part), since]) + h.tag("ul", names, "df-list")


def _named(one: Lost, now: datetime) -> str:
    who = ", ".join(part for part in (one.name or fr.phone(one.phone), one.city) if part)
    return h.text("li", f"{KINDS.get(one.kind, one.kind).capitalize()}: {who}, {fr.moment_near(one.at, now)}")


def backup_progress(one: Backup, now: datetime) -> str:
    """Which step, which table, how much, for how long."""
    head = h.tag("div", h.text("strong", "Sauvegarde en cours") + _elapsed(one.started_at, now), "df-who")
    if one.state == "asked":
        return head + h.facts(["demandée: le service de fond la prend dans un instant"])
    result = [f"table {one.current_table}" if one.current_table else None,
            f"{fr.size(one.bytes_done)} écrits" if one.bytes_done else None,
            "arrêt demandé…" if one.cancel_asked else None]  # fmt: skip
    return head + h.text("p", say.step(one.step).capitalize(), "df-what") + h.facts(result)


def proof_progress(backup: Backup, proof: Proof, now: datetime) -> str:
    """Which step of the proof, for how long."""
    head = h.tag("div", h.text("strong", "Épreuve en cours") + _elapsed(proof.started_at, now), "df-who")
    of = f"de la copie de {fr.moment_near(backup.snapshot_at, now)}" if backup.snapshot_at else None
    return (
        head
        + h.text("p", say.step(proof.step).capitalize(), "df-what")
        + h.facts([of, "arrêt demandé…" if proof.cancel_asked else None])
    )


def _elapsed(since: datetime | None, now: datetime) -> str:
    return h.text("time", f"depuis {fr.span((now - since).total_seconds())}") if since else ""


def copy(one: Backup, now: datetime) -> str:
    """When, where it stands, whether it was proven; then what it holds."""
    at = one.snapshot_at or one.asked_at
    words, tone = say.state(one.state, one.failure)
    badge = h.badge(words, tone) if one.state != "stored" else ""
    proof = h.badge(*say.proof(one.proof.state if one.proof else None)) if one.state == "stored" else ""
    head = h.tag(
        "div", h.text("strong", f"{fr.day_near(at, now).capitalize()}, {fr.clock(at)}") + badge + proof, "df-who"
    )
    asked = f"par {one.asked_by_name}" if one.asked_by_name else None
    reason = " ".join(part for part in (say.REASONS.get(one.reason, one.reason), asked) if part)
    return head + h.facts([reason, *_held(one)]) + _trouble(one, now) + _proof(one.proof, now)


def _held(one: Backup) -> list[str | None]:
    if one.size_bytes is None or one.state != "stored":
        return []
    seconds = (one.finished_at - one.started_at).total_seconds() if one.finished_at and one.started_at else None
    counts = ", ".join(fr.count(one.rows_of(table), name, names) for table, name, names in MAIN_TABLES)
    return [fr.size(one.size_bytes), f"faite en {fr.length(seconds)}" if seconds is not None else None, counts,
            f"{fr.count(one.rows, 'ligne')} en tout"]  # fmt: skip


def _trouble(one: Backup, now: datetime) -> str:
    if not one.failure or one.state == "stored":
        return ""
    detail = f" ({one.failure_detail})" if one.failure_detail else ""
    again = f"Nouvel essai {_when(one.due_at, now)}." if one.due_at and one.state == "asked" else ""
    remedy = say.remedy(one.failure) if one.failure not in ("cancelled", "stopped") else ""
    why = f"{say.failure(one.failure)}{detail}."
    return h.text("p", f"{why[:1].upper()}{why[1:]} {again}".strip(), "df-failed" if remedy else "df-facts") + h.text(
        "p", remedy, "df-facts"
    )


def _proof(proof: Proof | None, now: datetime) -> str:
    if proof is None or proof.state in ("asked", "running"):
        return ""
    when = f"{fr.moment_near(proof.finished_at, now)}" if proof.finished_at else None
    took = f"restaurée et comparée en {fr.length(proof.seconds)}" if proof.seconds is not None else None
    why = f"{say.failure(proof.failure)}{f' ({proof.failure_detail})' if proof.failure_detail else ''}."
    result = h.text("p", why[:1].upper() + why[1:], "df-failed") if proof.failure and proof.state == "failed" else ""
    remedy = h.text("p", say.remedy(proof.failure), "df-facts") if result else ""
    checks = "".join(_check(one.name, one.ok) for one in proof.checks or [])
    listed = (
        h.tag("details", h.text("summary", "Ce qui a été vérifié") + h.tag("ul", checks, "df-list")) if checks else ""
    )
    return (
        h.facts([f"épreuve {say.PROOF_REASONS.get(proof.reason, proof.reason)}", when, took]) + result + remedy + listed
    )


def _check(name: str, ok: bool) -> str:
    sign = h.badge("oui", "good") if ok else h.badge("non", "bad")
    return h.tag("li", f"{sign} {say.CHECKS.get(name, name)}")


def _when(due: datetime, now: datetime) -> str:
    return "dès maintenant" if due <= now else f"dans {fr.span((due - now).total_seconds())}"


def settings(board: Board) -> str:
    """When, how many, how young."""
    now = board.settings
    nightly = f"chaque nuit à {fr.hour(now.nightly_at)}" if now.enabled else "pas de sauvegarde de nuit"
    kept = f"on garde une copie par jour pendant {fr.count(now.keep_daily, 'jour')}, par semaine pendant " \
           f"{fr.count(now.keep_weekly, 'semaine')}, par mois pendant {now.keep_monthly} mois"  # fmt: skip
    return h.facts([nightly, kept, f"une preuve vaut {now.proof_limit_hours} h"])


def trend(board: Board) -> dict[str, Any]:
    """Two shapes over time: how old the copy had become, and how long restoring it took."""
    at = [fr.local(point.at).isoformat() for point in board.trend]
    quiet = {"showgrid": False, "zeroline": False}
    upward = {**quiet, "rangemode": "tozero"}
    return {
        "data": [
            {"type": "scatter", "mode": "lines+markers", "name": "âge atteint (h)", "x": at,
             "y": [round(point.age_s / 3600, 1) for point in board.trend]},
            {"type": "scatter", "mode": "lines+markers", "name": "restauration (s)", "x": at, "yaxis": "y2",
             "y": [round(point.seconds, 1) for point in board.trend], "line": {"dash": "dot"}},
        ],
        "layout": {
            "height": 240, "margin": {"l": 40, "r": 40, "t": 10, "b": 30},
            "legend": {"orientation": "h", "y": 1.2},
            "xaxis": {**quiet, "tickformat": "%d/%m"},
            "yaxis": {**upward, "title": {"text": "heures"}},
            "yaxis2": {**upward, "title": {"text": "secondes"}, "overlaying": "y", "side": "right"},
        },
    }  # fmt: skip
