"""How values are shown: Québec French, America/Toronto, 24-hour clock. The one place that knows these habits."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from decimal import ROUND_HALF_UP, Decimal
from zoneinfo import ZoneInfo

import phonenumbers

ZONE = ZoneInfo("America/Toronto")
# A line must not break between a number and its unit.
NBSP = "\u00a0"
MINUS = "\u2212"

DAYS = ("lundi", "mardi", "mercredi", "jeudi", "vendredi", "samedi", "dimanche")
MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre", "octobre", "novembre",
    "décembre",
)  # fmt: skip

SHORT_MONTHS = ("janv.", "févr.", "mars", "avr.", "mai", "juin", "juill.", "août", "sept.", "oct.", "nov.", "déc.")


def local(at: datetime) -> datetime:
    """The moment as the clock on the wall shows it."""
    return at.astimezone(ZONE)


def on_the_wall(at: datetime | None) -> datetime | None:
    """The same without a zone, to the second: spreadsheets and tables know none."""
    return local(at).replace(tzinfo=None, microsecond=0) if at else None


def clock(at: datetime) -> str:
    """`14 h 05`."""
    here = local(at)
    return f"{here.hour}{NBSP}h{NBSP}{here.minute:02d}"


def hour(at: time) -> str:
    """`7 h 00`, for an hour of every day."""
    return f"{at.hour}{NBSP}h{NBSP}{at.minute:02d}"


def clock_seconds(at: datetime) -> str:
    """`14:05:12`, for the steps of something that takes seconds."""
    return f"{local(at):%H:%M:%S}"


def day(on: date | datetime) -> str:
    """`lundi 23 novembre`."""
    here = local(on).date() if isinstance(on, datetime) else on
    return f"{DAYS[here.weekday()]} {_day_number(here)} {MONTHS[here.month - 1]}"


def day_short(on: date) -> str:
    """`lun. 23 nov.`, where room is scarce."""
    return f"{DAYS[on.weekday()][:3]}. {_day_number(on)} {SHORT_MONTHS[on.month - 1]}"


def day_near(at: datetime, now: datetime) -> str:
    """`aujourd’hui`, `hier`, `demain`, or the day in full; with its year when it is not this one."""
    here, today = local(at).date(), local(now).date()
    near = {0: "aujourd’hui", -1: "hier", 1: "demain"}.get((here - today).days)
    if near:
        return near
    return day(here) if here.year == today.year else f"{day(here)} {here.year}"


def moment_near(at: datetime, now: datetime) -> str:
    """The hour alone for today, else the day and the hour."""
    return clock(at) if local(at).date() == local(now).date() else f"{day_near(at, now)}, {clock(at)}"


def day_and_clock(at: datetime) -> str:
    """`mardi 24 novembre, 9 h 00`."""
    return f"{day(at)}, {clock(at)}"


def ago(at: datetime, now: datetime) -> str:
    """`à l’instant`, `il y a 4 min`, `il y a 2 h`, `il y a 3 j`."""
    seconds = (now - at).total_seconds()
    return "à l’instant" if seconds < 10 else f"il y a {span(seconds)}"


def span(seconds: float) -> str:
    """A length of time in its largest unit: `45 s`, `4 min`, `2 h 10`, `3 j`."""
    whole = max(0, int(seconds))
    if whole < 60:
        return f"{whole}{NBSP}s"
    if whole < 3600:
        return f"{whole // 60}{NBSP}min"
    if whole < 86_400:
        rest = whole % 3600 // 60
        return f"{whole // 3600}{NBSP}h{NBSP}{rest:02d}" if rest else f"{whole // 3600}{NBSP}h"
    return f"{whole // 86_400}{NBSP}j"


def length(seconds: float) -> str:
    """How long a call lasted: `2 min 05 s`."""
    whole = max(0, round(seconds))
    return f"{whole}{NBSP}s" if whole < 60 else f"{whole // 60}{NBSP}min{NBSP}{whole % 60:02d}{NBSP}s"


def milliseconds(value: float) -> str:
    """`640 ms` under a second, `1,2 s` above."""
    return f"{round(value)}{NBSP}ms" if value < 1000 else f"{decimal(Decimal(str(value)) / 1000, 1)}{NBSP}s"


def decimal(value: Decimal | float, places: int) -> str:
    """`1 234,56`."""
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    return f"{exact:,.{places}f}".replace(",", NBSP).replace(".", ",").replace("-", MINUS)


def dollars(value: Decimal | float, places: int = 2) -> str:
    """`1 234,56 $`."""
    return f"{decimal(value, places)}{NBSP}$"


def size(n: int) -> str:
    """`812 octets`, `4,2 Mo`, `1,3 Go`."""
    if n < 1000:
        return count(n, "octet")
    for unit, worth in (("Go", 10**9), ("Mo", 10**6), ("ko", 10**3)):
        if n >= worth:
            return f"{decimal(n / worth, 0 if n >= 100 * worth else 1)}{NBSP}{unit}"
    return ""


def percent(part: int, whole: int) -> str:
    """`42 %`, or `–` when there is nothing to take a share of."""
    return f"{round(100 * part / whole)}{NBSP}%" if whole else "–"


def count(n: int, one: str, many: str | None = None) -> str:
    """`1 appel`, `0 appel`, `3 appels`: French counts two before it adds an s."""
    return f"{decimal(Decimal(n), 0)}{NBSP}{one if abs(n) < 2 else many or one + 's'}"


def phone(e164: str | None) -> str:
    """`450 555-0134`; other countries in their international form; `numéro inconnu` without one."""
    if not e164:
        # Hidden by the caller, or lost on the way: nobody can tell.
        return "numéro inconnu"
    try:
        number = phonenumbers.parse(e164)
    except phonenumbers.NumberParseException:
        return e164
    if number.country_code != 1:
        return phonenumbers.format_number(number, phonenumbers.PhoneNumberFormat.INTERNATIONAL)
    digits = str(number.national_number)
    return f"{digits[:3]} {digits[3:6]}-{digits[6:]}" if len(digits) == 10 else e164


def day_bounds(first: date, last: date) -> tuple[datetime, datetime]:
    """From the first day's midnight to the midnight that ends the last, on the local clock."""
    start = datetime.combine(first, datetime.min.time(), ZONE)
    return start, datetime.combine(last + timedelta(days=1), datetime.min.time(), ZONE)


def _day_number(on: date) -> str:
    return "1er" if on.day == 1 else str(on.day)
