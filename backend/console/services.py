"""The console's moving parts, made once a process and shared by the gate, the routes and the screens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from backend.console.acquaintance import Acquaintances
from backend.console.admission import Admissions
from backend.console.api import Api
from backend.console.database import Database
from backend.console.endings import Endings
from backend.console.identity import Identity
from backend.console.opened_links import OpenedLinks
from backend.console.places import Places
from backend.console.renewal import SessionService
from backend.console.sealed_words import SealedWords
from backend.console.sessions import SessionStore, hashed
from backend.console.throttle import Throttle
from backend.console.visits import Visits
from backend.console.well import TOKEN, VERIFY, Levels
from backend.person import Person
from backend.settings.console import ConsoleSettings


@dataclass(frozen=True)
class Services:
    """Everything that outlives a request."""

    settings: ConsoleSettings
    store: SessionStore
    keeper: SessionService
    identity: Identity
    throttle: Throttle
    levels: Levels
    acquaintances: Acquaintances
    admissions: Admissions
    endings: Endings
    opened_links: OpenedLinks
    visits: Visits
    sealed_words: SealedWords
    places: Places

    def person_behind(self, cookie: str, *, seen: bool = True) -> Person | None:
        """Who holds this cookie now; `seen` when a person did something, not when a page refreshed itself."""
        session = self.keeper.current(hashed(cookie))
        if session is None:
            return None
        if seen:
            self.store.touch(session)
            self.visits.note(session)
        return session.person

    def recheck(self, cookie: str) -> None:
        """The database refused this person: their profile is to be read again before anything else is shown."""
        self.store.doubt_profile(hashed(cookie))

    def end_what_is_over(self) -> None:
        """Sessions that ran out, links that nobody used to the end; then tell Supabase what it was not told yet."""
        self.store.end_dead()
        self.opened_links.end_old()
        self.endings.work()

    def api_for(self, cookie: str) -> Api:
        """The door to the Data API for whoever holds this cookie; it shuts when their session ends."""
        id_hash = hashed(cookie)
        return Api(_Tokens(self.keeper, id_hash), self.identity.client, id_hash, self.identity.patience)


class _Tokens:
    def __init__(self, keeper: SessionService, id_hash: str) -> None:
        self.token = partial(keeper.token, id_hash)
        self.renew = partial(keeper.renew, id_hash)


def assemble(settings: ConsoleSettings) -> Services:
    """Open the sessions file and put the parts together."""
    database = Database(settings.CONSOLE_SESSIONS_PATH)
    store, throttle = SessionStore(database), Throttle(database)
    limits = {TOKEN: settings.SUPABASE_TOKEN_REFRESHES, VERIFY: settings.SUPABASE_TOKEN_VERIFICATIONS}
    levels = Levels(database, limits=limits)
    identity = Identity(settings)
    endings = Endings(database, identity)
    keeper = SessionService(store, identity, endings, levels)
    visits = Visits(lambda session: Api(_Tokens(keeper, session.id_hash), identity.client, patience=identity.patience))
    known = Acquaintances(database)
    return Services(
        settings, store, keeper, identity, throttle, levels, known, Admissions(throttle, levels, known), endings,
        OpenedLinks(database), visits, SealedWords(database.salt), Places(database),
    )  # fmt: skip


@cache
def services() -> Services:
    """This process's own. Raises BadSetting."""
    return assemble(ConsoleSettings.load())
