"""The message that takes somebody to their first, or next, password."""

from __future__ import annotations

from urllib.parse import urlencode

from backend.supabase.auth_admin import AccessLink

# The page of the console on which the person chooses a password.
INVITATION_PATH = "/acces"

SUBJECTS = {"invite": "Votre accès à la console Drain Fortin", "link": "Votre nouveau mot de passe"}
_BODY = """Bonjour {name},

{why}

{address}

Ce lien ne sert qu’une fois et expire bientôt. S’il ne marche plus, demandez-en un autre à qui vous a invité.
{unasked}
"""
_WHY = {
    "invite": "Un accès à la console Drain Fortin a été créé pour vous. Choisissez votre mot de passe ici:",
    "link": "Voici le lien pour choisir un nouveau mot de passe à la console Drain Fortin:",
}
_UNASKED = "Vous n’attendiez pas ce message? Ne touchez pas au lien, et dites-le au propriétaire."


def address(console_url: str, link: AccessLink) -> str:
    """Where the link leads; the page itself spends nothing, so a mail scanner that follows it does no harm."""
    return f"{console_url.rstrip('/')}{INVITATION_PATH}?{urlencode({'genre': link.kind, 'jeton': link.proof})}"


def body(kind: str, full_name: str, link_address: str) -> str:
    """The whole text."""
    return _BODY.format(name=full_name, why=_WHY[kind], address=link_address, unasked=_UNASKED)
