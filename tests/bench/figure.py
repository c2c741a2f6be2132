"""One measured figure, against what it is held to."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """`limit` None: told, held to nothing. `at_least` turns the limit from a ceiling into a floor."""

    name: str
    value: float
    unit: str
    reference: str
    limit: float | None = None
    at_least: bool = False

    @property
    def missed(self) -> bool:
        """True when the figure does not hold its limit."""
        if self.limit is None:
            return False
        return self.value < self.limit if self.at_least else self.value > self.limit

    def line(self) -> str:
        """`name value unit (reference)`, and a mark when the limit is missed."""
        return f"{self.name} {self.value:.4g} {self.unit} ({self.reference}){'  MISSED' if self.missed else ''}"
