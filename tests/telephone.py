"""A telephone, where a page in front of the console asks for its code."""

from __future__ import annotations

import re
from time import time

import httpx

from backend import totp

HIDDEN = re.compile(r'<input type="hidden" name="(\w+)" value="([^"]*)">')
DEMO_CODE = re.compile(r'<b id="code-demo">(\d{6})</b>')
PATH = "/connexion-code"


def show_code(browser: httpx.Client, answer: httpx.Response) -> httpx.Response:
    """Gives the code of the telephone that the page links, or of the demonstration's; any other answer as it is."""
    if f'action="{PATH}"' not in answer.text:
        return answer
    form = fields(answer)
    shown = DEMO_CODE.search(answer.text)
    if not form["secret"] and shown is None:
        return answer
    code = totp.code(form["secret"], time()) if form["secret"] else shown and shown[1]
    return browser.post(PATH, data={**form, "code": code}, headers={"Origin": str(browser.base_url).rstrip("/")})


def fields(page: httpx.Response) -> dict[str, str]:
    """What the page's form sends along."""
    return dict(HIDDEN.findall(page.text))
