"""What was fetched of each source: validators for the next time, and failures with their reason."""

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, delete, func, or_, select
from sqlalchemy.orm import Session

from core.vocabulary import PageState, SourceKind
from store.dialect import portions, upsert
from store.documents import PUBLISHED
from store.ingest_runs import Counts
from store.sources import assistants_of
from store.tables import CHUNKS, DOCUMENTS, SOURCE_PAGES, SOURCES

p, d = SOURCE_PAGES.c, DOCUMENTS.c


@dataclass(frozen=True)
class SourcePage:
    """`hash` is of the bytes as they came; a failed page has a `reason`."""

    path: str
    hash: str
    state: PageState
    url: str | None = None
    etag: str | None = None
    last_modified: str | None = None
    links: tuple[str, ...] = ()
    reason: str | None = None


@dataclass(frozen=True)
class PageEntry:
    """One line of a source's list; `id` is the published document's, None for a failure."""

    id: str | None
    path: str
    url: str | None
    title: str
    state: PageState
    reason: str | None
    chunks: int
    fetched_at: datetime | None


def known(s: Session, source_id: str) -> dict[str, SourcePage]:
    """Everything that is known of the source's pages, by path."""
    names = list(SourcePage.__dataclass_fields__)
    query = select(*(p[name] for name in names)).where(p.source_id == source_id)
    found = {}
    for row in s.execute(query).mappings():
        values = {**row, "links": tuple(row["links"]), "state": PageState(row["state"])}
        found[row["path"]] = SourcePage(**values)
    return found


def record(s: Session, now: datetime, source_id: str, pages: Iterable[SourcePage]) -> None:
    """Note pages as they were fetched just now."""
    rows = [
        {**asdict(page), "links": list(page.links), "source_id": source_id, "fetched_at": now}
        for page in pages
    ]
    if not rows:
        return
    statement = upsert(s, SOURCE_PAGES)
    kept = {name: statement.excluded[name] for name in rows[0] if name not in ("source_id", "path")}
    statement = statement.on_conflict_do_update(index_elements=["source_id", "path"], set_=kept)
    s.execute(statement, rows)


def forget(s: Session, source_id: str, paths: Sequence[str]) -> None:
    """These pages are not part of the source any more."""
    for some in portions(paths):
        s.execute(delete(SOURCE_PAGES).where(p.source_id == source_id, p.path.in_(some)))


def why_nothing(s: Session, source_id: str, counts: Counts) -> str | None:
    """Say why a run read nothing though there was something; None when it did read, or need not.

    Answers of the team are told one by one, so their source never fails for them.
    """
    if counts.added or counts.changed or counts.unchanged or not counts.failed:
        return None
    query = select(p.path, p.reason).join(SOURCES, SOURCES.c.id == p.source_id)
    query = query.where(p.source_id == source_id, p.state == PageState.FAILED)
    first = s.execute(query.where(SOURCES.c.kind != SourceKind.ANSWERS).order_by(p.path)).first()
    if first is None:
        return None
    if counts.failed == 1:
        return str(first.reason)
    return f"None of {counts.failed:,} documents could be read. {first.path}: {first.reason}"


@dataclass(frozen=True)
class PageFilter:
    """`q` is looked for in path and title; `after` is the place that a list ended at."""

    state: PageState | None = None
    q: str | None = None
    after: str | None = None


def listed(
    s: Session, source_id: str, wanted: PageFilter, *, limit: int = 50
) -> tuple[list[PageEntry], str | None]:
    """Published documents and failed pages by path, and where the list goes on.

    A page whose newest version failed is there twice: as it is published, and with the reason.
    """
    found: list[PageEntry] = []
    if wanted.state in (None, PageState.PUBLISHED):
        found += _published(s, source_id, wanted, limit + 1)
    if wanted.state in (None, PageState.FAILED):
        found += _failed(s, source_id, wanted, limit + 1)
    found.sort(key=lambda entry: (entry.path, entry.state))
    more = len(found) > limit
    return found[:limit], _place(found[limit - 1]) if more else None


def _published(s: Session, source_id: str, wanted: PageFilter, limit: int) -> list[PageEntry]:
    mine = (assistants_of(s, source_id) or [""])[0]
    chunks = select(func.count()).where(CHUNKS.c.document_row == d.row_id).scalar_subquery()
    page = (p.source_id == d.source_id) & (p.path == d.path)
    query = (
        select(d.document_id, d.path, d.url, d.title, chunks, p.fetched_at)
        .select_from(DOCUMENTS.outerjoin(SOURCE_PAGES, page))
        .where(d.source_id == source_id, d.assistant_id == mine, PUBLISHED)
        .where(*_matching(wanted, PageState.PUBLISHED, d.path, d.title))
        .order_by(d.path)
        .limit(limit)
    )
    return [
        PageEntry(row[0], row[1], row[2], row[3], PageState.PUBLISHED, None, row[4], row[5])
        for row in s.execute(query)
    ]


def _failed(s: Session, source_id: str, wanted: PageFilter, limit: int) -> list[PageEntry]:
    query = (
        select(p.path, p.url, p.reason, p.fetched_at)
        .where(p.source_id == source_id, p.state == PageState.FAILED)
        .where(*_matching(wanted, PageState.FAILED, p.path))
        .order_by(p.path)
        .limit(limit)
    )
    return [
        PageEntry(None, path, url, "", PageState.FAILED, reason, 0, fetched_at)
        for path, url, reason, fetched_at in s.execute(query)
    ]


def _matching(
    wanted: PageFilter, state: PageState, *columns: ColumnElement[str]
) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.q:
        found.append(or_(*(column.icontains(wanted.q, autoescape=True) for column in columns)))
    if wanted.after:
        path, _, last = wanted.after.rpartition("\n")
        behind = columns[0] > path
        found.append(behind | (columns[0] == path) if state > last else behind)
    return found


def _place(entry: PageEntry) -> str:
    return f"{entry.path}\n{entry.state}"
