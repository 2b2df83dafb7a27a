"""The steps of an ingestion; the long one watches the process that does the work."""

import asyncio
import shutil
import time
from collections.abc import Callable
from contextlib import suppress
from datetime import timedelta
from typing import Any, Final

import structlog
from sqlalchemy.orm import Session
from temporalio import activity
from temporalio.exceptions import ApplicationError, ApplicationErrorCategory

from core import failpoints
from core.bus import Bus, tell_source_changed
from core.clock import Clock
from core.errors import NotFound, Unavailable
from core.vocabulary import IngestPhase
from store import clearing, ingest_runs, source_pages, sources
from store.database import Database
from store.ingest_runs import Counts
from workflows.ingestion import contracts as ingest_contracts
from workflows.ingestion.contracts import IngestOutcome, RunInput, RunResult, SourceInput, TakenUp
from workflows.ingestion.process import ReadingFailed, ReadingPlace, reading

log = structlog.get_logger(__name__)

AT_ONCE: Final = 2
TOLD_EVERY_S: Final = 0.5
HEARTBEAT_S: Final = 1.0
SOON: Final = timedelta(milliseconds=100)
GIVEN_UP: Final = "Reading was interrupted too often; the server's log says why. Try it again."
Wake = Callable[[str], None]


class IngestActivities:
    """Works for `IngestWorkflow` and `RefreshWorkflow`; `wake` lets a source's workflow look."""

    def __init__(
        self, db: Database, bus: Bus, clock: Clock, place: ReadingPlace, wake: Wake
    ) -> None:
        self._db, self._bus, self._clock, self._place, self._wake = db, bus, clock, place, wake
        self._free = asyncio.Semaphore(AT_ONCE)

    def all(self) -> list[Callable[..., Any]]:
        return [
            self.take_up_ingestion,
            self.read_source,
            self.give_up_ingestion,
            self.clear_source,
            self.ask_for_refresh,
        ]

    @activity.defn(name=ingest_contracts.TAKE_UP)
    async def take_up_ingestion(self, source: SourceInput) -> TakenUp:
        """Take up what is wanted of the source, or the run that was left unfinished."""
        now = self._clock.now()

        def take_up(s: Session) -> TakenUp:
            if sources.is_removed(s, source.source_id):
                return TakenUp(removed=True)
            return TakenUp(run_id=ingest_runs.take_up(s, now, source.source_id))

        taken = await self._db.write(take_up)
        if not taken.removed:
            await asyncio.to_thread(self._place.keep_only, source.source_id, taken.run_id)
        self._tell(source.source_id)
        return taken

    @activity.defn(name=ingest_contracts.READ_SOURCE)
    async def read_source(self, run: RunInput) -> RunResult:
        """Fetch, read, embed and publish in a process of its own; goes on where it was stopped.

        The process ends when the source is removed or the run stopped, however long it would say
        nothing.
        """
        working = asyncio.ensure_future(self._work(run))
        leaving = asyncio.ensure_future(activity.wait_for_worker_shutdown())
        try:
            while not working.done():
                activity.heartbeat()
                await asyncio.wait(
                    (working, leaving), timeout=HEARTBEAT_S, return_when=asyncio.FIRST_COMPLETED
                )
                if leaving.done() and not working.done():
                    raise ApplicationError(
                        "Baton is stopping; the run goes on when it is back.",
                        type="stopping",
                        category=ApplicationErrorCategory.BENIGN,  # not a warning in the log
                        next_retry_delay=SOON,
                    )
                if not working.done() and (ended := await self._ended(run)):
                    return RunResult(ended)
            return working.result()
        except ReadingFailed as error:
            raise ApplicationError(str(error), type="reading_failed") from None
        finally:
            leaving.cancel()
            if working.cancel():
                await asyncio.wait((working,))

    @activity.defn(name=ingest_contracts.GIVE_UP)
    async def give_up_ingestion(self, run: RunInput) -> RunResult:
        """End a run that failed again and again; what was published before stays."""
        return await self._end(run, Counts(), GIVEN_UP, "interrupted")

    @activity.defn(name=ingest_contracts.CLEAR_SOURCE)
    async def clear_source(self, source: SourceInput) -> None:
        """Delete a removed source with everything of it, in small steps."""
        while await self._db.write(lambda s: clearing.clean(s, source.source_id)):
            activity.heartbeat()
        await self._db.write(lambda s: clearing.forget(s, source.source_id))
        spools = self._place.spools(source.source_id)
        await asyncio.to_thread(shutil.rmtree, spools, ignore_errors=True)

    @activity.defn(name=ingest_contracts.ASK_FOR_REFRESH)
    async def ask_for_refresh(self, source: SourceInput) -> None:
        """Ask for one more run of a source that is still there."""

        def ask(s: Session) -> bool:
            with suppress(NotFound):
                sources.get(s, source.source_id)
                sources.request(s, source.source_id)
                return True
            return False

        if await self._db.write(ask):
            self._tell(source.source_id)
            self._wake(source.source_id)

    async def _work(self, run: RunInput) -> RunResult:
        async with self._free:
            ended = await self._ended(run)
            return RunResult(ended) if ended else await self._read(run)

    async def _ended(self, run: RunInput) -> IngestOutcome | None:
        with suppress(Unavailable):  # the reading goes on as long as it can
            return await self._db.read(lambda s: _ended(s, run))
        return None

    async def _read(self, run: RunInput) -> RunResult:
        told_at, phase = 0.0, ""
        answer: dict[str, Any] = {}
        async with reading(self._place, run.source_id, run.run_id) as lines:
            async for answer in lines:
                is_news = answer.get("phase", phase) != phase
                if not is_news and time.monotonic() - told_at < TOLD_EVERY_S:
                    continue
                told_at, phase = time.monotonic(), answer.get("phase", phase)
                if "phase" in answer and (ended := await self._note(run, answer)):
                    return RunResult(ended)
                failpoints.hit("ingest_told")
        if "error" in answer:
            error = answer["error"]
            return await self._end(run, Counts(), error["detail"], error["code"])
        return await self._end(run, Counts(**answer["report"]))

    async def _note(self, run: RunInput, line: dict[str, Any]) -> IngestOutcome | None:
        """Store and tell how far the run is, unless it ended meanwhile."""

        def note(s: Session) -> IngestOutcome | None:
            if ended := _ended(s, run):
                return ended
            ingest_runs.note(
                s,
                run.run_id,
                phase=IngestPhase(line["phase"]),
                done=line["done"],
                total=line["total"],
                chunks=line["chunks"],
            )
            return None

        ended = await self._db.write(note)
        self._tell(run.source_id)
        return ended

    async def _end(
        self, run: RunInput, counts: Counts, error: str | None = None, code: str | None = None
    ) -> RunResult:
        now = self._clock.now()

        def end(s: Session) -> RunResult:
            nothing = None if error else source_pages.why_nothing(s, run.source_id, counts)
            why = error or nothing
            ingest_runs.count(s, run.run_id, counts)
            if not ingest_runs.finish(s, now, run.run_id, why) and (ended := _ended(s, run)):
                return RunResult(ended)
            documents = 0
            with suppress(NotFound):
                documents = sources.get(s, run.source_id).documents
            return RunResult(
                IngestOutcome.FAILED if why else IngestOutcome.DONE,
                documents,
                counts.chunks,
                counts.failed,
                "nothing_read" if nothing else code,
            )

        failpoints.hit("before_ingest_finish")
        result = await self._db.write(end)
        self._tell(run.source_id)
        return result

    def _tell(self, source_id: str) -> None:
        tell_source_changed(self._bus, source_id)


def _ended(s: Session, run: RunInput) -> IngestOutcome | None:
    """How somebody has put an end to the run; None while it is wanted."""
    if sources.is_removed(s, run.source_id):
        return IngestOutcome.REMOVED
    return IngestOutcome.STOPPED if ingest_runs.is_stopped(s, run.run_id) else None
