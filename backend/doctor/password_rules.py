"""Whether Supabase asks more of a password than our page does, which only a password that is tried can tell.

For that an account of a moment is made, so it is done only when somebody asks for it.
"""

from __future__ import annotations

import json
import secrets
from collections.abc import Iterator

from backend.doctor import ask
from backend.doctor.ask import Answer, NoAnswer
from backend.doctor.finding import Finding, broken, gap, ok
from backend.doctor.supabase_refusals import refusal
from backend.supabase.answers import refusal_in
from backend.supabase.errors import in_two

SETTING = "Supabase, Providers : Password requirements"
# As people choose them after our page's advice: words, and nothing else.
OURS = "quatre tuyaux bleus dorment"
UNKNOWN = "On ne sait pas si Supabase accepte les mots de passe que notre page accepte."
MEANS = "Une personne invitée choisit un mot de passe que notre page accepte, et doit recommencer."
REMEDY = (
    "Ramenez ces règles à une longueur seule (Authentication, Sign In / Providers, Email), ou prévenez les invités."
)


def tried(url: str, secret_key: str) -> Iterator[Finding]:
    """An account of a moment chooses a password of ours; it is gone afterwards, whatever came of it."""
    headers = {"apikey": secret_key, "authorization": f"Bearer {secret_key}", "content-type": "application/json"}
    account = {"email": f"docteur-{secrets.token_hex(8)}@essai.invalid", "password": f"Aa1!{secrets.token_hex(12)}"}
    try:
        made = ask.send("POST", f"{url}/auth/v1/admin/users", headers, _body({**account, "email_confirm": True}))
        if made.status != 200 or not isinstance(made.told, dict) or "id" not in made.told:
            yield refusal(made, "SUPABASE_SECRET_KEY", UNKNOWN)
            return
        try:
            yield _chosen(url, headers, account)
        finally:
            ask.send("DELETE", f"{url}/auth/v1/admin/users/{made.told['id']}", headers)
    except NoAnswer as error:
        yield broken("SUPABASE_URL", f"cette adresse n’est pas joignable : {error}", UNKNOWN,
                     "Vérifiez l’adresse et le réseau; un service arrêté revient de lui-même.")  # fmt: skip


def _chosen(url: str, headers: dict[str, str], account: dict[str, str]) -> Finding:
    opened = ask.send("POST", f"{url}/auth/v1/token?grant_type=password", headers, _body(account))
    if opened.status != 200 or not isinstance(opened.told, dict):
        return refusal(opened, SETTING, UNKNOWN)
    own = {**headers, "authorization": f"Bearer {opened.told.get('access_token')}"}
    changed = ask.send("PUT", f"{url}/auth/v1/user", own, _body({"password": OURS}))
    return ok(SETTING, "acceptent ceux que notre page accepte") if changed.status == 200 else _refused(changed)


def _refused(answer: Answer) -> Finding:
    error = refusal_in(answer.status, answer.told if isinstance(answer.told, dict) else None)
    if error.code != "weak_password":
        return refusal(answer, SETTING, UNKNOWN)
    return gap(SETTING, in_two(error.sentence)[0], MEANS, REMEDY)


def _body(content: dict[str, object] | dict[str, str]) -> bytes:
    return json.dumps(content).encode()
