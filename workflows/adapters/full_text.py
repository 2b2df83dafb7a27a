"""Watches over the full-text index, which SQL can always make again."""

import asyncio

import structlog
from sqlalchemy.exc import DBAPIError

from core.errors import Unavailable
from store import full_text
from store.database import Database

log = structlog.get_logger(__name__)
BROKEN = (Unavailable, DBAPIError)
"""What a search raises when the index is gone or its pages are damaged."""


class FullTextKeeper:
    """Makes the index again in the background, one attempt at a time."""

    def __init__(self, db: Database) -> None:
        self._db = db
        self._repair: asyncio.Task[None] | None = None

    async def is_whole(self) -> bool:
        """Look; what is not whole begins to be made again."""
        if self._repair is not None:
            return False
        try:
            whole = await self._db.read(full_text.is_whole)
        except BROKEN as error:
            log.warning("full_text_broken", error=type(error).__name__)
            whole = False
        if not whole:
            self.repair()
        return whole

    def repair(self) -> "asyncio.Task[None]":
        """Begin, or join what has begun."""
        if self._repair is None:
            self._repair = asyncio.create_task(self._db.write(full_text.rebuild), name="full text")
            self._repair.add_done_callback(self._ended)
        return self._repair

    def _ended(self, repair: "asyncio.Task[None]") -> None:
        self._repair = None
        if repair.cancelled():
            return
        if (error := repair.exception()) is not None:
            log.error("full_text_repair_failed", error=repr(error))
        else:
            log.info("full_text_repaired")
