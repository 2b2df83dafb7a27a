"""Tags: what they mean, and which conversation carries them."""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from core.views import RepView
from core.vocabulary import TagKind
from store.change import Change, UnitOfWork
from store.dialect import upsert
from store.tables import CONVERSATION_TAGS, TAGS

t = CONVERSATION_TAGS.c
_DESCRIBED = select(TAGS.c.name, TAGS.c.description).order_by(TAGS.c.name)


def described(s: Session) -> list[tuple[str, str]]:
    """Name and description of every tag, by name."""
    return [(name, description) for name, description in s.execute(_DESCRIBED)]


def define(s: Session, name: str, description: str) -> None:
    """Create a tag, or change what it means."""
    statement = upsert(s, TAGS).values(name=name, description=description)
    s.execute(
        statement.on_conflict_do_update(
            index_elements=[TAGS.c.name], set_={"description": description}
        )
    )


def attach(work: UnitOfWork, names: Iterable[str], kind: TagKind) -> None:
    """Put tags on the conversation; one that it has stays as it is."""
    s, conversation_id = work.session, work.row.id
    for name in names:
        work.tagged = True
        s.execute(upsert(s, TAGS).values(name=name, description="").on_conflict_do_nothing())
        values = {"conversation_id": conversation_id, "name": name, "kind": kind}
        s.execute(upsert(s, CONVERSATION_TAGS).values(values).on_conflict_do_nothing())


def change(
    s: Session,
    now: datetime,
    *,
    conversation_id: str,
    rep: RepView,
    add: Iterable[str] = (),
    remove: Iterable[str] = (),
) -> Change:
    """Add and remove tags by hand."""
    work = UnitOfWork.lock(s, now, conversation_id)
    s.execute(
        delete(CONVERSATION_TAGS).where(
            t.conversation_id == conversation_id, t.name.in_(list(remove))
        )
    )
    attach(work, add, TagKind.MANUAL)
    work.updated(rep.author, internal=True)
    return work.finish()
