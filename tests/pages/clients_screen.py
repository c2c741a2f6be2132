"""Clients potentiels in a test: the screen, its buttons and fields by their labels, one lead on it."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from streamlit.testing.v1 import AppTest

from tests.screens import call


def clients() -> None:
    from pages import leads

    leads.render()


def press(test: AppTest, label: str) -> AppTest:
    next(button for button in test.button if button.label == label).click()
    return test.run()


def box(test: AppTest, label: str) -> Any:
    return next(field for field in test.text_input if field.label == label)


@pytest.fixture
def one_lead(env: dict[str, str], become: Callable[[str], None]) -> str:
    become("staff")
    return call(env, "lead_only")
