"""The light «Schéma de la base»: whether the database is what is written in `sql/`."""

from __future__ import annotations

from datetime import datetime

from backend import fr
from backend.lights import Light, Probe, age_s, not_measured
from backend.schema.difference import from_detail

NAME = "Schéma de la base"
SOURCE = "comparaison quotidienne du service de fond"
MEANING = "Tables, fonctions et droits de la base sont ceux de cette version."
# Looked at once a day; missed twice, something stops it.
STALE_S = 50 * 3600
SHOWN = 3


def light(now: datetime, probe: Probe | None) -> Light:
    """What differs first, and what to do; grey when nobody has looked, or not for long."""
    if probe is None:
        return not_measured(NAME, source=SOURCE, meaning=MEANING)
    if not probe.ok:
        n, first = int(probe.value or 0), from_detail(probe.detail)[:SHOWN]
        more = f" et {n - len(first)} de plus" if n > len(first) else ""
        named = "; ".join(str(one) for one in first)
        remedy = (
            f"{named}{more}. Administrateur: «python -m backend.migrate --check» les nomme tous, «--again» remet "
            "fonctions, déclencheurs et droits."
        )
        return Light(NAME, "bad", fr.count(n, "écart"), probe.at, remedy, SOURCE, MEANING)
    if age_s(probe.at, now) > STALE_S:
        return Light(NAME, "unknown", "mesure trop ancienne", probe.at, "Vérifiez le service de fond.", SOURCE, MEANING)
    return Light(NAME, "good", "comme prévu", probe.at, "", SOURCE, MEANING)
