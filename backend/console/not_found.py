"""The page for an address that is none of the console's."""

from __future__ import annotations

from starlette.responses import HTMLResponse

PAGE = """<!doctype html>
<html lang="fr"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width,initial-scale=1">
<title>Page introuvable – Drain Fortin</title><style>
:root{color-scheme:light dark}
body{font:1rem/1.5 system-ui,sans-serif;margin:0;padding:20vh 1.2rem 0;text-align:center;
background:#f4f6f7;color:#17232a}
a{display:inline-block;margin-top:1rem;padding:.8rem 1.4rem;border-radius:.6rem;background:#0b5a7d;color:#fff;
font-weight:700;text-decoration:none}
@media (prefers-color-scheme:dark){body{background:#12191d;color:#e8eef1}a{background:#1f7299}}
</style></head><body><main><h1>Page introuvable</h1>
<p>Cette adresse ne mène à aucun écran de la console. Elle est peut-être incomplète.</p>
<a href="/">Aller à Aujourd’hui</a></main></body></html>"""


def not_found() -> HTMLResponse:
    """Says so in French, with the way back."""
    return HTMLResponse(PAGE, 404)
