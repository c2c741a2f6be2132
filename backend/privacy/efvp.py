"""`python -m backend.privacy.efvp` writes docs/efvp.md: the assessment before personal data leave Québec."""

from __future__ import annotations

from collections.abc import Iterator

from backend.paul.wanted import first_words
from backend.privacy.transfers.model import ANSWER, ANY, WORDS, Data, Provider, Request
from backend.privacy.transfers.providers import PROVIDERS
from backend.privacy.transfers.tables import OF_CALLERS, OF_THE_TEAM
from backend.project import PROJECT

PAGE = PROJECT / "docs" / "efvp.md"
_HEAD = """# Évaluation des facteurs relatifs à la vie privée (ÉFVP)

Pour la personne responsable de la protection des renseignements personnels (*Loi sur la protection des renseignements
personnels dans le secteur privé*, articles 3.3 et 17). Cette page n’est pas écrite à la main:
`python -m backend.privacy.efvp` la tire de la déclaration `backend/privacy/transfers/`. Un test envoie les vraies
requêtes des programmes et échoue pour un champ qui n’y est pas; un autre compare cette page à la déclaration.

## Ce qui est évalué

La ligne de Drain Fortin est tenue par Paul, un assistant automatisé. Ce qu’une personne lui dit (nom, numéro, adresse,
problème) sert à la rappeler et à la visiter, et à rien d’autre: ni profil, ni publicité, ni vente. Sensibilité: des
coordonnées et une adresse, la voix; rien de médical, de financier ni d’identité (Paul ne doit pas le demander).
Durées de conservation et effacement: écran **Conformité**.

## Ce que la personne entend, et ce qui est automatisé

Les premiers mots de Paul, tels qu’ils sont dans sa configuration:

> {first_words}

Paul note, propose des heures et juge si c’est urgent; une personne de l’équipe lit chaque demande et rappelle. Aucune
décision n’est fondée sur le seul traitement automatisé (article 12.1). À qui demande s’il est une personne, Paul répond
qu’il est automatisé; à qui refuse l’enregistrement, il offre le transfert à Guillaume.

## Vue d’ensemble

| fournisseur | où | reçoit de la personne qui appelle | reçoit de l’équipe |
|---|---|---|---|
"""
_FOOT = """
## Ce qui reste à l’entreprise

- Signer une entente écrite avec chaque fournisseur utilisé, puis inscrire sa date, et celle de cette évaluation, sur
  **Conformité**, «Avis et fournisseurs». La mise en service l’exige.
- Préciser le dépôt des copies et, s’il y en a un, le veilleur.
- Relire cette page quand elle change: la comparaison de deux versions dit quel champ est venu.

Évaluation relue par: ______________________ le ______________
"""


def text() -> str:
    """The page."""
    rows = "".join(
        f"| {one.name} | {one.place} | {_listed(one, 'caller')} | {_listed(one, 'team')} |\n" for one in PROVIDERS
    )
    parts = "\n".join("\n".join(_provider(one)) + "\n" for one in PROVIDERS)
    return f"{_HEAD.format(first_words=first_words())}{rows}\n{parts}\n{_tables()}{_FOOT}"


def _listed(one: Provider, whose: str) -> str:
    return ", ".join(WORDS[data] for data in one.data if data.startswith(whose)) or "rien"


def _provider(one: Provider) -> Iterator[str]:
    yield f"## {one.name}\n"
    yield f"{one.why}. Où: {one.place}.\n"
    if one.directly:
        yield f"Reçoit par téléphone, sans requête de nos programmes: {_data(one.directly)}.\n"
    yield from (f"- {words}" for words in one.protects)
    yield "\n| requête | champs qui parlent de quelqu’un | autres champs |\n|---|---|---|"
    yield from (_request(request) for request in one.requests)


def _request(one: Request) -> str:
    telling = "; ".join(f"`{_name(name)}`: {_data(data)}" for name, data in one.fields.items() if data)
    others = ", ".join(f"`{_name(name)}`" for name, data in one.fields.items() if not data)
    line = f"réponse à `{one.line.removeprefix(ANSWER)}`" if one.line.startswith(ANSWER) else f"`{one.line}`"
    return f"| {line} | {telling or 'aucun'} | {others or 'aucun'} |"


def _name(name: str) -> str:
    return "tout champ" if name == ANY else name


def _data(data: tuple[Data, ...]) -> str:
    return ", ".join(WORDS[one] for one in data)


def _tables() -> str:
    callers = "\n".join(f"- `{table}`: {words}" for table, words in OF_CALLERS.items())
    team = "\n".join(f"- `{table}`: {words}" for table, words in OF_THE_TEAM.items())
    return f"## Les tables chez Supabase\n\nDes personnes qui appellent:\n\n{callers}\n\nDe l’équipe:\n\n{team}\n"


if __name__ == "__main__":
    PAGE.write_text(text(), encoding="utf-8")
