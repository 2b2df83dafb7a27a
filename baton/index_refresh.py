"""Keeps every index whole and at the published revision, so that no question waits for it."""

import asyncio
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Final

import structlog

from core.bus import KNOWLEDGE_TOPIC, Bus
from core.errors import AppError
from knowledge.index.vectors import VectorIndex
from store import assistants
from store.database import Database
from workflows.adapters.full_text import FullTextKeeper

log = structlog.get_logger(__name__)

LOOK_AGAIN_S: Final = 5.0
"""What nobody tells: requests of the command line, files that are deleted or damaged under a
running Baton, and hints that were lost on their way."""

REST: Final = 100
"""A look at every word of the full text is followed by a rest of so many times its length."""
LEAST_REST_S: Final = 20.0

REQUEST: Final = "rebuild"
"""A file of this name in an index folder asks the process that has it to make the index anew."""


@asynccontextmanager
async def kept_warm(
    db: Database, bus: Bus, index: VectorIndex, words: FullTextKeeper
) -> AsyncIterator[None]:
    """Build what is missing now, each new revision as soon as it is published, what is lost
    or damaged, and everything when `baton rebuild-index` asks for it."""
    tasks = (
        asyncio.create_task(_keep(db, bus, index, words), name="index-warming"),
        asyncio.create_task(_examine(words), name="full-text-examination"),
    )
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


async def _keep(db: Database, bus: Bus, index: VectorIndex, words: FullTextKeeper) -> None:
    while True:
        async with bus.subscribe(KNOWLEDGE_TOPIC) as news:
            await _renew(db, index, words)
            with suppress(TimeoutError, StopAsyncIteration):
                async with asyncio.timeout(LOOK_AGAIN_S):
                    await anext(news)


async def _examine(words: FullTextKeeper) -> None:
    """Meet damage that no question has met yet."""
    rest = LEAST_REST_S
    while True:
        await asyncio.sleep(rest)
        began = time.monotonic()
        try:
            await words.check_fully()
        except Exception:  # nobody else looks so closely
            log.exception("examination_broken")
        rest = max(LEAST_REST_S, REST * (time.monotonic() - began))


async def _renew(db: Database, index: VectorIndex, words: FullTextKeeper) -> None:
    try:
        await words.check_quickly()
        await rebuild_if_asked(db, index)
        await index.renew_touched()
        for assistant in await db.read(assistants.listed):
            await index.refresh(assistant.id, assistant.knowledge_revision)
    except AppError as error:
        log.warning("warming_failed", cause=str(error))
    except Exception:  # the next question would wait for what nobody else builds
        log.exception("warming_broken")


async def rebuild_vectors(db: Database, index: VectorIndex) -> int:
    """Make the vectors of every assistant anew; returns how many assistants there are."""
    known = await db.read(assistants.listed)
    for assistant in known:
        await index.rebuild(assistant.id, assistant.knowledge_revision)
    return len(known)


async def rebuild_if_asked(db: Database, index: VectorIndex) -> None:
    """Rebuild every assistant's vectors when the command has asked this process to.

    The request stays until that has succeeded, so a failure is tried again at the next call.
    """
    request = index.folder / REQUEST
    asked = _asked_at(request)
    if asked is None:
        return
    await rebuild_vectors(db, index)
    if _asked_at(request) == asked:  # else it was asked once more meanwhile
        request.unlink()


def _asked_at(request: Path) -> int | None:
    """When, in nanoseconds."""
    try:
        return request.stat().st_mtime_ns
    except FileNotFoundError:
        return None
