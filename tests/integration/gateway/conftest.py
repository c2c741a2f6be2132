"""Somebody who asks, and boxes that are put back."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

import pytest

from tests.integration.gateway.asking import Asker, tick
from tests.local_stack import Stack


@pytest.fixture
def asker(stack: Stack) -> Asker:
    return Asker(stack)


@pytest.fixture
def boxes(stack: Stack) -> Iterator[Callable[..., None]]:
    """Ticks boxes of the dashboard until the test ends."""
    yield partial(tick, stack)
    tick(stack)


@pytest.fixture
def ana(asker: Asker) -> dict[str, Any]:
    """A person with a confirmed address and the first password."""
    return asker.person()
