"""The registers of Loi 25 as frames: one line an incident, one a request."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from backend.privacy import words as say
from backend.privacy.read import Request
from backend.privacy.registers import Incident

_RISKS = {True: "sérieux", False: "non sérieux"}


def of_incidents(incidents: Sequence[Incident]) -> pd.DataFrame:
    """In their order."""
    columns = {
        "Numéro": [one.number for one in incidents],
        "Connu le": [pd.Timestamp(one.aware_on) for one in incidents],
        "Risque": [_RISKS[one.risk_is_serious] for one in incidents],
        "Avis": ["à donner" if one.notices_missing else "" for one in incidents],
        "Personnes": [one.persons for one in incidents],
        "Renseignements": [one.information for one in incidents],
        "Circonstances": [one.circumstances for one in incidents],
        "Écrit par": [one.created_by_name or "" for one in incidents],
    }
    return pd.DataFrame(columns).astype({"Connu le": "datetime64[s]", "Personnes": "Int64"})


def of_requests(requests: Sequence[Request]) -> pd.DataFrame:
    """In their order."""
    columns = {
        "Demande": [one.ref for one in requests],
        "Personne": [say.who(one) for one in requests],
        "Sorte": [say.KINDS[one.kind] for one in requests],
        "Reçue le": [pd.Timestamp(one.received_on) for one in requests],
        "Réponse due le": [pd.Timestamp(one.due_on) for one in requests],
        "Délai": [say.deadline(one)[0] for one in requests],
    }
    return pd.DataFrame(columns).astype({"Reçue le": "datetime64[s]", "Réponse due le": "datetime64[s]"})
