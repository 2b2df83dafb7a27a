"""Figures of many sources at once: what readers see of each, and how far its run is."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from core.vocabulary import IngestPhase, PageState, RunState
from store.documents import PUBLISHED
from store.tables import CHUNKS, DOCUMENTS, INGEST_RUNS, SOURCE_PAGES

d, p, r = DOCUMENTS.c, SOURCE_PAGES.c, INGEST_RUNS.c


@dataclass(frozen=True)
class Progress:
    phase: IngestPhase
    done: int
    total: int | None
    chunks: int


@dataclass(frozen=True)
class Holding:
    """What the readers of one assistant see of a source."""

    assistant_id: str
    documents: int
    chunks: int


@dataclass(frozen=True)
class Counts:
    """By source and assistant; `failed` by source."""

    documents: Mapping[tuple[str, str], int]
    chunks: Mapping[tuple[str, str], int]
    failed: Mapping[str, int]

    def held(self, source_id: str, assistant_ids: Sequence[str]) -> tuple[Holding, ...]:
        """What each of these assistants has of the source: one that just got it has nothing yet."""
        return tuple(
            Holding(it, self.documents.get((source_id, it), 0), self.chunks.get((source_id, it), 0))
            for it in assistant_ids
        )


def counted(s: Session, found: Select[tuple[str]]) -> Counts:
    """Count what is published and what failed; `found` selects the ids of the sources."""
    whose = (d.source_id, d.assistant_id)
    documents = select(*whose, func.count()).where(d.source_id.in_(found), PUBLISHED)
    chunks = documents.select_from(DOCUMENTS.join(CHUNKS, d.row_id == CHUNKS.c.document_row))
    failed = select(p.source_id, func.count()).where(
        p.source_id.in_(found), p.state == PageState.FAILED
    )
    return Counts(
        {(row[0], row[1]): row[2] for row in s.execute(documents.group_by(*whose))},
        {(row[0], row[1]): row[2] for row in s.execute(chunks.group_by(*whose))},
        {row[0]: row[1] for row in s.execute(failed.group_by(p.source_id))},
    )


def in_progress(s: Session, found: Select[tuple[str]]) -> dict[str, Progress]:
    """How far the newest run of each source is that is being read."""
    query = select(r.source_id, r.phase, r.done, r.total, r.chunks)
    query = query.where(r.source_id.in_(found), r.state == RunState.RUNNING)
    return {
        row.source_id: Progress(IngestPhase(row.phase), row.done, row.total, row.chunks)
        for row in s.execute(query.order_by(r.created_at))
    }
