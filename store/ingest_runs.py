"""Attempts to bring a source up to date: one at a time, each with what it did."""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from core.ids import new_id
from core.vocabulary import IngestPhase, RunState, SourceKind, SourceState
from store import entries
from store.tables import DOCUMENTS, INGEST_RUNS, SOURCES

r, c, d = INGEST_RUNS.c, SOURCES.c, DOCUMENTS.c


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

    None when nothing is asked for or the source is removed. What a stopped run has read and never
    published belongs to the one after it.
    """
    source = _locked(s, source_id)
    if source is None or source.removed_at is not None:
        return None
    running = (r.source_id == source_id, r.state == RunState.RUNNING)
    known = s.execute(select(r.id).where(*running)).scalars().first()
    if known is None and source.wanted <= source.handled:
        return None
    run_id = str(known or new_id("run"))
    if known is None:
        _inherit(s, source_id, run_id)
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


def stop(s: Session, now: datetime, source_id: str) -> None:
    """End what is being read of the source, and forget what was asked for; nothing of it is
    published from now on. What was published before stays."""
    source = _locked(s, source_id)
    if source is None:
        return
    running = update(INGEST_RUNS).where(r.source_id == source_id, r.state == RunState.RUNNING)
    running = running.values(state=RunState.STOPPED, finished_at=now).returning(r.id)
    was_read = s.execute(running).scalars().all()
    if was_read or source.wanted > source.handled:
        values = {"state": SourceState.STOPPED, "error": None, "handled": source.wanted}
        s.execute(update(SOURCES).where(c.id == source_id).values(**values))


def is_stopped(s: Session, run_id: str) -> bool:
    """Whether somebody has stopped the run."""
    state = s.execute(select(r.state).where(r.id == run_id)).scalar_one_or_none()
    return state == RunState.STOPPED


def may_publish(s: Session, source_id: str, run_id: str) -> bool:
    """Whether nobody has stopped the run; nobody can until this transaction ends."""
    _locked(s, source_id)
    return not is_stopped(s, run_id)


def finish(s: Session, now: datetime, run_id: str, error: str | None = None) -> bool:
    """End a run; a source that was asked for again meanwhile is queued.

    False when the run had ended before.
    """
    _locked(s, s.execute(select(r.source_id).where(r.id == run_id)).scalar_one_or_none())
    ended = update(INGEST_RUNS).where(r.id == run_id, r.state == RunState.RUNNING)
    outcome = RunState.FAILED if error else RunState.DONE
    ended = ended.values(state=outcome, error=error, finished_at=now).returning(r.source_id)
    source_id = s.execute(ended).scalar_one_or_none()
    if source_id is None:
        return False
    shown = update(SOURCES).where(c.id == source_id)
    if error:
        s.execute(shown.values(state=SourceState.FAILED, error=error))
        return True
    source = s.execute(select(c.kind, c.wanted, c.handled).where(c.id == source_id)).one()
    state = SourceState.QUEUED if source.wanted > source.handled else SourceState.IDLE
    s.execute(shown.values(state=state, error=None, refreshed_at=now))
    if source.kind == SourceKind.ANSWERS and state is SourceState.IDLE:
        entries.settle(s, now, source_id)
    return True


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


def _locked(s: Session, source_id: str | None) -> Row[int, int, datetime | None] | None:
    """Keep everybody else from the source and its runs; always before a run's own row."""
    query = select(c.wanted, c.handled, c.removed_at).where(c.id == source_id)
    return s.execute(query.with_for_update()).one_or_none()


def _inherit(s: Session, source_id: str, run_id: str) -> None:
    last = select(r.id, r.state).where(r.source_id == source_id)
    before = s.execute(last.order_by(r.created_at.desc(), r.id.desc())).first()
    if before is not None and before.state == RunState.STOPPED:
        unseen = update(DOCUMENTS).where(d.run_id == before.id, d.since.is_(None))
        s.execute(unseen.values(run_id=run_id))


def _numbers(counts: Counts) -> dict[str, int]:
    return {name: getattr(counts, name) for name in Counts.__dataclass_fields__}
