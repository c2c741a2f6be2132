"""Keeps a session's tokens fresh and its profile true, and ends it when Supabase no longer knows the person."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from threading import Lock
from time import time
from weakref import WeakValueDictionary

from backend.console.api import expired
from backend.console.identity import Identity, TokenPair
from backend.console.sessions import Session, SessionStore, hashed
from backend.person import Person
from backend.supabase.errors import ApiError

REFRESH_BEFORE_S = 120
# A suspended person stops seeing data at once (row level security); the screens follow within this time.
PROFILE_GOOD_FOR_S = 60


class SessionLock:
    """A lock that goes away when no thread holds a reference to it."""

    def __init__(self) -> None:
        self.lock = Lock()


class SessionService:
    """Sign-in, renewal and sign-out: the store and Supabase, kept in step."""

    def __init__(self, store: SessionStore, identity: Identity, clock: Callable[[], float] = time) -> None:
        self._store = store
        self._identity = identity
        self._clock = clock
        self._locks: WeakValueDictionary[str, SessionLock] = WeakValueDictionary()
        self._guard = Lock()

    def sign_in(self, email: str, password: str) -> str | None:
        """Returns the new cookie; None for a person without a profile, or suspended. Raises ApiError."""
        tokens = self._identity.sign_in(email, password)
        person = self._identity.profile(tokens.access, tokens.user_id)
        if person is None:
            self.revoke(tokens)
            return None
        return self._store.open(person, tokens)

    def begin_anew(self, tokens: TokenPair, password: str) -> str | None:
        """Keep the new password and sign in; whoever used the old one is signed out. Raises ApiError."""
        self._identity.set_password(tokens, password)
        person = self._identity.profile(tokens.access, tokens.user_id)
        if person is None:
            self.revoke(tokens)
            return None
        self._store.end_all_of(tokens.user_id)
        with suppress(ApiError):
            self._identity.sign_out(tokens.access, "others")
        return self._store.open(person, tokens)

    def end(self, cookie: str) -> TokenPair | None:
        """The session is over at once; returns the tokens that are left to revoke."""
        session = self._store.find(hashed(cookie))
        if session is None or not self._store.end(session.id_hash):
            return None
        return session.tokens

    def end_everywhere(self, cookie: str) -> TokenPair | None:
        """Every session of this person is over at once, on every device; returns the tokens that revoke them all."""
        session = self._store.find(hashed(cookie))
        if session is None:
            return None
        with suppress(ApiError):
            # An expired token revokes nothing.
            self.token(session.id_hash)
        session = self._store.find(session.id_hash) or session
        self._store.end_all_of(session.person.user_id)
        return session.tokens

    def revoke(self, tokens: TokenPair, *, everywhere: bool = False) -> None:
        """Tell Supabase. When it cannot be told, the tokens lie nowhere any more and die by themselves."""
        with suppress(ApiError):
            self._identity.sign_out(tokens.access, "global" if everywhere else "local")

    def current(self, id_hash: str) -> Session | None:
        """The session with its profile as it is in the database now; None when it ended. Raises ApiError."""
        session = self._store.find(id_hash)
        if session is None or self._clock() - session.profile_read_at < PROFILE_GOOD_FOR_S:
            return session
        try:
            person = self._identity.profile(self.token(id_hash), session.person.user_id)
        except ApiError as error:
            return self._without_news(session, error)
        return self._with_profile(session, person)

    def token(self, id_hash: str) -> str:
        """A good access token, renewed when it is about to expire. Raises ApiError."""
        tokens = self._alive(id_hash).tokens
        if tokens.access_expires_at - self._clock() > REFRESH_BEFORE_S:
            return tokens.access
        try:
            return self._renew(id_hash, tokens)
        except ApiError as error:
            if error.kind == "unreachable" and tokens.access_expires_at > self._clock():
                return tokens.access
            raise

    def renew(self, id_hash: str, refused: str) -> str:
        """Another access token than the one that the API refused. Raises ApiError."""
        tokens = self._alive(id_hash).tokens
        return self._renew(id_hash, tokens) if tokens.access == refused else tokens.access

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
        try:
            tokens = self._identity.refresh(session.tokens.refresh)
        except ApiError as error:
            if error.kind == "unreachable":
                raise
            self._store.end(session.id_hash)
            raise expired() from error
        self._store.renew(session.id_hash, tokens)
        return tokens.access

    def _with_profile(self, session: Session, person: Person | None) -> Session | None:
        if person is None:
            self._store.end(session.id_hash)
            self.revoke(session.tokens)
            return None
        self._store.note_profile(session.id_hash, person)
        return self._store.find(session.id_hash)

    def _without_news(self, session: Session, error: ApiError) -> Session | None:
        # Supabase away: what was known a minute ago still draws the page, and the page says what is away.
        return session if error.kind == "unreachable" else self._store.find(session.id_hash)

    def _alive(self, id_hash: str) -> Session:
        session = self._store.find(id_hash)
        if session is None:
            raise expired()
        return session

    def _lock_of(self, id_hash: str) -> SessionLock:
        with self._guard:
            return self._locks.setdefault(id_hash, SessionLock())
