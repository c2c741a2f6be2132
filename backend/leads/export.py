"""The work table as a file, for a spreadsheet; taking it out of the console is itself in the trail."""

from __future__ import annotations

import io
from datetime import datetime
from typing import Literal
from uuid import uuid4

import pandas as pd

from backend import fr, spreadsheet
from backend.leads import frame, table
from backend.leads.table import Filters
from backend.supabase.rpc import Rpc

Kind = Literal["csv", "xlsx"]
MOST = 1000
MIMES: dict[Kind, str] = {
    "csv": "text/csv", "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}  # fmt: skip
# Words of callers stay words: never a formula, never a link to be clicked.
_AS_WRITTEN = {"options": {"strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}}
_WIDTH = 18


def file_name(now: datetime, kind: Kind) -> str:
    """By date only: a file name must tell nothing about anybody."""
    return f"fiches-{fr.local(now):%Y-%m-%d-%Hh%M}.{kind}"


def file_bytes(api: Rpc, filters: Filters, kind: Kind) -> bytes:
    """What the filters leave, at most a thousand. The trail tells of it first: what cannot be told is not given."""
    rows = table.read(api, filters, MOST).rows
    params = {"p_request_id": str(uuid4()), "p_rows": len(rows), "p_filters": filters.names}
    api.rpc("log_leads_export", params)
    made = frame.of(rows)
    return _csv(made) if kind == "csv" else _xlsx(made)


def _csv(made: pd.DataFrame) -> bytes:
    said = made.assign(**{name: made[name].dt.strftime("%Y-%m-%d %H:%M").fillna("") for name in frame.MOMENTS})
    said[frame.COST] = [f"{cost:.4f}".replace(".", ",") if pd.notna(cost) else "" for cost in made[frame.COST]]
    return spreadsheet.csv_bytes(list(said.columns), said.astype(str).itertuples(index=False, name=None))


def _xlsx(made: pd.DataFrame) -> bytes:
    """One sheet; the first line stays in sight, and each column can be narrowed."""
    out = io.BytesIO()
    with pd.ExcelWriter(
        out, engine="xlsxwriter", datetime_format="yyyy-mm-dd hh:mm", engine_kwargs=_AS_WRITTEN
    ) as writer:
        made.to_excel(writer, sheet_name="Fiches", index=False)
        sheet = writer.sheets["Fiches"]
        sheet.freeze_panes(1, 0)
        sheet.autofilter(0, 0, len(made), len(made.columns) - 1)
        sheet.set_column(0, len(made.columns) - 1, _WIDTH)
    return out.getvalue()
