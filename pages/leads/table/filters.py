"""What the work table is narrowed to. The address alone holds it: it survives a reload, the way back, and a link."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime, timedelta
from uuid import UUID

import streamlit as st

from backend import business
from backend.leads.read import LOOK_BACK, STATUSES, URGENCIES
from backend.leads.table import NOBODY, VIEWS, Filters, Table
from backend.team.people import Colleague

VIEW, STATUS, URGENCY, PERSON, TOWN, SERVICE, PERIOD = (
    "liste", "etats", "urgences", "qui", "villes", "services", "periode",
)  # fmt: skip
PERIODS = {"7": "7 jours", "30": "30 jours", "90": "90 jours", "365": "Un an"}
USUAL_PERIOD = "90"


def current(words: str) -> Filters:
    """As the address says; what it says of nothing we know is left out."""
    params = st.query_params
    view, days = params.get(VIEW, "all"), params.get(PERIOD, USUAL_PERIOD)
    ago = LOOK_BACK if words else timedelta(days=int(days if days in PERIODS else USUAL_PERIOD))
    return Filters(
        # To the hour: two runs in a row ask the same.
        since=(datetime.now(UTC) - ago).replace(minute=0, second=0, microsecond=0),
        statuses=_known(STATUS, STATUSES),
        urgencies=_known(URGENCY, URGENCIES),
        people=tuple(one for one in params.get_all(PERSON) if one == NOBODY or _is_id(one)),
        towns=tuple(params.get_all(TOWN)),
        services=tuple(params.get_all(SERVICE)),
        words=words,
        view=view if view in VIEWS else "all",
    )


def draw(choice: Filters, found: Table | None, colleagues: list[Colleague]) -> None:
    """The controls, behind one button that says how many of them narrow the table."""
    narrowing = [choice.statuses, choice.urgencies, choice.people, choice.towns, choice.services]
    n = sum(bool(one) for one in narrowing)
    with st.popover(f"Filtres ({n})" if n else "Filtres", icon=":material/tune:", key="t-filtres"):
        _many("État", STATUS, STATUSES, choice.statuses)
        _many("Urgence", URGENCY, URGENCIES, choice.urgencies)
        _many("Confié à", PERSON, {NOBODY: "Personne", **{str(one.user_id): one.full_name for one in colleagues}},
              choice.people)  # fmt: skip
        _many("Ville", TOWN, _named(found.towns if found else []), choice.towns)
        services = {code: business.service(code) or code for code in (found.services if found else [])}
        _many("Service", SERVICE, services, choice.services)
        _period()
        st.button("Tout montrer", key="t-tout", disabled=not n, on_click=_clear)


def view_changed(view: str) -> None:
    """Another kept view, with the same filters."""
    _write(VIEW, [] if view == "all" else [view])


def _known(param: str, names: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(one for one in st.query_params.get_all(param) if one in names)


def _is_id(value: str) -> bool:
    try:
        UUID(value)
    except ValueError:
        return False
    return True


def _named(values: Iterable[str]) -> dict[str, str]:
    return {one: one for one in values}


def _many(label: str, param: str, names: Mapping[str, str], chosen: tuple[str, ...]) -> None:
    """Several values. One that nothing has any more stays to be taken away."""
    key = f"t-{param}"
    if st.session_state.get(key) != list(chosen):
        st.session_state[key] = list(chosen)
    options = [*names, *(one for one in chosen if one not in names)]
    st.multiselect(label, options, format_func=lambda one: names.get(one, one), key=key, placeholder="Tous",
                   on_change=_changed, args=(param,))  # fmt: skip


def _period() -> None:
    days = st.query_params.get(PERIOD, USUAL_PERIOD)
    key = f"t-{PERIOD}"
    st.session_state[key] = days if days in PERIODS else USUAL_PERIOD
    st.pills("Période", list(PERIODS), required=True, format_func=PERIODS.__getitem__, key=key, on_change=_changed,
             args=(PERIOD,))  # fmt: skip


def _changed(param: str) -> None:
    value: list[str] | str = st.session_state[f"t-{param}"]
    values = [value] if isinstance(value, str) else value
    _write(param, [] if values == [USUAL_PERIOD] else values)


def _write(param: str, values: list[str]) -> None:
    if values:
        st.query_params[param] = values
    else:
        st.query_params.pop(param, None)


def _clear() -> None:
    for param in (STATUS, URGENCY, PERSON, TOWN, SERVICE):
        st.query_params.pop(param, None)
