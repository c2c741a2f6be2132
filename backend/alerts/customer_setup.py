"""Which messages customers get, in which words and at which hours: the team reads it, two roles change it."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import datetime, time, timedelta
from uuid import UUID

from backend import fr
from backend.alerts import customer_text
from backend.alerts.addressee import CustomerKind, Hours
from backend.alerts.costs import money
from backend.alerts.customer import is_quiet
from backend.alerts.gsm7 import segments, septets
from backend.alerts.price_list import Price
from backend.alerts.sample import BRAND
from backend.supabase.rpc import Reader, Rpc
from backend.utterance.language import Language

# As in the example that the screen shows; nobody's.
NAME, REF = "Mme Tremblay", "DF-2026-1042"


@dataclass(frozen=True, slots=True)
class CustomerText:
    """One kind: whether it is sent, and its words in both languages."""

    kind: CustomerKind
    enabled: bool
    words_fr: str
    words_en: str

    def words(self, language: Language) -> str:
        """In that language."""
        return self.words_en if language == "en" else self.words_fr


@dataclass(frozen=True, slots=True)
class CustomerSetup:
    """All of it, and what one text costs; None: nobody has written the price down."""

    now: datetime
    quiet_from: time
    quiet_until: time
    remind_at: time
    texts: list[CustomerText]
    price: Price | None = None

    @property
    def hours(self) -> Hours:
        """As hours of the clock."""
        return Hours(self.quiet_from, self.quiet_until, self.remind_at)

    def sends(self, kind: CustomerKind) -> bool:
        """That kind is switched on."""
        return any(one.enabled for one in self.texts if one.kind == kind)

    def is_quiet(self, at: datetime) -> bool:
        """Nothing is sent to a customer then."""
        return is_quiet(at, self.hours)


_SETUP: Reader[CustomerSetup] = Reader("customer_messages", CustomerSetup)


def read(api: Rpc) -> CustomerSetup:
    """As it stands now."""
    return _SETUP(api)


def save_text(api: Rpc, request_id: UUID, wanted: CustomerText, before: CustomerText) -> None:
    """From now on; a conflict when it no longer is as `before`."""
    fields = {"enabled": wanted.enabled, "words_fr": wanted.words_fr, "words_en": wanted.words_en}
    params = {"p_kind": wanted.kind, "p_fields": fields, "p_before": asdict(before)}
    api.rpc("save_customer_text", {"p_request_id": str(request_id), **params})


def save_hours(api: Rpc, request_id: UUID, wanted: Hours, before: Hours) -> None:
    """From now on; a conflict when they no longer are as `before`."""
    params = {"p_fields": _written(wanted), "p_before": _written(before)}
    api.rpc("save_customer_hours", {"p_request_id": str(request_id), **params})


def announce_arrival(api: Rpc, request_id: UUID, visit_id: UUID, version: int) -> None:
    """Tell this visit's customer, once, that somebody is on the way."""
    params = {"p_appointment_id": str(visit_id), "p_version": version}
    api.rpc("announce_arrival", {"p_request_id": str(request_id), **params})


def sample(words: str, language: Language, now: datetime) -> tuple[datetime, str]:
    """The text as a phone would show it, for a visit on the Thursday after, at one in the afternoon."""
    local = fr.local(now)
    day = local.date() + timedelta(days=(3 - local.weekday()) % 7 or 7)
    visit_at = datetime(day.year, day.month, day.day, 13, tzinfo=fr.ZONE)
    return visit_at, f"{BRAND}: {customer_text.written(words, visit_at, NAME, REF, language)}"


def cost(shown: str, price: Price | None) -> str:
    """`112 signes: un seul texto, 0,0140 $ US`."""
    n = segments(shown)
    what = "un seul texto" if n == 1 else fr.count(n, "texto")
    worth = money(price.price * n, price.unit) if price else "prix non inscrit (Alertes, Échelle)"
    return f"{fr.count(septets(shown), 'signe')}: {what}, {worth}"


def _written(hours: Hours) -> dict[str, str]:
    return {name: str(at) for name, at in asdict(hours).items()}
