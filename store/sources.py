"""Where documents come from: which assistants know a source, and how its ingestion stands."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from core.errors import Invalid, NotFound
from core.ids import new_id
from core.vocabulary import SourceState
from store import clearing
from store.dialect import one_at_a_time
from store.source_counts import Counts, Holding, Progress, counted, in_progress
from store.tables import (
    ASSISTANTS,
    DOCUMENTS,
    SOURCE_ASSISTANTS,
    SOURCES,
)

c, a, d = SOURCES.c, SOURCE_ASSISTANTS.c, DOCUMENTS.c


@dataclass(frozen=True)
class NewSource:
    """`client_id` makes a repeated request find what the first one made."""

    kind: str
    location: str
    assistant_ids: Sequence[str]
    name: str = ""
    settings: Mapping[str, Any] = field(default_factory=dict)
    refresh_s: int | None = None
    client_id: str | None = None


@dataclass(frozen=True)
class Source:
    """`documents` and `chunks` are those of `assistant_id`; `failed` pages are listed."""

    id: str
    assistant_id: str
    assistant_ids: tuple[str, ...]
    kind: str
    location: str
    name: str
    settings: dict[str, Any]
    refresh_s: int | None
    state: SourceState
    error: str | None
    progress: Progress | None
    documents: int
    chunks: int
    holdings: tuple[Holding, ...]
    failed: int
    created_at: datetime
    refreshed_at: datetime | None


def ensure(
    s: Session, now: datetime, *, assistant_id: str, kind: str, location: str, name: str = ""
) -> str:
    """Return the id of this source of this assistant, made now if it is new."""
    query = (
        select(c.id)
        .join(SOURCE_ASSISTANTS, a.source_id == c.id)
        .where(a.assistant_id == assistant_id, c.kind == kind, c.location == location)
        .where(c.removed_at.is_(None))
        .order_by(c.created_at)
    )
    known = s.execute(query).scalars().first()
    if known:
        return str(known)
    return create(s, now, NewSource(kind, location, (assistant_id,), name))[0]


def create(s: Session, now: datetime, new: NewSource) -> tuple[str, bool]:
    """Add a source; true when it is new, false when `client_id` names one that is there.

    Errors: 422 `unknown_assistant`.
    """
    if new.client_id:
        one_at_a_time(s, new.client_id)
        known = s.execute(select(c.id).where(c.client_id == new.client_id)).scalar_one_or_none()
        if known:
            return str(known), False
    _require_assistants(s, new.assistant_ids)
    source_id = new_id("src")
    s.execute(
        insert(SOURCES).values(
            id=source_id,
            assistant_id=new.assistant_ids[0],
            kind=new.kind,
            location=new.location,
            name=new.name or new.location,
            settings=dict(new.settings),
            refresh_s=new.refresh_s,
            client_id=new.client_id,
            created_at=now,
        )
    )
    _link(s, source_id, new.assistant_ids)
    return source_id, True


def change(s: Session, source_id: str, values: Mapping[str, Any]) -> None:
    """Set columns of a source."""
    if values:
        s.execute(update(SOURCES).where(c.id == source_id).values(**values))


def share(s: Session, source_id: str, assistant_ids: Sequence[str]) -> bool:
    """Make exactly these assistants know the source; true when one of them is new to it.

    The others' readers lose its documents at once. Errors: 422 `unknown_assistant`.
    """
    _require_assistants(s, assistant_ids)
    known = set(assistants_of(s, source_id))
    left = sorted(known - set(assistant_ids))
    s.execute(delete(SOURCE_ASSISTANTS).where(a.source_id == source_id, a.assistant_id.in_(left)))
    for assistant_id in left:  # after the links: a run that publishes just now has ended by then
        clearing.withdraw(s, assistant_id, source_id)
    new = [item for item in dict.fromkeys(assistant_ids) if item not in known]
    _link(s, source_id, new)
    return bool(new)


def request(s: Session, source_id: str) -> int:
    """Ask for a run; while one runs, for one more after it. Returns the request's number."""
    counted = update(SOURCES).where(c.id == source_id).values(wanted=c.wanted + 1)
    number = s.execute(counted.returning(c.wanted)).scalar_one()
    waits = (c.id == source_id, c.state != SourceState.RUNNING)
    s.execute(update(SOURCES).where(*waits).values(state=SourceState.QUEUED, error=None))
    return int(number)


@dataclass(frozen=True)
class Standing:
    """`handled`: the number of the newest request that a run has taken up, or that was stopped."""

    state: SourceState
    handled: int

    @property
    def is_busy(self) -> bool:
        return self.state in (SourceState.QUEUED, SourceState.RUNNING)


def standing(s: Session, source_id: str) -> Standing:
    """How the source stands, without counting anything. Errors: 404 `source_not_found`."""
    query = select(c.state, c.handled).where(c.id == source_id, c.removed_at.is_(None))
    row = s.execute(query).one_or_none()
    if row is None:
        raise _missing(source_id)
    return Standing(SourceState(row.state), row.handled)


def remove(s: Session, now: datetime, source_id: str) -> None:
    """Take the source from every reader; `clearing` deletes its rows afterwards."""
    known = assistants_of(s, source_id)
    s.execute(delete(SOURCE_ASSISTANTS).where(a.source_id == source_id))
    for assistant_id in known:
        clearing.withdraw(s, assistant_id, source_id)
    s.execute(update(SOURCES).where(c.id == source_id).values(removed_at=now, client_id=None))


@dataclass(frozen=True)
class Waiting:
    """What ingestion has to know of a source to start it and to schedule it."""

    id: str
    kind: str
    refresh_s: int | None
    created_at: datetime
    removed: bool
    wants_work: bool


def waiting(s: Session, source_id: str | None = None) -> list[Waiting]:
    """All sources, removed ones too, or this one."""
    busy = c.state.in_((SourceState.RUNNING, SourceState.QUEUED)) | (c.wanted > c.handled)
    work = (busy | c.removed_at.is_not(None)).label("work")
    query = select(c.id, c.kind, c.refresh_s, c.created_at, c.removed_at, work)
    if source_id is not None:
        query = query.where(c.id == source_id)
    return [
        Waiting(row.id, row.kind, row.refresh_s, row.created_at, bool(row.removed_at), row.work)
        for row in s.execute(query)
    ]


def is_removed(s: Session, source_id: str) -> bool:
    """Whether the source was removed; one that is quite gone counts as removed."""
    row = s.execute(select(c.removed_at).where(c.id == source_id)).one_or_none()
    return row is None or row.removed_at is not None


def refreshed(s: Session, now: datetime, source_id: str) -> None:
    s.execute(update(SOURCES).where(c.id == source_id).values(refreshed_at=now))


def assistants_of(s: Session, source_id: str) -> list[str]:
    """The assistants that know the source, the one it was made for first."""
    query = (
        select(a.assistant_id)
        .join(SOURCES, c.id == a.source_id)
        .where(a.source_id == source_id)
        .order_by(a.assistant_id != c.assistant_id, a.assistant_id)
    )
    return list(s.execute(query).scalars())


def get(s: Session, source_id: str) -> Source:
    """Errors: 404 `source_not_found`."""
    found = _read(s, c.id == source_id)
    if not found:
        raise _missing(source_id)
    return found[0]


def listed(s: Session, assistant_id: str | None = None) -> list[Source]:
    """All sources, or those that one assistant knows, oldest first."""
    if assistant_id is None:
        return _read(s, c.id.is_not(None))
    known = select(a.source_id).where(a.assistant_id == assistant_id)
    return _read(s, c.id.in_(known))


def _missing(source_id: str) -> NotFound:
    return NotFound(f"There is no source {source_id!r}.", code="source_not_found")


def _read(s: Session, which: ColumnElement[bool]) -> list[Source]:
    """Read sources with a fixed number of queries, however many there are."""
    query = select(SOURCES).where(which, c.removed_at.is_(None)).order_by(c.created_at, c.id)
    rows = list(s.execute(query).mappings())
    found = select(c.id).where(which, c.removed_at.is_(None))
    known, counts, progress = _knowing(s, found), counted(s, found), in_progress(s, found)
    return [
        _to_source(row, known.get(row["id"], ()), counts, progress.get(row["id"])) for row in rows
    ]


def _knowing(s: Session, found: Select[tuple[str]]) -> dict[str, tuple[str, ...]]:
    query = (
        select(a.source_id, a.assistant_id)
        .join(SOURCES, c.id == a.source_id)
        .where(a.source_id.in_(found))
        .order_by(a.assistant_id != c.assistant_id, a.assistant_id)
    )
    known: dict[str, tuple[str, ...]] = {}
    for source_id, assistant_id in s.execute(query):
        known[source_id] = (*known.get(source_id, ()), assistant_id)
    return known


def _to_source(
    row: RowMapping, known: tuple[str, ...], counts: Counts, progress: Progress | None
) -> Source:
    holdings = counts.held(row["id"], known)
    state = SourceState(row["state"])
    return Source(
        id=row["id"],
        assistant_id=known[0] if known else row["assistant_id"],
        assistant_ids=known,
        kind=row["kind"],
        location=row["location"],
        name=row["name"],
        settings=row["settings"],
        refresh_s=row["refresh_s"],
        state=state,
        error=row["error"],
        progress=progress if state is SourceState.RUNNING else None,
        documents=holdings[0].documents if holdings else 0,
        chunks=holdings[0].chunks if holdings else 0,
        holdings=holdings,
        failed=counts.failed.get(row["id"], 0),
        created_at=row["created_at"],
        refreshed_at=row["refreshed_at"],
    )


def _link(s: Session, source_id: str, assistant_ids: Sequence[str]) -> None:
    rows = [{"source_id": source_id, "assistant_id": item} for item in dict.fromkeys(assistant_ids)]
    if rows:
        s.execute(insert(SOURCE_ASSISTANTS), rows)


def _require_assistants(s: Session, assistant_ids: Sequence[str]) -> None:
    query = select(ASSISTANTS.c.id).where(ASSISTANTS.c.id.in_(assistant_ids))
    known = set(s.execute(query).scalars())
    for assistant_id in assistant_ids:
        if assistant_id not in known:
            raise Invalid(f"There is no assistant {assistant_id!r}.", code="unknown_assistant")
