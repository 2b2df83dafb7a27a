"""What visitors say of an answer."""

from datetime import datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.vocabulary import AuthorKind
from store.dialect import upsert
from store.tables import CONVERSATIONS, FEEDBACK, MESSAGES


def give(
    s: Session,
    now: datetime,
    *,
    conversation_id: str,
    visitor_id: str,
    message_id: str,
    helpful: bool,
) -> None:
    """Keep the newest word on an answer in the visitor's own conversation; 404 otherwise."""
    query = (
        select(MESSAGES.c.id)
        .join(CONVERSATIONS, MESSAGES.c.conversation_id == CONVERSATIONS.c.id)
        .where(
            MESSAGES.c.id == message_id,
            MESSAGES.c.author_kind == AuthorKind.ASSISTANT,
            CONVERSATIONS.c.id == conversation_id,
            CONVERSATIONS.c.visitor_id == visitor_id,
        )
    )
    if s.execute(query).scalar_one_or_none() is None:
        raise NotFound(f"There is no answer {message_id!r} in this conversation.")
    values = {"helpful": helpful, "created_at": now}
    statement = upsert(s, FEEDBACK).values(
        message_id=message_id, conversation_id=conversation_id, **values
    )
    s.execute(statement.on_conflict_do_update(index_elements=[FEEDBACK.c.message_id], set_=values))
