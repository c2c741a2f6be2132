"""`python -m backend.team`: the account from which all the others are invited, and a telephone that was lost."""

from __future__ import annotations

import argparse
import asyncio
import re
import sys
from collections.abc import Sequence

import psycopg

from backend.settings.base import BadSetting
from backend.settings.worker import WorkerSettings
from backend.supabase.auth_admin import AccountError
from backend.team import first_owner, lost_telephone, words
from backend.team.first_owner import Owner, OwnerExists
from backend.team.lost_telephone import NoTelephone

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_EMAIL, LONGEST_NAME = 254, 200


def main(arguments: Sequence[str] | None = None) -> int:
    """What was asked, and 0; 1 and a plain sentence when it could not be done."""
    asked = _parser().parse_args(arguments)
    try:
        return int(asked.act(WorkerSettings.load(), asked))
    except OwnerExists:
        return _refuse("la console a déjà un propriétaire. Les autres comptes s’invitent à l’écran Équipe")
    except NoTelephone as error:
        return _refuse(str(error))
    except AccountError as error:
        return _refuse(words.reason(error.reason))
    except psycopg.errors.UndefinedTable:
        return _refuse("la base est vide. D’abord: python -m backend.migrate")
    except psycopg.Error as error:
        return _refuse(f"la base a refusé ({type(error).__name__})")
    except (BadSetting, ValueError) as error:
        return _refuse(str(error))


def _first_owner(settings: WorkerSettings, asked: argparse.Namespace) -> int:
    link = asyncio.run(first_owner.invite(settings, Owner(asked.email, asked.name)))
    print(f"{asked.name} est propriétaire. Ce lien, à ouvrir dans l’heure, sert une fois à choisir le mot de passe:")
    print(link)
    return 0


def _lost_telephone(settings: WorkerSettings, asked: argparse.Namespace) -> int:
    lost_telephone.forget(settings, asked.email)
    print(f"Le téléphone de {asked.email} est retiré, et ses sessions sont fermées.")
    print("À la prochaine connexion, après le mot de passe, la console lie un autre téléphone.")
    return 0


def _refuse(why: str) -> int:
    print(f"Refusé: {why.rstrip('.')}.", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="python -m backend.team", description="Le premier compte de la console, et un téléphone perdu."
    )
    commands = parser.add_subparsers(required=True)
    first = commands.add_parser("first-owner", help="crée le compte du premier propriétaire et montre son lien")
    first.add_argument("--email", type=_email, required=True, help="son courriel")
    first.add_argument("--name", type=_name, required=True, help="son nom, tel qu’on le lit à l’écran")
    first.set_defaults(act=_first_owner)
    lost = commands.add_parser("lost-telephone", help="retire le téléphone perdu de quelqu’un et ferme ses sessions")
    lost.add_argument("--email", type=_email, required=True, help="son courriel")
    lost.set_defaults(act=_lost_telephone)
    return parser


def _email(typed: str) -> str:
    email = typed.strip().lower()
    if not EMAIL.fullmatch(email) or len(email) > LONGEST_EMAIL:
        raise argparse.ArgumentTypeError("ce n’est pas une adresse de courriel")
    return email


def _name(typed: str) -> str:
    name = typed.strip()
    if not name or len(name) > LONGEST_NAME:
        raise argparse.ArgumentTypeError("il faut un nom")
    return name


if __name__ == "__main__":
    raise SystemExit(main())
