"""Brevo and Twilio: what goes with a message or a call to the team, or with a text to a customer."""

from __future__ import annotations

from backend.privacy.transfers.model import Data, Provider, Request

# One line: who, what, where, when and the number to call.
TOLD: tuple[Data, ...] = ("caller_name", "caller_phone", "caller_place", "caller_problem", "caller_visit")
# Read out: nobody writes a number down at the phone.
READ_OUT: tuple[Data, ...] = ("caller_name", "caller_place", "caller_problem", "caller_visit")
_EVENTS: dict[str, tuple[Data, ...]] = dict.fromkeys(("?limit", "?days", "?sort", "?tags", "?offset"), ())
_BACK: dict[str, tuple[Data, ...]] = dict.fromkeys(("From", "StatusCallback", "StatusCallbackEvent"), ())
_ACCOUNT = "/2010-04-01/Accounts/{compte}"

BREVO = Provider(
    "brevo", "Brevo", "France (Union européenne)",
    "Porter les textos et les courriels d’alerte à l’équipe, et les textos aux clients sur leur visite",
    (
        "Le strict nécessaire en une ligne, et un lien à usage unique vers le reste; rien dans l’objet d’un courriel.",
        "Aux personnes qui appellent, rien tant que le propriétaire ne l’allume; alors l’heure de leur visite et sa "
        "référence seules, au numéro qu’elles ont donné, jamais après un STOP.",
        "Soumise au règlement général sur la protection des données (RGPD).",
        "Ses journaux d’envoi gardent le texte: leur effacement lui est demandé séparément.",
    ),
    (
        Request("POST /v3/transactionalSMS/send", {
            "sender": (), "recipient": ("team_phone", "caller_phone"), "content": TOLD, "type": (),
            "organisationPrefix": (), "tag": (), "unicodeEnabled": (),
        }),
        Request("POST /v3/smtp/email", {
            "sender.name": (), "sender.email": (), "to.email": ("team_email",), "subject": (), "textContent": TOLD,
            "tags": (),
        }),
        Request("GET /v3/transactionalSMS/statistics/events", _EVENTS),
        Request("GET /v3/smtp/statistics/events", _EVENTS),
        Request("GET /v3/account"),
        Request("GET /v3/senders"),
        Request("GET /v3/senders/domains"),
        Request("GET /v3/webhooks"),
    ),
)  # fmt: skip

TWILIO = Provider(
    "twilio", "Twilio", "États-Unis", "Second chemin des alertes urgentes et des textos aux clients; appels à l’équipe",
    (
        "Ne sert que si Brevo refuse un texto, ou quand personne ne confirme une urgence; peut ne pas être branché.",
        "Le numéro de la personne n’est pas lu au téléphone.",
        "Aux personnes qui appellent, un texto sur leur visite, aux mêmes conditions que chez Brevo; jamais d’appel.",
        "Ses journaux gardent le texte: leur effacement lui est demandé séparément.",
    ),
    (
        Request(f"POST {_ACCOUNT}/Messages.json", {"To": ("team_phone", "caller_phone"), "Body": TOLD, **_BACK}),
        Request(f"POST {_ACCOUNT}/Calls.json", {
            "To": ("team_phone",), "Url": (), "MachineDetection": (), "Timeout": (), "TimeLimit": (), **_BACK,
        }),
        Request(f"GET {_ACCOUNT}/Messages.json", {"?To": ("team_phone", "caller_phone"), "?From": (), "?PageSize": ()}),
        Request(f"GET {_ACCOUNT}/Calls.json", {"?To": ("team_phone",), "?From": (), "?PageSize": ()}),
        Request(f"GET {_ACCOUNT}/Messages/{{envoi}}.json"),
        Request(f"GET {_ACCOUNT}/Calls/{{appel}}.json"),
        Request(f"GET {_ACCOUNT}/Balance.json"),
        Request(f"GET {_ACCOUNT}/IncomingPhoneNumbers.json", {"?PhoneNumber": ()}),
        # What we answer when it asks what to read out.
        Request("ANSWER /twilio/call/{envoi}", {"Say": READ_OUT}),
    ),
)  # fmt: skip
