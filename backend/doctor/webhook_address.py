"""The webhook’s public address, tried from here as others reach it."""

from __future__ import annotations

import time
from collections.abc import Iterator

from backend.doctor import ask
from backend.doctor.ask import NoAnswer
from backend.doctor.finding import Finding, broken, gap, ok
from backend.vapi.signature import SIGNATURE_HEADER, TIMESTAMP_HEADER, sign

WEBHOOK = "WEBHOOK_URL"
LOST = "Vapi et Brevo n’atteignent rien : les appels ne sont pas gardés."
# Signed, and no message: the webhook says 400 once it has accepted the signature, and keeps nothing.
NO_MESSAGE = b"{}"


def webhook(url: str, secret: str = "") -> Iterator[Finding]:
    """Is it ours that answers there, and does it take this secret?"""
    if not url:
        yield broken(
            WEBHOOK,
            "n’est pas donnée",
            "Le webhook n’est pas surveillé, les liens des alertes ne mènent à rien.",
            "Donnez l’adresse publique du webhook.",
        )
        return
    try:
        alive = ask.get(f"{url.rstrip('/')}/healthz")
        if alive.status != 200 or alive.told != {"status": "alive"}:
            yield broken(
                WEBHOOK,
                f"autre chose que le webhook y répond (HTTP {alive.status})",
                LOST,
                "Faites mener cette adresse au port du webhook (votre mandataire, par exemple Caddy).",
            )
            return
        yield ok(WEBHOOK, "le webhook y répond")
        if secret:
            yield from _secret(url, secret)
    except NoAnswer as error:
        yield broken(WEBHOOK, f"n’est pas joignable : {error}", LOST,
                     "Démarrez le webhook, et vérifiez le nom, le pare-feu et le mandataire.")  # fmt: skip


def _secret(url: str, secret: str) -> Iterator[Finding]:
    stamp = str(int(time.time()))
    headers = {TIMESTAMP_HEADER: stamp, SIGNATURE_HEADER: sign(secret, NO_MESSAGE, stamp)}
    answer = ask.post(f"{url.rstrip('/')}/vapi", headers, NO_MESSAGE)
    setting = "VAPI_WEBHOOK_SECRET"
    if answer.status == 400:
        yield ok(setting, "le webhook en marche l’accepte")
    elif answer.status == 401:
        yield broken(
            setting,
            "le webhook en marche ne l’accepte pas",
            "Il tient un autre secret, ou son heure est fausse.",
            "Redémarrez le webhook avec ce réglage.",
        )
    else:
        yield gap(setting, f"réponse inattendue (HTTP {answer.status})", "On ne sait pas s’il est accepté.",
                  "Vérifiez ce qui se trouve devant le webhook.")  # fmt: skip
