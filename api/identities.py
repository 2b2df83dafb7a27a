"""Looks up tokens once in a few seconds instead of once a request."""

import hashlib
import time
from collections import OrderedDict
from dataclasses import dataclass
from typing import Generic, TypeVar

from sqlalchemy.orm import Session

from core.clock import Clock
from core.views import RepView
from store import reps, visitors
from store.database import Database

VISITOR_SECONDS = 10.0
REP_SECONDS = 2.0
MAX_ENTRIES = 20_000

Who = TypeVar("Who")


@dataclass(frozen=True, slots=True)
class VisitorIdentity:
    id: str
    name: str
    assistant_id: str


class TimedCache(Generic[Who]):
    """Keeps what was found for some seconds; a token that is unknown is never kept."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._entries: OrderedDict[str, tuple[Who, float]] = OrderedDict()

    def get(self, token: str) -> Who | None:
        entry = self._entries.get(token)
        if entry is None or entry[1] < time.monotonic():
            return None
        return entry[0]

    def put(self, token: str, who: Who) -> None:
        self._entries[token] = (who, time.monotonic() + self._seconds)
        self._entries.move_to_end(token)
        if len(self._entries) > MAX_ENTRIES:
            self._entries.popitem(last=False)

    def forget_token(self, token: str) -> None:
        self._entries.pop(token, None)


class Identities:
    """Who a token belongs to. Revoking must go through `forget_*` to hold at once in this process;
    elsewhere it holds when the seconds are over."""

    def __init__(self, db: Database, clock: Clock) -> None:
        self._db, self._clock = db, clock
        self._visitors: TimedCache[VisitorIdentity] = TimedCache(VISITOR_SECONDS)
        self._reps: TimedCache[RepView] = TimedCache(REP_SECONDS)

    async def visitor(self, token: str) -> VisitorIdentity | None:
        known = self._visitors.get(token)
        if known is not None:
            return known
        now = self._clock.now()
        found = await self._db.read(lambda s: visitors.by_token(s, now, token))
        if found is None:
            return None
        who = VisitorIdentity(found.id, found.name, found.assistant_id)
        self._visitors.put(token, who)
        return who

    async def rep(self, token: str, *, fresh: bool = False) -> RepView | None:
        """`fresh` asks the database whatever is remembered."""
        known = None if fresh else self._reps.get(token)
        if known is not None:
            return known
        now = self._clock.now()

        def look_up(s: Session) -> RepView | None:
            return reps.by_session(s, now, token)

        found = await self._db.read(look_up)
        if found is None:
            self._reps.forget_token(token)
        else:
            self._reps.put(token, found)
        return found

    def forget_rep_session(self, token: str) -> None:
        self._reps.forget_token(token)


def session_name(token: str) -> str:
    """A name for a session that may travel over the bus: it does not open anything."""
    return hashlib.sha256(token.encode()).hexdigest()[:16]
