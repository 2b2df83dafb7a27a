"""The way every change goes: one transaction, then the readers, then the workflow."""

import asyncio
from collections.abc import Callable
from datetime import datetime
from typing import TypeVar

from sqlalchemy.orm import Session

from core import failpoints
from core.bus import INBOX_TOPIC, Bus, conversation_changed, conversation_topic
from core.clock import Clock
from core.outbox import OutboxItem
from store.change import Change
from store.database import Database

C = TypeVar("C", bound=Change | None)


class Ledger:
    """Commits changes and tells about them, in this order, also when the caller is cancelled."""

    def __init__(
        self, db: Database, bus: Bus, submit: Callable[[OutboxItem], None], clock: Clock
    ) -> None:
        self._db, self._bus, self._submit, self._clock = db, bus, submit, clock

    async def commit(
        self, change: Callable[[Session, datetime], C], *, point: str | None = None
    ) -> C:
        """Run `change` as one transaction at the clock's time, then announce what it returns.

        `point` names the failpoints `before_..._commit` and `after_..._commit`.
        """
        return await asyncio.shield(asyncio.ensure_future(self._commit(change, point)))

    async def _commit(self, change: Callable[[Session, datetime], C], point: str | None) -> C:
        def transaction(s: Session) -> C:
            result = change(s, self._clock.now())
            if point:
                failpoints.hit(f"before_{point}_commit")
            return result

        result = await self._db.write(transaction, brief=True)
        if point:
            failpoints.hit(f"after_{point}_commit")
        if result is not None:
            self.announce(result)
        return result

    def announce(self, change: Change) -> None:
        """Publish the events and hand the signals to the dispatcher."""
        topic = conversation_topic(change.conversation.id)
        for event in change.events:
            self._bus.publish(topic, event)
        if change.events and self._bus.has_readers(INBOX_TOPIC):
            hint = conversation_changed(change.conversation, change.events[-1])
            self._bus.publish(INBOX_TOPIC, hint)
        for item in change.signals:
            self._submit(item)
