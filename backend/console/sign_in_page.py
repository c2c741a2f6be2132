"""The sign-in page: plain HTML, its style inside, no script; it shows at once on the slowest phone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from html import escape
from pathlib import Path
from string import Template

from backend.console import home_screen
from backend.console.icon import DATA_URL
from backend.person import Role

TEMPLATE = Template(Path(__file__).with_name("sign_in.html").read_text(encoding="utf-8"))
DEMO_LABELS: dict[Role, tuple[str, str]] = {
    "owner": ("Guillaume", "propriétaire"),
    "staff": ("Bureau", "employé"),
    "admin": ("Administrateur", "technique"),
}


@dataclass(frozen=True)
class SignInPage:
    """What the page says this time."""

    next_path: str = "/"
    email: str = ""
    notice: str = ""
    error: str = ""
    demo_roles: Iterable[Role] = ()
    demo_code: str = ""
    modules: Iterable[str] = field(default=())
    # To link a telephone, once in.
    to_link: bool = False

    def html(self) -> str:
        """The whole page; every value is escaped."""
        return TEMPLATE.substitute(
            icon=DATA_URL,
            home_screen=home_screen.HEAD,
            next_path=escape(self.next_path),
            email=escape(self.email),
            message=message(self.notice, self.error),
            described="" if not self.error else ' aria-invalid="true" aria-describedby="erreur"',
            email_focus="" if self.email else " autofocus",
            password_focus=" autofocus" if self.email else "",
            to_link="1" if self.to_link else "",
            demo=_demo(tuple(self.demo_roles), self.demo_code, self.next_path),
            preload="\n".join(_preload(module) for module in self.modules),
        )


def message(notice: str, error: str) -> str:
    """The box above the form: what went wrong, else what happened."""
    if error:
        return f'<p class="message error" id="erreur" role="alert">{escape(error)}</p>'
    return f'<p class="message" role="status">{escape(notice)}</p>' if notice else ""


def _demo(roles: tuple[Role, ...], code: str, next_path: str) -> str:
    if not roles:
        return ""
    buttons = "".join(_demo_button(role) for role in roles)
    return (
        '<section aria-labelledby="demo"><h2 id="demo">Démonstration</h2>'
        "<p>Données inventées. Entrez d’une touche comme :</p>"
        f'<form method="post" action="/connexion"><input type="hidden" name="suite" value="{escape(next_path)}">'
        f"{buttons}</form>{demonstration_code(code)}</section>"
    )


def demonstration_code(code: str) -> str:
    """What the demonstration's own telephone shows, which nobody holds."""
    return (
        f'<p>Code du téléphone de la démonstration, en ce moment: <b id="code-demo">{escape(code)}</b></p>'
        if code
        else ""
    )


def _demo_button(role: Role) -> str:
    name, duty = DEMO_LABELS[role]
    return f'<button class="demo" name="compte" value="{role}"><b>{name}</b> <span>{duty}</span></button>'


def _preload(module: str) -> str:
    # While the person types, the browser fetches what the console will need; it holds no data.
    if module.endswith(".css"):
        return f'<link rel="prefetch" as="style" crossorigin href="{escape(module)}">'
    return f'<link rel="modulepreload" crossorigin href="{escape(module)}">'
