"""The page on which somebody invited chooses a password: plain HTML, like the sign-in page."""

from __future__ import annotations

import re
from dataclasses import dataclass
from html import escape
from pathlib import Path
from string import Template

from backend.console.icon import DATA_URL
from backend.console.sign_in_page import message

TEMPLATE = Template(Path(__file__).with_name("invitation.html").read_text(encoding="utf-8"))
_SIGN_IN = Path(__file__).with_name("sign_in.html").read_text(encoding="utf-8")
STYLE = "".join(re.findall(r"<style>(.*?)</style>", _SIGN_IN, re.DOTALL))

# Asked before the password: a link alone opens none to somebody who has a second factor.
CODE = """<label for="code">Code à six chiffres de votre téléphone</label>
<input id="code" name="code" inputmode="numeric" autocomplete="one-time-code" pattern="[0-9 ]{6,7}" required
  maxlength="7" autofocus aria-describedby="sans">
<p id="sans">Sans ce téléphone, demandez à l’administrateur de le retirer de votre compte, puis
un nouveau lien.</p>
"""


@dataclass(frozen=True)
class WelcomePage:
    """What the page says this time."""

    kind: str
    proof: str
    error: str = ""
    needs_code: bool = False

    def html(self) -> str:
        """The whole page; every value is escaped."""
        return TEMPLATE.substitute(
            icon=DATA_URL,
            style=STYLE,
            kind=escape(self.kind),
            proof=escape(self.proof),
            message=message("", self.error),
            code=CODE if self.needs_code else "",
            first=" autofocus" if not self.needs_code else "",
        )
