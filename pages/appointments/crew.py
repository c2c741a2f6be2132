"""What every visit of the week is drawn with: who may go, and which messages customers get."""

from __future__ import annotations

from dataclasses import dataclass

from backend.alerts.addressee import CustomerKind
from backend.alerts.customer_setup import CustomerSetup
from backend.appointments.read import Visit
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

    def may_tell(self, kind: CustomerKind, visit: Visit) -> bool:
        """That text is sent at all, and this visit is of somebody who has a number."""
        return self.sent is not None and self.sent.sends(kind) and bool(visit.phone) and visit.is_real
