"""The trail as a frame: one line a deed, sorted as people expect."""

from __future__ import annotations

from collections.abc import Sequence

import pandas as pd

from backend import fr
from backend.audit import words as say
from backend.audit.read import Entry


def of(entries: Sequence[Entry]) -> pd.DataFrame:
    """In their order."""
    columns = {
        "Quand": [fr.on_the_wall(one.at) for one in entries],
        "Qui": [say.who(one) for one in entries],
        "Geste": [say.action(one.action) for one in entries],
        "Au sujet de": [say.subject(one) for one in entries],
        "Détails": ["; ".join(say.details(one)) for one in entries],
    }
    return pd.DataFrame(columns).astype({"Quand": "datetime64[s]"})
