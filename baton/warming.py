"""Keeps every index at the published revision, so that no question waits for it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import Final

import structlog

from baton.rebuilding import rebuild_if_asked
from core.errors import AppError
from knowledge.index import VectorIndex
from store import assistants
from store.database import Database

log = structlog.get_logger(__name__)

EVERY_S: Final = 0.5
"""How soon after its publication a revision is looked for; one small statement each time."""


@asynccontextmanager
async def kept_warm(db: Database, index: VectorIndex) -> AsyncIterator[None]:
    """Build what is missing now, each new revision as soon as it is published, and everything when
    `baton rebuild-index` asks for it."""
    task = asyncio.create_task(_keep(db, index), name="index-warming")
    try:
        yield
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task


async def _keep(db: Database, index: VectorIndex) -> None:
    while True:
        try:
            await rebuild_if_asked(db, index)
            for assistant in await db.read(assistants.everyone):
                await index.refresh(assistant.id, assistant.knowledge_revision)
        except AppError as error:
            log.warning("warming_failed", cause=str(error))
        except Exception:  # the next question would wait for what nobody else builds
            log.exception("warming_broken")
        await asyncio.sleep(EVERY_S)
