"""Keeps a session's tokens fresh and its profile true, and ends it when Supabase no longer knows the person."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from time import time
from weakref import WeakValueDictionary

from backend.console.api import expired
from backend.console.endings import Endings
from backend.console.identity import Identity, TokenPair
from backend.console.sessions import Session, SessionStore, hashed
from backend.console.well import RENEWAL, TOKEN, Levels
from backend.person import WITH_SECOND_FACTOR, Person
from backend.supabase.errors import TOO_MANY, ApiError

REFRESH_BEFORE_S = 120
# A suspended person stops seeing data at once (row level security); the screens follow within this time.
PROFILE_GOOD_FOR_S = 60
# While Supabase answers nobody.
ASK_AGAIN_AFTER_S = 15


# Supabase's word, at a renewal, that there is no session any more, whatever else the code may mean elsewhere.
ENDS_TOO = ("user_banned", "validation_failed")


class CodeNeeded(Exception):
    """Right so far, and not in yet: the code of a telephone is asked, or a telephone is to be linked first."""

    def __init__(self, tokens: TokenPair) -> None:
        super().__init__("second factor needed")
        self.tokens = tokens
        self.is_linked = tokens.lacks_code


class SessionLock:
    """A lock that goes away when no thread holds a reference to it."""

    def __init__(self) -> None:
        self.lock = Lock()


class SessionService:
    """Sign-in, renewal and sign-out: the store and Supabase, kept in step."""

    def __init__(
        self,
        store: SessionStore,
        identity: Identity,
        endings: Endings,
        levels: Levels,
        clock: Callable[[], float] = time,
    ) -> None:
        self._store = store
        self._identity = identity
        self._endings = endings
        self._levels = levels
        self._clock = clock
        # Until when profiles are not asked for again: nobody answered, and each asking holds up a page.
        self._away_until = 0.0
        self._locks: WeakValueDictionary[str, SessionLock] = WeakValueDictionary()
        self._guard = Lock()

    def sign_in(self, email: str, password: str, *, to_link: bool = False) -> str | None:
        """As `enter`, with a password. Raises ApiError, CodeNeeded."""
        return self.enter(self._identity.sign_in(email, password), to_link=to_link)

    def enter(self, tokens: TokenPair, *, to_link: bool = False) -> str | None:
        """Returns the new cookie; None for a person without a profile, or suspended.

        `to_link`: who needs no second factor wants one. Raises ApiError, CodeNeeded.
        """
        if tokens.lacks_code:
            raise CodeNeeded(tokens)
        person = self._profile_of(tokens)
        if person is None:
            return None
        if _is_weak(person, tokens) or (to_link and not tokens.has_shown_factor):
            raise CodeNeeded(tokens)
        return self._store.open(person, tokens)

    def begin_anew(self, tokens: TokenPair, password: str) -> str | None:
        """Keep the new password and sign in; whoever used the old one is signed out. Raises ApiError, CodeNeeded."""
        self._identity.set_password(tokens, password)
        # Not read? The link is kept, and the same tokens serve again.
        person = self._identity.profile(tokens.access, tokens.user_id)
        if person is None:
            self.revoke(tokens)
            return None
        self._store.end_all_of(tokens.user_id)
        with suppress(ApiError):
            self._identity.end_others(tokens.access)
        if _is_weak(person, tokens):
            raise CodeNeeded(tokens)
        return self._store.open(person, tokens)

    def _profile_of(self, tokens: TokenPair) -> Person | None:
        """Whose they are. A sign-in that stops half-way leaves no session behind at Supabase."""
        try:
            person = self._identity.profile(tokens.access, tokens.user_id)
        except ApiError:
            self.revoke(tokens)
            raise
        if person is None:
            self.revoke(tokens)
        return person

    def end(self, cookie: str) -> None:
        """The session is over at once here; `endings.work` then tells Supabase."""
        self._store.end(hashed(cookie))

    def end_everywhere(self, cookie: str) -> None:
        """Every session of this person is over at once, on every device."""
        session = self._store.find(hashed(cookie))
        if session is not None:
            self._store.end_all_of(session.person.user_id, everywhere=True)

    def revoke(self, tokens: TokenPair) -> None:
        """Tokens that no browser was given stand for nothing."""
        self._endings.add(tokens)
        self._endings.work()

    def current(self, id_hash: str) -> Session | None:
        """The session with its profile as it is in the database now; None when it ended. Raises ApiError."""
        session, now = self._store.find(id_hash), self._clock()
        if session is None or now - session.profile_read_at < PROFILE_GOOD_FOR_S or now < self._away_until:
            return session
        try:
            person = self._identity.profile(self.token(id_hash), session.person.user_id)
        except ApiError as error:
            if error.kind == "unreachable":
                self._away_until = self._clock() + ASK_AGAIN_AFTER_S
            # What was known a minute ago still draws the page, unless the renewal ended the session.
            return self._store.find(id_hash)
        return self._with_profile(session, person)

    def token(self, id_hash: str) -> str:
        """A good access token, renewed when it is about to expire. Raises ApiError."""
        tokens = self._alive(id_hash).tokens
        if tokens.access_expires_at - self._clock() > REFRESH_BEFORE_S:
            return tokens.access
        try:
            return self._renew(id_hash, tokens)
        except ApiError as error:
            if error.kind != "expired" and tokens.access_expires_at > self._clock():
                return tokens.access
            raise

    def renew(self, id_hash: str, refused: str) -> str:
        """Another access token than the one that the API refused. Raises ApiError."""
        tokens = self._alive(id_hash).tokens
        return self._renew(id_hash, tokens) if tokens.access == refused else tokens.access

    def show_code(self, id_hash: str, code: str) -> None:
        """The code of the person's telephone once more, in the session that stands. Raises ApiError."""
        self.token(id_hash)
        holder = self._lock_of(id_hash)
        with holder.lock:
            self._store.renew(id_hash, self._identity.show_code(self._alive(id_hash).tokens, code))

    def _renew(self, id_hash: str, seen: TokenPair) -> str:
        """Spend the refresh token, unless another thread just did: it can be spent only once.

        It alone tells two renewals apart, for access tokens made in the same second are the same.
        """
        holder = self._lock_of(id_hash)
        with holder.lock:
            session = self._alive(id_hash)
            if session.tokens.refresh != seen.refresh:
                return session.tokens.access
            return self._spend(session)

    def _spend(self, session: Session) -> str:
        if self._levels.draw(TOKEN, RENEWAL):
            raise ApiError(TOO_MANY)
        try:
            tokens = self._identity.refresh(session.tokens.refresh)
        except ApiError as error:
            if error.kind == "busy":
                self._levels.is_dry(TOKEN)
            if error.kind != "expired" and error.code not in ENDS_TOO:
                raise
            self._store.end(session.id_hash)
            raise expired() from error
        self._store.renew(session.id_hash, tokens)
        return tokens.access

    def _with_profile(self, session: Session, person: Person | None) -> Session | None:
        if person is None or _is_weak(person, session.tokens):
            self._store.end(session.id_hash)
            self._endings.work()
            return None
        self._store.note_profile(session.id_hash, person)
        return self._store.find(session.id_hash)

    def _alive(self, id_hash: str) -> Session:
        session = self._store.find(id_hash)
        if session is None:
            raise expired()
        return session

    def _lock_of(self, id_hash: str) -> SessionLock:
        with self._guard:
            return self._locks.setdefault(id_hash, SessionLock())


def _is_weak(person: Person, tokens: TokenPair) -> bool:
    """The database takes such a session for nobody's."""
    return person.role in WITH_SECOND_FACTOR and not tokens.has_shown_factor
