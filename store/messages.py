"""The transcript: messages of a conversation in order."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import bindparam, insert, select
from sqlalchemy.engine import RowMapping
from sqlalchemy.orm import Session

from core.views import AttachmentView, AuthorView, CitationView, MessageView
from core.vocabulary import AuthorKind, MessageKind
from store.tables import MESSAGES

m = MESSAGES.c
NEWEST: Final = 2**31 - 1
"""A seq that no message reaches."""

_BY_CLIENT_ID = select(MESSAGES).where(
    m.conversation_id == bindparam("conversation_id"),
    m.author_kind == bindparam("author"),
    m.client_id == bindparam("client_id"),
)
_ADD = insert(MESSAGES)
_LINES = (
    select(m.seq, m.author_kind, m.author_name, m.text)
    .where(
        m.conversation_id == bindparam("conversation_id"),
        m.kind == MessageKind.REPLY,
        m.seq <= bindparam("upto"),
    )
    .order_by(m.seq.desc())
    .limit(bindparam("last"))
)


@dataclass(frozen=True, slots=True)
class Line:
    """A public message as the AI reads it."""

    seq: int
    author: AuthorKind
    author_name: str
    text: str


def of_conversation(s: Session, conversation_id: str, *, notes: bool = True) -> list[MessageView]:
    """Oldest first."""
    query = select(MESSAGES).where(m.conversation_id == conversation_id).order_by(m.seq)
    if not notes:
        query = query.where(m.kind != MessageKind.NOTE)
    return [to_view(row) for row in s.execute(query).mappings()]


def lines(s: Session, conversation_id: str, last: int, upto: int = NEWEST) -> list[Line]:
    """The `last` public messages up to a seq, oldest first."""
    wanted = {"conversation_id": conversation_id, "last": last, "upto": upto}
    found = s.execute(_LINES, wanted).all()
    return [
        Line(seq, AuthorKind(author), name, text) for seq, author, name, text in reversed(found)
    ]


def by_client_id(
    s: Session, conversation_id: str, author: AuthorKind, client_id: str
) -> MessageView | None:
    """The message that this client id already stands for."""
    wanted = {"conversation_id": conversation_id, "author": author, "client_id": client_id}
    row = s.execute(_BY_CLIENT_ID, wanted).mappings().one_or_none()
    return to_view(row) if row else None


def newest_of(s: Session, conversation_id: str, author_id: str) -> MessageView | None:
    """The newest reply that this person wrote here."""
    query = (
        select(MESSAGES)
        .where(
            m.conversation_id == conversation_id,
            m.author_id == author_id,
            m.kind == MessageKind.REPLY,
        )
        .order_by(m.seq.desc())
        .limit(1)
    )
    row = s.execute(query).mappings().one_or_none()
    return to_view(row) if row else None


def add(s: Session, conversation_id: str, messages: Sequence[MessageView]) -> None:
    """Store messages that have their seq."""
    if messages:
        s.execute(_ADD, [_to_row(conversation_id, view) for view in messages])


def to_view(row: RowMapping) -> MessageView:
    """Shape a row of the table."""
    return MessageView(
        id=row["id"],
        seq=row["seq"],
        client_id=row["client_id"],
        author=AuthorView(
            kind=AuthorKind(row["author_kind"]), id=row["author_id"], name=row["author_name"]
        ),
        kind=MessageKind(row["kind"]),
        text=row["text"],
        html=row["html"],
        citations=[CitationView(**item) for item in row["citations"]],
        attachments=[AttachmentView(**item) for item in row["attachments"]],
        choices=row["choices"] or [],
        turn_id=row["turn_id"],
        created_at=row["created_at"],
    )


def _to_row(conversation_id: str, view: MessageView) -> dict[str, Any]:
    return {
        "conversation_id": conversation_id,
        "seq": view.seq,
        "id": view.id,
        "client_id": view.client_id,
        "author_kind": view.author.kind,
        "author_id": view.author.id,
        "author_name": view.author.name,
        "kind": view.kind,
        "text": view.text,
        "html": view.html,
        "citations": [item.model_dump() for item in view.citations],
        "attachments": [item.model_dump() for item in view.attachments],
        "choices": view.choices or None,
        "turn_id": view.turn_id,
        "created_at": view.created_at,
    }
