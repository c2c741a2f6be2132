"""What every visit of the week is drawn with: who may go, and which messages customers get."""

from __future__ import annotations

from dataclasses import dataclass

from backend.alerts.customer_setup import CustomerSetup
from backend.console.api import Api
from backend.team.people import Colleague
from pages.appointments import on_way
from pages.ui import people


@dataclass(frozen=True)
class Crew:
    """Asked once a drawing, for all visits together."""

    colleagues: list[Colleague]
    sent: CustomerSetup | None

    @classmethod
    def now(cls, api: Api) -> Crew:
        """As it is."""
        return cls(people.colleagues(api), on_way.setup(api))

    @property
    def tells_moves(self) -> bool:
        """A visit that is moved can be told to its customer."""
        return self.sent is not None and self.sent.sends("visit_booked")
