"""What keeps a stream going and what ends it: messages, time, the reader, the rep's session."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from enum import Enum, auto
from typing import Final

from api.identities import session_name
from api.streams.sse import HEARTBEAT, HEARTBEAT_S, Line
from core.bus import BusMessage, Ephemeral, Subscription

SESSION_CHECK_S: Final = 3.0
SESSION_CLOSED: Final = "session.closed"


class Nothing(Enum):
    """Why a wait ended without a message."""

    TICK = auto()
    END = auto()


@dataclass(frozen=True, slots=True)
class RepSession:
    """Whose cookie opened the stream; it closes within seconds of the session's end."""

    token: str
    rep_id: str

    @property
    def topic(self) -> str:
        return f"rep:{self.rep_id}"

    def ended_by(self, message: BusMessage) -> bool:
        if not isinstance(message, Ephemeral) or message.name != SESSION_CLOSED:
            return False
        return message.data.get("session") in (None, session_name(self.token))


@dataclass(frozen=True, slots=True)
class Guard:
    """Ends a rep's stream when the session has ended, told by the bus or found by asking."""

    session: RepSession
    is_valid: Callable[[], Awaitable[bool]]


class Pulse:
    """Waits for messages, keeps the line warm, and notices when it should end."""

    def __init__(self, line: Line, subscription: Subscription, guard: Guard | None) -> None:
        self._line, self._subscription, self._guard = line, subscription, guard
        self._now = asyncio.get_running_loop().time
        self._every = SESSION_CHECK_S if guard else HEARTBEAT_S
        self._due = self._now() + self._every

    async def next(self) -> BusMessage | None:
        """The next message for this reader; None when the stream must end."""
        while True:
            got = await self._wait()
            if got is Nothing.END:
                return None
            if self._now() >= self._due and not await self._check():
                return None
            if not isinstance(got, Nothing):
                return None if self._guard and self._guard.session.ended_by(got) else got

    async def _wait(self) -> BusMessage | Nothing:
        try:
            async with asyncio.timeout_at(self._due):
                return await anext(self._subscription)
        except TimeoutError:
            return Nothing.TICK
        except StopAsyncIteration:
            return Nothing.END

    async def _check(self) -> bool:
        """Now and then: is the reader still there, may it still read, does the line need warmth?"""
        self._due = self._now() + self._every
        if await self._line.is_gone():
            return False
        if self._guard and not await self._guard.is_valid():
            return False
        if self._now() - self._line.written_at >= HEARTBEAT_S - 0.5:
            await self._line.write(HEARTBEAT)
        return True
