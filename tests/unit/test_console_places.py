"""From which addresses a session may be used."""

from __future__ import annotations

import pytest

from backend.console.places import network


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("142.112.7.9", "142.112.250.1", True),
        ("142.112.7.9", "142.113.7.9", False),
        ("::ffff:142.112.7.9", "142.112.1.1", True),
        ("2607:fea8:1::5", "2607:fea8:ffff:9::1", True),
        ("2607:fea8:1::5", "2607:fea9:1::5", False),
        ("fe80::1%eth0", "fe80::2", True),
        # A proxy that does not say whom it speaks for is one place, and not everybody's.
        ("", "testclient", True),
        ("", "142.112.7.9", False),
    ],
)
def test_a_place_is_as_wide_as_a_providers_network(one: str, other: str, same: bool) -> None:
    assert (network(one) == network(other)) is same
