"""`python -m backend.paul plan|apply|verify`: show what is otherwise at Vapi, make it so after a yes, check it.

Ends with 0 when all is as written, 1 when something differs, 2 when it could not be known or done.
"""

from __future__ import annotations

import argparse
import asyncio
import sys

import httpx

from backend.paul.account import Account, Found
from backend.paul.review import Json, Reviewed, review
from backend.paul.settings import PaulSettings
from backend.settings.base import BadSetting
from backend.vapi.api_values import VapiError
from backend.vapi.rest import Rest
from backend.vapi.words import ERRORS

KINDS = {"credential": "Signature", "tool": "Outil", "assistant": "Assistant", "phone-number": "Ligne"}


def main(arguments: list[str] | None = None) -> int:
    """The command; its words are French, for whoever set this up."""
    asked = _parser().parse_args(arguments)
    try:
        settings = PaulSettings.load()
        settings.require_all()
        if asked.command == "apply" and settings.VAPI_WEBHOOK_SECRET is None:
            raise BadSetting("VAPI_WEBHOOK_SECRET", "manque")
        return asyncio.run(_run(settings, asked.command, sure=asked.yes, renew=asked.renew_secret))
    except BadSetting as error:
        print(f"Réglage à corriger: {error}", file=sys.stderr)
    except VapiError as error:
        print(f"Rien n’est sûr: {ERRORS.get(error.reason, error.reason)}. Regardez avec «plan».", file=sys.stderr)
    return 2


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m backend.paul", description=__doc__)
    parser.add_argument("command", choices=("plan", "apply", "verify"))
    parser.add_argument("--yes", action="store_true", help="appliquer sans demander")
    parser.add_argument(
        "--renew-secret", action="store_true", help="redonner à Vapi VAPI_WEBHOOK_SECRET, qu’il ne redit jamais"
    )
    return parser


async def _run(settings: PaulSettings, command: str, *, sure: bool, renew: bool) -> int:
    assert settings.VAPI_API_KEY is not None, "require_all was called"
    async with httpx.AsyncClient() as http:
        account = Account(Rest(http, settings.VAPI_API_URL, settings.VAPI_API_KEY.get_secret_value()))
        reviewed = [one async for one in review(account, settings)]
        for one in reviewed:
            print(_told(one))
        due = [one for one in reviewed if one.is_new or one.differences or (renew and one.found.kind == "credential")]
        if command != "apply":
            return 1 if due else 0
        if not due:
            print("Tout est déjà comme prévu.")
            return 0
        if not sure and not _agreed(len(due)):
            print("Rien n’a été changé.")
            return 1
        return await _apply(account, settings, renew=renew)


async def _apply(account: Account, settings: PaulSettings, *, renew: bool) -> int:
    async def settle(found: Found, body: Json) -> Found:
        print(f"{KINDS[found.kind]} «{found.name}»: {'créé' if found.live is None else 'modifié'}…")
        return await account.write(found, body)

    async for one in review(account, settings, settle):
        if renew and one.found.live and one.found.kind == "credential":
            await account.write(one.found, one.wanted)
            print("Secret redonné à Vapi.")
    left = [one async for one in review(account, settings) if one.is_new or one.differences]
    for one in left:
        print(_told(one))
    if left:
        print("Vapi ne relit pas ce qui lui a été demandé.", file=sys.stderr)
        return 1
    assistant = [one.found.id async for one in review(account, settings) if one.found.kind == "assistant"]
    print("Relu chez Vapi: tout est comme prévu.")
    if not settings.VAPI_ASSISTANT_ID:
        print(f"À noter dans les réglages: VAPI_ASSISTANT_ID={assistant[0]}")
    return 0


def _told(one: Reviewed) -> str:
    head = f"{KINDS[one.found.kind]} «{one.found.name}»"
    if one.is_new:
        return f"{head}: à créer"
    if not one.differences:
        return f"{head}: comme prévu"
    return "\n".join([f"{head}: {len(one.differences)} différence(s)", *(f"  {each}" for each in one.differences)])


def _agreed(count: int) -> bool:
    try:
        return input(f"Appliquer ces {count} changement(s) chez Vapi? [oui/non] ").strip().lower() in ("oui", "o")
    except EOFError:
        return False


if __name__ == "__main__":
    raise SystemExit(main())
