"""`python -m backend.team first-owner`: the account from which all the others are invited."""

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
from backend.team import first_owner, words
from backend.team.first_owner import Owner, OwnerExists

EMAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
LONGEST_EMAIL, LONGEST_NAME = 254, 200


def main(arguments: Sequence[str] | None = None) -> int:
    """Prints the link by which the person chooses a password; 1 and a plain sentence when it could not be made."""
    asked = _parser().parse_args(arguments)
    try:
        settings = WorkerSettings.load()
        link = asyncio.run(first_owner.invite(settings, Owner(asked.email, asked.name)))
    except OwnerExists:
        return _refuse("la console a déjà un propriétaire. Les autres comptes s’invitent à l’écran Équipe")
    except AccountError as error:
        return _refuse(words.reason(error.reason))
    except psycopg.errors.UndefinedTable:
        return _refuse("la base est vide. D’abord: python -m backend.migrate")
    except psycopg.Error as error:
        return _refuse(f"la base a refusé ({type(error).__name__})")
    except (BadSetting, ValueError) as error:
        return _refuse(str(error))
    print(f"{asked.name} est propriétaire. Ce lien, à ouvrir dans l’heure, sert une fois à choisir le mot de passe:")
    print(link)
    return 0


def _refuse(why: str) -> int:
    print(f"Premier compte refusé: {why.rstrip('.')}.", file=sys.stderr)
    return 1


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.team", description="Le premier compte de la console.")
    commands = parser.add_subparsers(required=True)
    first = commands.add_parser("first-owner", help="crée le compte du premier propriétaire et montre son lien")
    first.add_argument("--email", type=_email, required=True, help="son courriel")
    first.add_argument("--name", type=_name, required=True, help="son nom, tel qu’on le lit à l’écran")
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
