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


@dataclass(frozen=True)
class WelcomePage:
    """What the page says this time."""

    kind: str
    proof: str
    error: str = ""

    def html(self) -> str:
        """The whole page; every value is escaped."""
        return TEMPLATE.substitute(
            icon=DATA_URL,
            style=STYLE,
            kind=escape(self.kind),
            proof=escape(self.proof),
            message=message("", self.error),
        )
