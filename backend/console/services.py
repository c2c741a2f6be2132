"""The console's moving parts, made once a process and shared by the gate, the routes and the screens."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, partial

from backend.console.api import Api
from backend.console.database import Database
from backend.console.identity import Identity
from backend.console.renewal import SessionService
from backend.console.sessions import SessionStore, hashed
from backend.console.throttle import Throttle
from backend.console.visits import Visits
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
    visits: Visits

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

    def api_for(self, cookie: str) -> Api:
        """The door to the Data API for whoever holds this cookie; it shuts when their session ends."""
        id_hash = hashed(cookie)
        return Api(_Tokens(self.keeper, id_hash), self.identity.client, id_hash)


class _Tokens:
    def __init__(self, keeper: SessionService, id_hash: str) -> None:
        self.token = partial(keeper.token, id_hash)
        self.renew = partial(keeper.renew, id_hash)


def assemble(settings: ConsoleSettings) -> Services:
    """Open the sessions file and put the parts together."""
    database = Database(settings.CONSOLE_SESSIONS_PATH)
    store = SessionStore(database)
    identity = Identity(settings)
    keeper = SessionService(store, identity)
    visits = Visits(lambda session: Api(_Tokens(keeper, session.id_hash), identity.client))
    return Services(settings, store, keeper, identity, Throttle(database), visits)


@cache
def services() -> Services:
    """This process's own. Raises BadSetting."""
    return assemble(ConsoleSettings.load())
