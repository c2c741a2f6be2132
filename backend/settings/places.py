"""Where an address leads: to this machine, or off it. Read as the program that uses it will read it."""

from __future__ import annotations

import ipaddress
from urllib.parse import unquote, urlsplit

import psycopg
from psycopg.conninfo import conninfo_to_dict

# Unreadable: nobody can say where it leads, so it is treated as if it led away.
UNKNOWN = "?"


def points_off_loopback(address: str) -> bool:
    """True when it leads off this machine, or when nobody can say; a socket's path and nothing at all do not."""
    return any(not _is_here(host) for host in hosts(address))


def hosts(address: str) -> list[str]:
    """Every host that it names: of a URL, of a database in either form, of a bare `host:port`."""
    try:
        if is_database(address):
            given = conninfo_to_dict(address)
            named = f"{given.get('host') or ''},{given.get('hostaddr') or ''}".split(",")
            return [host for host in named if host and not host.startswith("/")]
        if not address or address.startswith("/"):
            return []
        return [_host_of_url(address) or UNKNOWN]
    except (psycopg.ProgrammingError, ValueError):
        return [UNKNOWN]


def password_in(address: str) -> str:
    """The password that it carries, decoded; empty when there is none or it cannot be read."""
    try:
        if is_database(address):
            return str(conninfo_to_dict(address).get("password") or "")
        return unquote(urlsplit(address).password or "")
    except (psycopg.ProgrammingError, ValueError):
        return ""


def is_database(address: str) -> bool:
    """True for both forms that libpq reads: `postgresql://…` and `host=… port=…`."""
    return address.startswith(("postgresql://", "postgres://")) or ("://" not in address and "=" in address)


def is_public(host: str) -> bool:
    """True for a host that others can reach too: neither this machine, nor a private network, nor a bare name."""
    try:
        return ipaddress.ip_address(host).is_global
    except ValueError:
        return "." in host and not host.endswith((".localhost", ".internal", ".local"))


def _host_of_url(address: str) -> str | None:
    try:
        # `::` and `::1` alone, as HOST may be.
        return str(ipaddress.ip_address(address))
    except ValueError:
        return urlsplit(address if "://" in address else f"//{address}").hostname


def _is_here(host: str) -> bool:
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
