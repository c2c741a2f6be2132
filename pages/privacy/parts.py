"""How Conformité is drawn: the four figures, a request, what is held."""

from __future__ import annotations

from datetime import datetime

from backend import fr
from backend.privacy import words as say
from backend.privacy.overview import Overview
from backend.privacy.read import File, Found, HeldCall, HeldLead, Loose, Request
from backend.proportion import bound_of
from pages.ui import html as h
from pages.ui.tiles import tile, tile_row


def headline(overview: Overview) -> str:
    """The answer first: is anything late, is anything missing."""
    tiles = (
        tile(
            str(overview.open), "demande ouverte" if overview.open < 2 else "demandes ouvertes", _next(overview),
            wanting=overview.overdue > 0,
        ),
        _notice(overview),
        tile(
            fr.ago(overview.purged_at, overview.now) if overview.purged_at else "jamais",
            "dernière purge", _purge(overview), wanting=overview.purge_is_late,
        ),
        tile(
            overview.officer_name or "à nommer", "personne responsable",
            "" if overview.officer else "nommez-la, avec un moyen de la joindre", wanting=not overview.officer,
        ),
    )  # fmt: skip
    return tile_row("Où en est la conformité", tiles, "df-words")


def _next(overview: Overview) -> str:
    if overview.overdue:
        return f"{overview.overdue} en retard: répondez aujourd’hui"
    if overview.days_left is None:
        return "personne n’attend de réponse"
    return (
        "réponse due aujourd’hui"
        if not overview.days_left
        else f"prochaine réponse: {fr.count(overview.days_left, 'jour')}"
    )


def _notice(overview: Overview) -> str:
    one = overview.notice
    if not one.calls:
        return tile("non mesuré", "avis d’enregistrement", f"aucun appel depuis {one.days} jours")
    small = f"{fr.count(one.heard, 'appel')} sur {one.calls}, {one.days} jours; {bound_of(one.heard, one.calls)}"
    return tile(fr.percent(one.heard, one.calls), "avis entendu d’abord", small, wanting=one.heard < one.calls)


def _purge(overview: Overview) -> str:
    if overview.purged_at is None:
        return "elle passe chaque nuit à 3 h 15"
    if overview.purge_is_late:
        return "elle devait passer cette nuit: voyez Conservation"
    return (
        f"{fr.count(overview.rules_off, 'règle arrêtée', 'règles arrêtées')}"
        if overview.rules_off
        else "chaque nuit, 3 h 15"
    )


def request(one: Request, now: datetime) -> str:
    """Whom it is about, what is asked, how long is left."""
    words, tone = say.deadline(one)
    head = h.text("strong", say.who(one)) + h.badge(say.KINDS[one.kind], "plain") + h.badge(words, tone)
    when = h.text("time", one.ref)
    due = f"réponse due le {fr.day(one.due_on)}" if one.state != "closed" else None
    closed = f"fermée {fr.ago(one.closed_at, now)}" if one.closed_at else None
    by = f"par {one.closed_by_name}" if one.closed_by_name and closed else None
    return h.tag("div", head + when, "df-who") + h.facts([f"reçue le {fr.day(one.received_on)}", due, closed, by])


def found(one: Found, now: datetime) -> str:
    """Somebody who answers to what was searched for."""
    names = ", ".join(one.names) or "Sans nom"
    head = h.text("strong", names) + h.text("time", fr.day_near(one.last_at, now))
    held = [fr.count(one.calls, "appel") if one.calls else None, fr.count(one.leads, "fiche") if one.leads else None]
    number = h.tag("p", h.tel(one.phone), "df-what")
    return h.tag("div", head, "df-who") + h.facts([*held, f"depuis le {fr.day(one.first_at)}"]) + number


def held(file: File) -> str:
    """Everything, in figures."""
    result = say.held(file.counts)
    if not result:
        return h.empty("Rien n’est détenu", "Aucun appel, aucune fiche, aucun message à ce nom ou à ce numéro.")
    return h.tag("ul", "".join(h.text("li", one) for one in result), "df-list")


def lead(one: HeldLead) -> str:
    """One lead of the file, with all that it says of the person."""
    head = h.text("strong", one.name or "Sans nom") + h.text("time", one.ref)
    where = [fr.phone(one.phone) if one.phone else None, h.place(one.address, one.city), one.postal_code]
    return h.tag(
        "div", h.tag("div", head, "df-who") + h.facts(where) + h.text("p", one.description, "df-what"), "df-part"
    )


def call(one: HeldCall) -> str:
    """One call, in a line and its summary."""
    who = [one.caller_name, fr.phone(one.caller_number) if one.caller_number else None]
    day = f"{fr.day(one.created_at)} {fr.local(one.created_at).year}, {fr.clock(one.created_at)}"
    return h.tag("div", h.text("strong", day), "df-who") + h.facts(who) + h.text("p", one.summary, "df-what")


def loose(one: Loose) -> str:
    """A message of no call: when it came, and the words around the name."""
    kind = "Message reçu" if one.kind == "message" else "Accusé de livraison"
    day = f"{fr.day(one.received_at)} {fr.local(one.received_at).year}, {fr.clock(one.received_at)}"
    return h.tag("div", h.text("strong", kind) + h.text("time", day), "df-who") + h.text(
        "p", f"…{one.excerpt}…", "df-what"
    )


def warnings(file: File) -> list[str]:
    """What a careful person looks at before handing out or erasing."""
    result = []
    if file.other_phones:
        numbers = ", ".join(fr.phone(one) for one in file.other_phones)
        result.append(
            f"D’autres numéros sont au dossier ({numbers}): assurez-vous que c’est la même personne avant de remettre"
            " ou d’effacer."
        )
    if file.shares_number:
        result.append(
            "Ce numéro porte plusieurs noms: le dossier ne tient que ce qui est à celui de la demande; le reste est à"
            " décider, plus bas."
            if file.request.full_name
            else "Ce numéro porte plusieurs noms: pour effacer, notez une demande au nom de la personne qui demande."
        )
    team = len(file.team.recipients) + len(file.team.accounts)
    if team:
        result.append(
            "Ce nom ou ce numéro est aussi celui de quelqu’un de l’équipe. Un effacement n’y touche pas: retirez la"
            " personne dans Alertes ou dans Équipe."
        )
    return result
