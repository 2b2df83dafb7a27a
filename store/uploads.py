"""Files that came with messages: who sent them and where they lie."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import insert, select
from sqlalchemy.orm import Session

from core.errors import Invalid
from core.ids import new_id
from core.views import AttachmentView
from store.tables import UPLOADS

u = UPLOADS.c


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
    found = {row.id: row for row in s.execute(query)}
    missing = [upload_id for upload_id in ids if upload_id not in found]
    if missing:
        raise Invalid(f"There is no upload {missing[0]!r} of yours.", code="unknown_upload")
    return [
        AttachmentView(id=row.id, name=row.name, size=row.size, type=row.type)
        for row in (found[upload_id] for upload_id in ids)
    ]


def get(s: Session, upload_id: str) -> Upload | None:
    row = s.execute(select(UPLOADS).where(u.id == upload_id)).one_or_none()
    if row is None:
        return None
    view = AttachmentView(id=row.id, name=row.name, size=row.size, type=row.type)
    return Upload(view, row.owner_id, row.path)
