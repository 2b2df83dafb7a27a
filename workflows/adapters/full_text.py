"""Watches over the full-text index, which SQL can always make again."""

import asyncio

import structlog
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from core.errors import Unavailable
from store.database import Database
from store.full_text import integrity

log = structlog.get_logger(__name__)
BROKEN = (Unavailable, DBAPIError)
"""What a search raises when the index is gone or its pages are damaged."""


class FullTextKeeper:
    """Checks the index, and makes it again in the background, one attempt at a time."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._repair: asyncio.Task[None] | None = None
        self._after = self._rounds = 0
        self._missed: list[tuple[int, str]] = []
        self._given_up: set[int] = set()

    async def check_quickly(self) -> bool:
        """Tell whether there are as many entries as chunks, and a few chunks, other ones at each
        call, are found by their words. If not, a repair begins in the background.
        """
        if self._repair is not None:
            return False
        try:
            whole = await self._db.read(self._look)
        except BROKEN as error:
            log.warning("full_text_unreadable", error=type(error).__name__)
            whole = False
        if not whole:
            log.warning("full_text_broken", missed=[row_id for row_id, _ in self._missed])
            self.repair()
        return whole

    async def check_fully(self) -> bool:
        """Tell whether every word is in its place, which takes a second for 20,000 chunks. If one
        is not, a repair begins in the background.
        """
        if self._repair is not None:
            return False
        try:
            await self._db.read(integrity.check)
        except BROKEN as error:
            log.warning("full_text_damaged", error=type(error).__name__)
            self.repair()
            return False
        return True

    def repair(self) -> "asyncio.Task[None]":
        """Begin to make the index anew, or join the repair that has begun."""
        if self._repair is None:
            self._repair = asyncio.create_task(self._db.write(self._make_anew), name="full text")
            self._repair.add_done_callback(self._ended)
        return self._repair

    def _look(self, s: Session) -> bool:
        self._missed = []
        if not integrity.is_complete(s):
            return False
        chunks = integrity.some(s, self._after)
        if not chunks:
            chunks = integrity.some(s, 0)
            self._rounds += 1
        self._missed = [
            (row_id, said)
            for row_id, said in chunks
            if row_id not in self._given_up and not integrity.finds(s, row_id, said, self._rounds)
        ]
        self._after = chunks[-1][0] if chunks else 0
        return not self._missed

    def _make_anew(self, s: Session) -> None:
        """Make the index anew, and give up chunks that even the new one does not find: they would
        have it made again and again.
        """
        integrity.rebuild(s)
        self._given_up |= {
            row_id
            for row_id, said in self._missed
            if not integrity.finds(s, row_id, said, self._rounds)
        }

    def _ended(self, repair: "asyncio.Task[None]") -> None:
        self._repair = None
        if repair.cancelled():
            return
        if (error := repair.exception()) is not None:
            log.error("full_text_repair_failed", error=repr(error))
        else:
            log.info("full_text_repaired")
