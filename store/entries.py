"""Answers that the team wrote itself: proposed, reviewed, published as documents, taken back.

What readers of an assistant are to see is one source of kind `answers` with a file an entry. Its
files and the request to ingest them are written in the transaction that changes an entry, so an
entry is published even if the process dies right after it. Whether that failed is the source's to
say and stored nowhere else: an entry has failed as long as its ingestion has.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from sqlalchemy import delete, insert, literal, select, update
from sqlalchemy.orm import Session

from core.errors import Conflict, Invalid, NotFound
from core.ids import new_id
from core.views import OwnerView, RepView
from core.vocabulary import EntryState, GapState, PageState, SourceKind, SourceState
from store import assistants, clearing, gaps, source_files, sources
from store.dialect import one_at_a_time
from store.source_files import GivenFile
from store.sources import NewSource
from store.tables import ENTRIES, GAPS, REPS, SOURCE_PAGES, SOURCES

t = ENTRIES.c
_PAGES = SOURCE_PAGES.c
_WRITER, _REVIEWER = REPS.alias("writer"), REPS.alias("reviewer")

SOURCE_NAME: Final = "Answers of the team"
MEDIA: Final = "text/markdown"
VISIBLE: Final = (EntryState.PUBLISHING, EntryState.PUBLISHED)
SLUG_WORDS: Final = 8


@dataclass(frozen=True)
class Entry:
    """`path` is the document's in its source and never changes, so that citations stay whole."""

    id: str
    assistant_id: str
    gap_id: str | None
    path: str
    question: str
    answer: str
    state: EntryState
    written_by: OwnerView
    written_at: datetime
    reviewed_by: OwnerView | None
    reviewed_at: datetime | None
    changed_at: datetime
    error: str | None
    """Why it could not be published, or, of one being removed, not taken back."""


def create(
    s: Session,
    now: datetime,
    *,
    assistant_id: str,
    gap_id: str | None,
    client_id: str,
    question: str,
    answer: str,
    rep: RepView,
    reviewed: bool,
) -> Entry:
    """Store an entry: to be published at once when it is `reviewed`, else as a proposal.

    Idempotent by `client_id`. Errors: 404, 422 `other_assistant` for a gap of another assistant.
    """
    assistants.get(s, assistant_id)
    if gap_id and gaps.get(s, gap_id).assistant_id != assistant_id:
        raise Invalid("The gap belongs to another assistant.", code="other_assistant")
    one_at_a_time(s, _source_key(assistant_id))
    known = select(t.id).where(t.assistant_id == assistant_id, t.client_id == client_id)
    entry_id = s.execute(known).scalar_one_or_none()
    if entry_id is None:
        entry_id = new_id("ent")
        values = {
            "id": entry_id,
            "assistant_id": assistant_id,
            "gap_id": gap_id,
            "client_id": client_id,
            "path": f"{_slug(question)}-{entry_id[-6:]}.md",
            "question": question,
            "answer": answer,
            "state": EntryState.PUBLISHING if reviewed else EntryState.PROPOSED,
            "written_by": rep.id,
            "written_at": now,
            "reviewed_by": rep.id if reviewed else None,
            "reviewed_at": now if reviewed else None,
            "changed_at": now,
        }
        s.execute(insert(ENTRIES).values(values))
        if reviewed:
            _restock(s, now, assistant_id)
    return get(s, entry_id)


def change(
    s: Session,
    now: datetime,
    entry_id: str,
    *,
    question: str | None,
    answer: str | None,
    rep: RepView,
) -> Entry:
    """Change it, on behalf of somebody who may publish; a proposal stays one. Errors: 404, 409."""
    found = _kept(s, entry_id)
    values: dict[str, Any] = {"changed_at": now}
    values |= {"question": question} if question else {}
    values |= {"answer": answer} if answer else {}
    if found.state is not EntryState.PROPOSED:
        values |= _reviewed(now, rep)
    s.execute(update(ENTRIES).where(t.id == entry_id).values(values))
    if found.state is not EntryState.PROPOSED:
        _restock(s, now, found.assistant_id)
    return get(s, entry_id)


def publish(s: Session, now: datetime, entry_id: str, rep: RepView) -> Entry:
    """Accept a proposal, or try one that failed again; a published one stays as it is.

    Errors: 404, 409.
    """
    found = _kept(s, entry_id)
    if found.state is EntryState.PROPOSED:
        values = {**_reviewed(now, rep), "changed_at": now}
        s.execute(update(ENTRIES).where(t.id == entry_id).values(values))
    if found.state in (EntryState.PROPOSED, EntryState.FAILED):
        _restock(s, now, found.assistant_id)
    return get(s, entry_id)


def remove(s: Session, now: datetime, entry_id: str) -> Entry:
    """Take it back: from this transaction on no reader sees it; the ingestion clears it away.

    Asked again, that is tried again.
    """
    found = get(s, entry_id)
    if found.state is EntryState.PROPOSED:
        s.execute(delete(ENTRIES).where(t.id == entry_id))
        return found
    values = {"state": EntryState.REMOVING, "changed_at": now}
    s.execute(update(ENTRIES).where(t.id == entry_id).values(values))
    source_id = _restock(s, now, found.assistant_id)
    clearing.withdraw(s, found.assistant_id, source_id, found.path)
    if found.gap_id:
        gaps.set_state(s, now, found.gap_id, GapState.OPEN)
    return found


def get(s: Session, entry_id: str) -> Entry:
    """One entry; 404 when there is none."""
    found = _read(s, t.id == entry_id)
    if not found:
        raise NotFound(f"There is no entry {entry_id!r}.")
    return found[0]


def listed(s: Session, assistant_id: str | None = None) -> list[Entry]:
    """All entries but those being removed while that goes well, the newest first."""
    condition = (t.state != EntryState.REMOVING) | (SOURCES.c.state == SourceState.FAILED)
    return _read(s, condition & (t.assistant_id == assistant_id) if assistant_id else condition)


def source_of(s: Session, assistant_id: str) -> str | None:
    """The source that holds the assistant's entries, once one was published."""
    query = select(SOURCES.c.id).where(SOURCES.c.client_id == _source_key(assistant_id))
    return s.execute(query).scalar_one_or_none()


def settle(s: Session, now: datetime, source_id: str) -> None:
    """Note that what could be read of the source is published, and that its gaps are answered."""
    key = select(SOURCES.c.client_id).where(SOURCES.c.id == source_id)
    assistant_id = (s.execute(key).scalar_one() or "").removeprefix(_source_key(""))
    mine = t.assistant_id == assistant_id
    unread = select(_PAGES.path).where(
        _PAGES.source_id == source_id, _PAGES.state == PageState.FAILED
    )
    fresh = mine & (t.state == EntryState.PUBLISHING) & t.path.not_in(unread)
    answered = list(s.execute(select(t.gap_id).where(fresh, t.gap_id.is_not(None))).scalars())
    s.execute(update(ENTRIES).where(fresh).values(state=EntryState.PUBLISHED))
    s.execute(delete(ENTRIES).where(mine, t.state == EntryState.REMOVING))
    s.execute(
        update(GAPS)
        .where(GAPS.c.id.in_(answered), GAPS.c.state != GapState.ANSWERED)
        .values(state=GapState.ANSWERED, changed_at=now)
    )


def _restock(s: Session, now: datetime, assistant_id: str) -> str:
    """Make the source hold what is to be seen, ask for its ingestion, and return its id.

    `sources.create` lets only one transaction do so at a time: the next one sees what this did.
    """
    new = NewSource(
        kind=SourceKind.ANSWERS,
        location="",
        assistant_ids=(assistant_id,),
        name=SOURCE_NAME,
        client_id=_source_key(assistant_id),
    )
    source_id, _ = sources.create(s, now, new)
    visible = _read(s, (t.assistant_id == assistant_id) & t.state.in_(VISIBLE))
    source_files.replace(s, source_id, [_file(entry) for entry in visible])
    sources.request(s, source_id)
    return source_id


def document(question: str, answer: str) -> bytes:
    """The Markdown file that an entry is published as; its title is the question."""
    return f"# {' '.join(question.split())}\n\n{answer}\n".encode()


def _file(entry: Entry) -> GivenFile:
    return GivenFile(entry.path, MEDIA, document(entry.question, entry.answer))


def _source_key(assistant_id: str) -> str:
    return f"answers:{assistant_id}"


def _kept(s: Session, entry_id: str) -> Entry:
    found = get(s, entry_id)
    if found.state is EntryState.REMOVING:
        raise Conflict("This entry is being removed.", code="entry_removed")
    return found


def _reviewed(now: datetime, rep: RepView) -> dict[str, Any]:
    return {"state": EntryState.PUBLISHING, "reviewed_by": rep.id, "reviewed_at": now}


def _read(s: Session, condition: Any) -> list[Entry]:
    joined = (
        ENTRIES.join(_WRITER, t.written_by == _WRITER.c.id)
        .outerjoin(_REVIEWER, t.reviewed_by == _REVIEWER.c.id)
        .outerjoin(SOURCES, SOURCES.c.client_id == literal(_source_key("")) + t.assistant_id)
        .outerjoin(SOURCE_PAGES, (_PAGES.source_id == SOURCES.c.id) & (_PAGES.path == t.path))
    )
    query = (
        select(
            ENTRIES,
            _WRITER.c.name.label("writer_name"),
            _REVIEWER.c.name.label("reviewer_name"),
            SOURCES.c.state.label("source_state"),
            SOURCES.c.error.label("source_error"),
            _PAGES.reason.label("page_reason"),
        )
        .select_from(joined)
        .where(condition)
        .order_by(t.written_at.desc(), t.id)
    )
    return [_entry(row) for row in s.execute(query).mappings()]


def _error(row: Any) -> str | None:
    """Why a change that waits for its ingestion is not seen, once that has ended."""
    match EntryState(row["state"]), row["source_state"]:
        case ((EntryState.PUBLISHING | EntryState.REMOVING), SourceState.FAILED):
            return str(row["source_error"])
        case EntryState.PUBLISHING, SourceState.IDLE:
            return str(row["page_reason"]) if row["page_reason"] else None
    return None


def _entry(row: Any) -> Entry:
    reviewer, state, error = row["reviewed_by"], EntryState(row["state"]), _error(row)
    return Entry(
        id=row["id"],
        assistant_id=row["assistant_id"],
        gap_id=row["gap_id"],
        path=row["path"],
        question=row["question"],
        answer=row["answer"],
        state=EntryState.FAILED if error and state is EntryState.PUBLISHING else state,
        written_by=OwnerView(id=row["written_by"], name=row["writer_name"]),
        written_at=row["written_at"],
        reviewed_by=OwnerView(id=reviewer, name=row["reviewer_name"]) if reviewer else None,
        reviewed_at=row["reviewed_at"],
        changed_at=row["changed_at"],
        error=error,
    )


def _slug(question: str) -> str:
    words: Sequence[str] = re.findall(r"[a-z0-9]+", question.lower())[:SLUG_WORDS]
    return "-".join(words)[:60].strip("-") or "answer"
