"""Assistants: each with its own key, settings and documents."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import delete, insert, select, update
from sqlalchemy.engine import RowMapping
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session
from sqlalchemy.sql.elements import ColumnElement

from core.assistants import AssistantSettings
from core.errors import Conflict, NotFound
from core.ids import new_id
from store.tables import ASSISTANTS

a = ASSISTANTS.c


@dataclass(frozen=True)
class Assistant:
    """`key` is public: it stands in the page that embeds the widget."""

    id: str
    key: str
    name: str
    settings: AssistantSettings
    knowledge_revision: int
    created_at: datetime


def get(s: Session, assistant_id: str) -> Assistant:
    """One assistant; 404 when there is none."""
    found = _one(s, a.id == assistant_id)
    if found is None:
        raise NotFound(f"There is no assistant {assistant_id!r}.")
    return found


def locked(s: Session, assistant_id: str) -> Assistant:
    """One assistant, as `get`, which nobody else changes until this transaction ends."""
    lock = select(a.id).where(a.id == assistant_id).with_for_update(key_share=True)
    s.execute(lock)
    return get(s, assistant_id)


def by_key(s: Session, key: str) -> Assistant | None:
    return _one(s, a.key == key)


def listed(s: Session) -> list[Assistant]:
    """All assistants, oldest first."""
    query = select(ASSISTANTS).order_by(a.created_at, a.id)
    return [_to_assistant(row) for row in s.execute(query).mappings()]


def create(
    s: Session,
    now: datetime,
    *,
    name: str,
    key: str | None = None,
    settings: AssistantSettings | None = None,
) -> Assistant:
    """Make an assistant without documents. Errors: 409 `name_taken` for its name or key."""
    assistant_id = new_id("ast")
    values = {
        "id": assistant_id,
        "key": key or new_id("wk"),
        "name": name,
        "settings": (settings or AssistantSettings()).model_dump(mode="json"),
        "knowledge_revision": 0,
        "created_at": now,
    }
    try:
        s.execute(insert(ASSISTANTS).values(values))
    except IntegrityError:
        raise Conflict(f"An assistant {name!r} exists already.", code="name_taken") from None
    return get(s, assistant_id)


def change(
    s: Session,
    assistant_id: str,
    *,
    name: str | None = None,
    settings: AssistantSettings | None = None,
) -> Assistant:
    """Rename, or replace the settings. Errors: 404, 409 `name_taken`."""
    get(s, assistant_id)
    values: dict[str, Any] = {"name": name} if name else {}
    if settings:
        values |= {"settings": settings.model_dump(mode="json")}
    if values:
        try:
            s.execute(update(ASSISTANTS).where(a.id == assistant_id).values(values))
        except IntegrityError:
            raise Conflict(f"An assistant {name!r} exists already.", code="name_taken") from None
    return get(s, assistant_id)


def discard(s: Session, assistant_id: str) -> None:
    """Delete an assistant that nothing refers to. Errors: 409 `in_use`."""
    try:
        s.execute(delete(ASSISTANTS).where(a.id == assistant_id))
    except IntegrityError:
        raise Conflict("The assistant is in use.", code="in_use") from None


def _one(s: Session, condition: ColumnElement[bool]) -> Assistant | None:
    row = s.execute(select(ASSISTANTS).where(condition)).mappings().one_or_none()
    return _to_assistant(row) if row else None


def _to_assistant(row: RowMapping) -> Assistant:
    return Assistant(
        id=row["id"],
        key=row["key"],
        name=row["name"],
        settings=AssistantSettings.stored(row["settings"]),
        knowledge_revision=row["knowledge_revision"],
        created_at=row["created_at"],
    )
