"""Attempts to bring a source up to date: one at a time, each with what it did."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.orm import Session

from core.ids import new_id
from core.vocabulary import IngestPhase, RunState, SourceKind, SourceState
from store import entries
from store.tables import INGEST_RUNS, SOURCES

r, c = INGEST_RUNS.c, SOURCES.c


@dataclass(frozen=True)
class Counts:
    """What a run did with the documents of the source; `chunks` are the new passages."""

    added: int = 0
    changed: int = 0
    removed: int = 0
    unchanged: int = 0
    failed: int = 0
    chunks: int = 0


@dataclass(frozen=True)
class RunView:
    """A run as it is shown; `error` says why nothing could be done at all."""

    id: str
    source_id: str
    state: RunState
    phase: IngestPhase
    done: int
    total: int | None
    counts: Counts
    error: str | None
    created_at: datetime
    finished_at: datetime | None


def take_up(s: Session, now: datetime, source_id: str) -> str | None:
    """The id of the run to work on: the unfinished one, or a new one when one is asked for.

    None when nothing is asked for or the source is removed.
    """
    query = select(c.wanted, c.handled).where(c.id == source_id, c.removed_at.is_(None))
    source = s.execute(query.with_for_update()).one_or_none()
    if source is None:
        return None
    running = (r.source_id == source_id, r.state == RunState.RUNNING)
    known = s.execute(select(r.id).where(*running)).scalars().first()
    if known is None and source.wanted <= source.handled:
        return None
    run_id = str(known or new_id("run"))
    if known is None:
        s.execute(
            insert(INGEST_RUNS).values(
                id=run_id,
                source_id=source_id,
                state=RunState.RUNNING,
                phase=IngestPhase.FETCHING,
                created_at=now,
                done=0,
                **_numbers(Counts()),
            )
        )
        s.execute(update(SOURCES).where(c.id == source_id).values(handled=source.wanted))
    s.execute(
        update(SOURCES).where(c.id == source_id).values(state=SourceState.RUNNING, error=None)
    )
    return run_id


def note(
    s: Session, run_id: str, *, phase: IngestPhase, done: int, total: int | None, chunks: int
) -> None:
    """Store how far the run is."""
    values = {"phase": phase, "done": done, "total": total, "chunks": chunks}
    s.execute(update(INGEST_RUNS).where(r.id == run_id).values(**values))


def count(s: Session, run_id: str, counts: Counts) -> None:
    """Store what the run found before it publishes it."""
    s.execute(update(INGEST_RUNS).where(r.id == run_id).values(**_numbers(counts)))


def finish(s: Session, now: datetime, run_id: str, error: str | None = None) -> None:
    """End a run; a source that was asked for again meanwhile is queued."""
    ended = update(INGEST_RUNS).where(r.id == run_id, r.state == RunState.RUNNING)
    outcome = RunState.FAILED if error else RunState.DONE
    ended = ended.values(state=outcome, error=error, finished_at=now).returning(r.source_id)
    source_id = s.execute(ended).scalar_one_or_none()
    if source_id is None:
        return
    shown = update(SOURCES).where(c.id == source_id)
    if error:
        s.execute(shown.values(state=SourceState.FAILED, error=error))
        return
    source = s.execute(select(c.kind, c.wanted, c.handled).where(c.id == source_id)).one()
    state = SourceState.QUEUED if source.wanted > source.handled else SourceState.IDLE
    s.execute(shown.values(state=state, error=None, refreshed_at=now))
    if source.kind == SourceKind.ANSWERS and state is SourceState.IDLE:
        entries.settle(s, now, source_id)


def latest(s: Session, source_id: str) -> RunView | None:
    """The newest run of the source."""
    query = select(INGEST_RUNS).where(r.source_id == source_id)
    row = s.execute(query.order_by(r.created_at.desc(), r.id.desc())).mappings().first()
    if row is None:
        return None
    counts = Counts(**{name: row[name] for name in Counts.__dataclass_fields__})
    rest = ("id", "source_id", "done", "total", "error", "created_at", "finished_at")
    return RunView(
        state=RunState(row["state"]),
        phase=IngestPhase(row["phase"]),
        counts=counts,
        **{name: row[name] for name in rest},
    )


def _numbers(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
