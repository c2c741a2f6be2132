"""The page that asks for the code of a telephone, and the one that links a telephone: plain HTML, without a script."""

from __future__ import annotations

import base64
import io
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template
from urllib.parse import quote, urlencode

import segno

from backend.console.icon import DATA_URL
from backend.console.identity import ISSUER, Telephone
from backend.console.invitation_page import STYLE
from backend.console.paths import SECOND_FACTOR
from backend.console.sign_in_page import demonstration_code, message

TEMPLATE = Template(Path(__file__).with_name("second_factor.html").read_text(encoding="utf-8"))
ASKED = "Votre mot de passe est le bon. Il manque le code que votre téléphone montre en ce moment."
TO_LINK = (
    "Liez votre téléphone: avec votre mot de passe seul, personne ne doit pouvoir entrer à votre place. D’ici là, la"
    " console ne vous montre rien d’autre."
)
FROM_ELSEWHERE = (
    "Votre session est ouverte, mais elle n’a jamais servi depuis cet endroit. Entrez le code que votre téléphone"
    " montre en ce moment: c’est demandé une fois par réseau (téléphone, maison, bureau)."
)
AGAIN = "Ce que vous voulez faire demande le code que votre téléphone montre en ce moment. Il vaut dix minutes."
LOST = (
    "Sans ce téléphone ni code de secours, demandez au propriétaire ou à l’administrateur de le retirer de votre"
    " compte, dans Équipe. Si vous êtes seul, qui tient le serveur le peut aussi:"
    " python -m backend.team lost-telephone."
)
LOST_ELSEWHERE = "Vous n’avez plus ce téléphone? Déconnectez-vous: un code de secours sert à la connexion."
NO_TELEPHONE = "Vous recommencerez à la prochaine connexion si vous fermez cette page avant la fin."


@dataclass(frozen=True)
class SecondFactorPage:
    """What the page says this time; `telephone`: the one being linked."""

    proof: str
    next_path: str
    email: str
    telephone: Telephone | None = None
    error: str = ""
    demo_code: str = ""
    action: str = SECOND_FACTOR
    asked: str = ASKED

    def html(self) -> str:
        """The whole page; every value is escaped."""
        return TEMPLATE.substitute(
            icon=DATA_URL,
            style=STYLE,
            title=TO_LINK if self.telephone else self.asked,
            action=self.action,
            message=message("", self.error),
            described=' aria-invalid="true" aria-describedby="erreur"' if self.error else "",
            steps=_steps(self.telephone, self.email) if self.telephone else "",
            proof=escape(self.proof),
            next_path=escape(self.next_path),
            factor_id=escape(self.telephone.factor_id) if self.telephone else "",
            secret=escape(self.telephone.secret) if self.telephone else "",
            help=NO_TELEPHONE if self.telephone else LOST if self.proof else LOST_ELSEWHERE,
            recovery="" if self.telephone or not self.proof else _recovery(self.proof, self.next_path),
            demo=demonstration_code(self.demo_code),
        )


def _recovery(proof: str, next_path: str) -> str:
    return (
        '<details class="card"><summary>J’ai perdu ce téléphone</summary>'
        f'<form method="post" action="{SECOND_FACTOR}"><input type="hidden" name="jeton" value="{escape(proof)}">'
        f'<input type="hidden" name="suite" value="{escape(next_path)}">'
        '<label for="secours">Un de vos codes de secours</label>'
        '<input id="secours" name="secours" autocomplete="off" required maxlength="40">'
        '<button type="submit">Retirer ce téléphone</button></form></details>'
    )


def _steps(telephone: Telephone, email: str) -> str:
    groups = " ".join(telephone.secret[at : at + 4] for at in range(0, len(telephone.secret), 4))
    return (
        "<ol><li>Ouvrez une application de codes sur votre téléphone (celle d’Apple, de Google ou de Microsoft).</li>"
        "<li>Ajoutez-y ce compte en visant ce carré, ou en écrivant cette clé.</li>"
        "<li>Écrivez ci-dessous le code qu’elle montre.</li></ol>"
        f'<img class="qr" alt="Carré à viser avec votre téléphone" src="{_picture(telephone.secret, email)}">'
        f'<p class="secret">{escape(groups)}</p>'
    )


def _picture(secret: str, email: str) -> str:
    label = quote(f"{ISSUER}:{email}", safe="@:")
    values = urlencode({"secret": secret, "issuer": ISSUER}, quote_via=quote)
    drawn = io.BytesIO()
    segno.make(f"otpauth://totp/{label}?{values}", micro=False).save(drawn, kind="svg", scale=4, xmldecl=False)
    return f"data:image/svg+xml;base64,{base64.b64encode(drawn.getvalue()).decode()}"
