"""Where a session has shown its code: a cookie carried off to another network opens nothing there without the code.

The networks are as wide as a provider's own (an IPv4 /16, an IPv6 /32), so that a telephone that wanders through its
carrier's addresses is asked once, and so is a home or an office.
"""

from __future__ import annotations

from collections.abc import Callable
from ipaddress import IPv6Address, ip_address, ip_network
from time import time

from starlette.requests import HTTPConnection

from backend.console.database import Database
from backend.console.sessions import Session

WIDTHS = {4: 16, 6: 32}
UNKNOWN = "unknown"


def address_of(connection: HTTPConnection) -> str:
    """Whom the request came from, as the proxy in front of us says it."""
    return connection.client.host if connection.client else ""


def network(address: str) -> str:
    """The provider's network that this address lies in."""
    try:
        ip = ip_address(address.partition("%")[0])
    except ValueError:
        return UNKNOWN
    if isinstance(ip, IPv6Address) and ip.ipv4_mapped:
        ip = ip.ipv4_mapped
    return str(ip_network((ip, WIDTHS[ip.version]), strict=False))


class Places:
    """Kept with the session, and gone with it."""

    def __init__(self, database: Database, clock: Callable[[], float] = time) -> None:
        self._database = database
        self._clock = clock

    def note(self, id_hash: str, address: str) -> None:
        """The code was shown from there."""
        self._database.run(
            "insert or replace into session_places values (?, ?, ?)", id_hash, network(address), self._clock()
        )

    def holds(self, session: Session, address: str) -> bool:
        """This session may be used from there. One that has shown no code holds no rights that need it."""
        known = "select 1 from session_places where id_hash = ? and network = ?"
        return (
            self._database.row(known, session.id_hash, network(address)) is not None
            or not session.tokens.has_shown_factor
        )
