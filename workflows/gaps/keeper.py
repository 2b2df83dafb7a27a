"""Keeps knowledge gaps up to date behind the turns, never in their way."""

import asyncio
from collections.abc import Iterable, Sequence
from contextlib import suppress
from datetime import timedelta
from functools import partial
from typing import Final

import structlog
from sqlalchemy.orm import Session

from core import failpoints
from core.bus import INBOX_TOPIC, Bus, gap_changed
from core.clock import Clock
from core.errors import AppError
from knowledge.contracts import Embedder, Vector
from knowledge.query.vector import query_vector
from store import human_time, unanswered
from store.database import Database
from store.unanswered import Batch, Group, GroupChange, Placed
from workflows.gaps.grouping import Cluster, Grouping, change_of
from workflows.gaps.question import FailedQuestion, failed_question

log = structlog.get_logger(__name__)

TURNS_EVERY_S: Final = 5.0
PEOPLE_EVERY: Final = timedelta(seconds=30)
"""Between two looks at the time that people have spent."""
FAILURES: Final = 3
"""So many questions that cannot be embedded end a step: it is not their texts, then."""


class GapKeeper:
    """Groups what was not answered, and counts the time that people spend on it.

    All of its state is in SQL, so it goes on after a crash where it was; several may run.
    """

    def __init__(self, db: Database, bus: Bus, embedder: Embedder, clock: Clock) -> None:
        self._db, self._bus, self._embedder, self._clock = db, bus, embedder, clock
        self._task: asyncio.Task[None] | None = None

    def start(self) -> None:
        """Look in the background from now on."""
        self._task = asyncio.create_task(self._run(), name="gap-keeper")

    async def close(self) -> None:
        if self._task is not None:
            self._task.cancel()
            with suppress(asyncio.CancelledError):
                await self._task

    async def group(self) -> int:
        """Place every turn that is not yet looked at; returns how many.

        What cannot be embedded waits for a later look, in this process or in another one.
        """
        total = 0
        while placed := await self._place(await self._db.read(unanswered.batch)):
            total += placed
        return total

    async def count(self) -> None:
        """Bring the time that people have spent up to date.

        Only what is found is written, so that no message waits for the reading of the logs.
        """
        now = self._clock.now()
        while times := await self._db.read(partial(human_time.counted, now=now)):
            await self._db.write(partial(human_time.store, times=times))
            self._tell({one.gap_id for one in times})

    async def _place(self, step: Batch) -> int:
        """Store what can be placed of a step; 0 also when another process was faster."""
        questions = [(turn, failed_question(turn)) for turn in step.turns]
        vectors = await self._vectors([asked for _, asked in questions if asked])
        known = await self._known({turn.assistant_id for turn, asked in questions if asked})
        grouping, placed = Grouping(known), list[Placed]()
        for turn, asked in questions:
            if asked is None:
                placed.append(Placed(turn, turn.after_seq, turn.upto_seq))
            elif (vector := vectors.get(asked.meaning)) is not None:
                placed.append(grouping.place(turn, asked, vector))
        if not placed:
            return 0
        changes = await self._changes(grouping.touched())
        failpoints.hit("before_gaps_commit")
        now = self._clock.now()
        stored = await self._db.write(lambda s: unanswered.store(s, now, step, placed, changes))
        if not stored:
            return 0
        self._tell(change.id for change in changes)
        return len(placed)

    async def _vectors(self, questions: Iterable[FailedQuestion]) -> dict[str, Vector]:
        """Embed the meanings; those that fail are left out, and a few that do end it."""
        vectors, failed = dict[str, Vector](), 0
        for asked in questions:
            vector = await query_vector(self._embedder, asked.meaning)
            if vector is not None:
                vectors[asked.meaning] = vector
                continue
            failed += 1
            if failed == FAILURES:
                break
        return vectors

    def _tell(self, gap_ids: Iterable[str]) -> None:
        for gap_id in gap_ids:
            self._bus.publish(INBOX_TOPIC, gap_changed(gap_id))

    async def _known(self, assistant_ids: set[str]) -> dict[str, Sequence[Group]]:
        def read(s: Session) -> dict[str, Sequence[Group]]:
            return {one: unanswered.groups(s, one) for one in assistant_ids}

        return await self._db.read(read)

    async def _changes(self, clusters: Sequence[Cluster]) -> list[GroupChange]:
        def read(s: Session) -> list[GroupChange]:
            return [
                change_of(cluster, () if cluster.is_new else unanswered.members(s, cluster.id))
                for cluster in clusters
            ]

        return await self._db.read(read)

    async def _run(self) -> None:
        next_look = self._clock.now()
        while True:
            try:
                await self.group()
                if self._clock.now() >= next_look:
                    await self.count()
                    next_look = self._clock.now() + PEOPLE_EVERY
            except AppError as error:
                log.warning("gaps_failed", cause=str(error))
            except Exception:  # nobody else would group what was not answered
                log.exception("gaps_broken")
            await asyncio.sleep(TURNS_EVERY_S)
