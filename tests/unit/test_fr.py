"""What a person in Québec expects to read."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from backend import fr

NOW = datetime(2026, 11, 23, 19, 5, 12, tzinfo=UTC)


def plain(text: str) -> str:
    return text.replace(fr.NBSP, " ")


def test_the_clock_is_torontos_in_winter_and_in_summer() -> None:
    assert plain(fr.clock(NOW)) == "14 h 05"
    assert plain(fr.clock(datetime(2026, 7, 1, 13, 5, tzinfo=UTC))) == "9 h 05"
    assert fr.clock_seconds(NOW) == "14:05:12"


def test_days_are_named() -> None:
    assert fr.day(NOW) == "lundi 23 novembre"
    assert fr.day(date(2026, 12, 1)) == "mardi 1er décembre"
    assert fr.day_short(date(2026, 2, 27)) == "ven. 27 févr."


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (0, "aujourd’hui"),
        (-1, "hier"),
        (1, "demain"),
        (-3, "vendredi 20 novembre"),
        (-365, "dimanche 23 novembre 2025"),
    ],
)
def test_near_days_have_their_own_word(days: int, words: str) -> None:
    assert fr.day_near(NOW + timedelta(days=days), NOW) == words


def test_late_evening_still_belongs_to_the_local_day() -> None:
    # 1 h UTC on the 24th is 20 h on the 23rd in Toronto.
    assert fr.day_near(datetime(2026, 11, 24, 1, 0, tzinfo=UTC), NOW) == "aujourd’hui"


@pytest.mark.parametrize(
    ("seconds", "words"),
    [(3, "à l’instant"), (45, "il y a 45 s"), (240, "il y a 4 min"), (7800, "il y a 2 h 10"), (200_000, "il y a 2 j")],
)
def test_ages_are_told_in_the_largest_unit(seconds: int, words: str) -> None:
    assert plain(fr.ago(NOW - timedelta(seconds=seconds), NOW)) == words


def test_a_clock_ahead_of_ours_is_no_negative_age() -> None:
    assert fr.ago(NOW + timedelta(seconds=30), NOW) == "à l’instant"


@pytest.mark.parametrize(
    ("value", "words"),
    [("1234.56", "1 234,56 $"), ("0.125", "0,13 $"), ("-3", "−3,00 $"), ("1000000", "1 000 000,00 $")],
)
def test_money(value: str, words: str) -> None:
    assert plain(fr.dollars(Decimal(value))) == words


@pytest.mark.parametrize(
    ("e164", "words"),
    [
        ("+14505550134", "450 555-0134"),
        ("+33142685300", "+33 1 42 68 53 00"),
        (None, "numéro inconnu"),
        ("+1911", "+1911"),
    ],
)
def test_phones(e164: str | None, words: str) -> None:
    assert fr.phone(e164) == words


def test_french_counts_two_before_it_adds_an_s() -> None:
    result = [plain(fr.count(n, "appel")) for n in (0, 1, 2, 1500)]
    assert result == ["0 appel", "1 appel", "2 appels", "1 500 appels"]


def test_delays_and_lengths() -> None:
    assert [plain(fr.milliseconds(ms)) for ms in (0.4, 640, 1234)] == ["0 ms", "640 ms", "1,2 s"]
    assert [plain(fr.length(s)) for s in (45, 125)] == ["45 s", "2 min 05 s"]
    assert plain(fr.percent(42, 100)) == "42 %"
    assert fr.percent(0, 0) == "–"


def test_a_local_day_has_23_hours_when_the_clocks_go_forward() -> None:
    since, until = fr.day_bounds(date(2026, 3, 8), date(2026, 3, 8))
    assert until.astimezone(UTC) - since.astimezone(UTC) == timedelta(hours=23)


@given(st.decimals(min_value=0, max_value=10**9, places=2))
def test_money_can_be_read_back(value: Decimal) -> None:
    assert Decimal(fr.dollars(value).replace(fr.NBSP, "").replace(",", ".").rstrip("$")) == value
