"""The door through which the screens ask: a database function by name, its answer as typed values."""

from __future__ import annotations

from typing import Any, Generic, Protocol, TypeVar

from pydantic import TypeAdapter, ValidationError

T = TypeVar("T")


class Rpc(Protocol):
    """Whoever can call a database function with the signed-in person's rights."""

    def rpc(self, function: str, params: dict[str, Any]) -> Any:
        """The function's answer as decoded JSON."""


class UnexpectedAnswer(Exception):
    """The database answered something else than agreed. The answer itself is left out: it may hold personal data."""


class Reader(Generic[T]):
    """Reads one database function's answer as `shape`."""

    def __init__(self, function: str, shape: Any) -> None:
        self.function = function
        self._adapter: TypeAdapter[T] = TypeAdapter(shape)

    def __call__(self, api: Rpc, **params: Any) -> T:
        """Ask and read. Raises UnexpectedAnswer when the answer has another shape."""
        answer = api.rpc(self.function, params)
        try:
            return self._adapter.validate_python(answer)
        except ValidationError as error:
            first = error.errors(include_input=False, include_context=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise UnexpectedAnswer(f"{self.function}: {where}: {first['type']}") from None
