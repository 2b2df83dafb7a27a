"""Files that came with messages: who sent them and where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Text, cast, delete, insert, select
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from core.errors import Invalid, NotFound
from core.ids import new_id
from core.views import AttachmentView
from store.tables import CONVERSATIONS, MESSAGES, UPLOADS

u, m = UPLOADS.c, MESSAGES.c
LOOKED_AT = 100


@dataclass(frozen=True)
class Upload:
    view: AttachmentView
    owner_id: str
    path: str


def add(
    s: Session, now: datetime, *, owner_id: str, name: str, size: int, type: str, path: str
) -> AttachmentView:
    """Note a stored file; `path` is inside the data folder."""
    view = AttachmentView(id=new_id("upl"), name=name, size=size, type=type)
    values = {**view.model_dump(), "owner_id": owner_id, "path": path, "created_at": now}
    s.execute(insert(UPLOADS).values(values))
    return view


def owned(s: Session, owner_id: str, ids: Sequence[str]) -> list[AttachmentView]:
    """The sender's own uploads in the order asked; 422 `unknown_upload` for any other id."""
    if not ids:
        return []
    query = select(UPLOADS).where(u.id.in_(ids), u.owner_id == owner_id)
    found = {row.id: row for row in s.execute(query.with_for_update(read=True))}
    missing = [upload_id for upload_id in ids if upload_id not in found]
    if missing:
        raise Invalid(f"There is no upload {missing[0]!r} of yours.", code="unknown_upload")
    return [
        AttachmentView(id=row.id, name=row.name, size=row.size, type=row.type)
        for row in (found[upload_id] for upload_id in ids)
    ]


def unattached(s: Session, before: datetime, after: str) -> tuple[list[Upload], str | None]:
    """Of the next few that were added `before`, those that no message came with, and where to go
    on; None at the end. They are locked: no message can take them until this transaction ends.
    """
    query = select(UPLOADS).where(u.id > after, u.created_at < before)
    rows = s.execute(query.order_by(u.id).limit(LOOKED_AT).with_for_update()).all()
    found = [_upload(row) for row in rows]
    left = [upload for upload in found if not _is_attached(s, upload)]
    return left, rows[-1].id if len(rows) == LOOKED_AT else None


def _is_attached(s: Session, upload: Upload) -> bool:
    sent = select(m.id).join(CONVERSATIONS, CONVERSATIONS.c.id == m.conversation_id)
    mine = CONVERSATIONS.c.visitor_id == upload.owner_id
    named = cast(m.attachments, Text).contains(upload.view.id, autoescape=True)
    return s.execute(sent.where(mine, named).limit(1)).first() is not None


def forget(s: Session, ids: Sequence[str]) -> None:
    """Delete these rows; the files are the caller's."""
    s.execute(delete(UPLOADS).where(u.id.in_(ids)))


def get(s: Session, upload_id: str) -> Upload:
    """One upload; 404 when there is none."""
    row = s.execute(select(UPLOADS).where(u.id == upload_id)).one_or_none()
    if row is None:
        raise NotFound(f"There is no upload {upload_id!r}.")
    return _upload(row)


def _upload(row: Row[Any]) -> Upload:
    view = AttachmentView(id=row.id, name=row.name, size=row.size, type=row.type)
    return Upload(view, row.owner_id, row.path)
