"""What to do when Vapi itself does not answer: the telephone operator's way, read where it is needed."""

from __future__ import annotations

from pages.ui import html as h

TITLE = "Si Vapi ne répond plus: par l’opérateur téléphonique"
_MEANING = (
    "Le bouton ci-dessus passe par Vapi. Si Vapi est entièrement en panne, il ne répondra pas non plus: il reste"
    " l’opérateur téléphonique. Une page dit si la panne est chez eux: status.vapi.ai."
)
_STEPS = (
    "Twilio: Console, Phone Numbers, Manage, Active numbers, le numéro, puis «Voice».",
    "Notez l’adresse qui est dans «A call comes in»: c’est elle qu’il faudra remettre.",
    "Remplacez-la par un «TwiML Bin» qui contient: <Response><Dial>+1 514 …</Dial></Response>, avec votre numéro.",
    "Un autre opérateur (Telnyx, Vonage, SIP): l’équivalent s’appelle «failover» ou «call forwarding» sur le numéro.",
    "Pour revenir: remettez l’adresse notée, puis lancez un appel d’essai.",
)
_BEFORE = (
    "À préparer à tête reposée: créez ce TwiML Bin d’avance, et mettez-le aussi comme «Primary handler fails», pour que"
    " Twilio y aille de lui-même."
)


def drawn() -> str:
    """The steps, in order."""
    steps = h.tag("ol", "".join(h.text("li", step) for step in _STEPS), "df-list")
    return h.text("p", _MEANING, "df-what") + steps + h.text("p", _BEFORE, "df-facts")
