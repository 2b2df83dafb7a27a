"""Reading conversations: one, a visitor's own, and the lists of the inbox."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy import ColumnElement, and_, exists, func, or_, select, true
from sqlalchemy.orm import Session

from core.errors import NotFound
from core.views import (
    ConversationView,
    EscalationView,
    LastMessageView,
    OwnerView,
    TagView,
    VisitorView,
)
from core.vocabulary import InboxView, Mode, Reason
from store import cursors
from store.tables import CONVERSATION_TAGS, CONVERSATIONS, MESSAGES, REPS, VISITORS

c, v, r = CONVERSATIONS.c, VISITORS.c, REPS.c
t, m = CONVERSATION_TAGS.c, MESSAGES.c

OF_VISITOR: Final = 50

JOINED = CONVERSATIONS.join(VISITORS, c.visitor_id == v.id).outerjoin(REPS, c.owner_id == r.id)
COLUMNS = (
    *c,
    v.name.label("visitor_name"),
    v.email.label("visitor_email"),
    v.profile.label("visitor_profile"),
    r.name.label("owner_name"),
)


def to_view(row: Mapping[str, Any], tags: Iterable[Any]) -> ConversationView:
    """Shape a row of `COLUMNS` and its tags (name, kind)."""
    escalation = None
    if row["reason"] and row["escalated_at"]:
        escalation = EscalationView(
            reason=Reason(row["reason"]), summary=row["summary"], since=row["escalated_at"]
        )
    return ConversationView(
        id=row["id"],
        assistant_id=row["assistant_id"],
        visitor=VisitorView(
            id=row["visitor_id"],
            name=row["visitor_name"],
            email=row["visitor_email"],
            profile=row["visitor_profile"],
            page=row["page"],
        ),
        mode=Mode(row["mode"]),
        epoch=row["epoch"],
        owner=OwnerView(id=row["owner_id"], name=row["owner_name"]) if row["owner_id"] else None,
        tags=[TagView(name=name, kind=kind) for name, kind in tags],
        escalation=escalation,
        waiting_since=row["waiting_since"],
        due_at=row["due_at"],
        hold_until=row["hold_until"],
        resume_at=row["resume_at"],
        last_message=row["last_message"] and LastMessageView.model_validate(row["last_message"]),
        seq=row["seq"],
        created_at=row["created_at"],
        updated_at=row["updated_at"],
    )


def view(s: Session, conversation_id: str) -> ConversationView:
    """One conversation; 404 when there is none."""
    row = s.execute(
        select(*COLUMNS).select_from(JOINED).where(c.id == conversation_id)
    ).one_or_none()
    if row is None:
        raise NotFound(f"There is no conversation {conversation_id!r}.")
    return _with_tags(s, [row._mapping])[0]


def of_visitor(s: Session, visitor_id: str) -> list[ConversationView]:
    """A visitor's own conversations, the newest ones first; no more than `OF_VISITOR`."""
    query = (
        select(*COLUMNS)
        .select_from(JOINED)
        .where(c.visitor_id == visitor_id)
        .order_by(c.updated_at.desc(), c.id)
        .limit(OF_VISITOR)
    )
    return _with_tags(s, [row._mapping for row in s.execute(query)])


@dataclass(frozen=True)
class Filter:
    """Which rows of the inbox; `rep_id` is whose `mine` it is."""

    view: InboxView = InboxView.ALL
    rep_id: str | None = None
    tag: str | None = None
    assistant_id: str | None = None
    q: str | None = None


WAITING, OTHERS = 0, 1
"""The parts of a list, each in the order of an index: a page costs the same of however many."""
_IN = {WAITING: c.mode == Mode.WAITING, OTHERS: c.mode != Mode.WAITING}
_ORDER = {WAITING: (c.waiting_since, c.id), OTHERS: (c.updated_at.desc(), c.id)}
_PARTS = {InboxView.ALL: (WAITING, OTHERS), InboxView.WAITING: (WAITING,)}


def rows(
    s: Session, wanted: Filter, *, limit: int = 50, cursor: str | None = None
) -> tuple[list[ConversationView], str | None]:
    """Waiting first, the longest wait on top; then what changed last. Returns the next cursor."""
    begin, behind = _behind(cursor) if cursor else (WAITING, true())
    found: list[Any] = []
    for part in _PARTS.get(wanted.view, (OTHERS,)):
        left = limit + 1 - len(found)
        if part < begin or not left:
            continue
        query = select(*COLUMNS).select_from(JOINED).where(_IN[part], *_conditions(wanted))
        query = query.where(behind if part == begin else true()).order_by(*_ORDER[part])
        found += [row._mapping for row in s.execute(query.limit(left))]
    more = len(found) > limit
    found = found[:limit]
    return _with_tags(s, found), _cursor(found[-1]) if more else None


def counts(s: Session, rep_id: str) -> dict[str, int]:
    """How many conversations each view holds."""
    by_mode = {
        mode: number
        for mode, number in s.execute(select(c.mode, func.count()).group_by(c.mode)).all()
    }
    mine = s.execute(
        select(func.count()).where(c.mode == Mode.HUMAN, c.owner_id == rep_id)
    ).scalar_one()
    return {
        **{mode.value: by_mode.get(mode.value, 0) for mode in Mode},
        InboxView.MINE.value: mine,
        InboxView.ALL.value: sum(by_mode.values()),
    }


def _conditions(wanted: Filter) -> list[ColumnElement[bool]]:
    found: list[ColumnElement[bool]] = []
    if wanted.view is InboxView.MINE:
        found.append(and_(c.mode == Mode.HUMAN, c.owner_id == wanted.rep_id))
    elif wanted.view is not InboxView.ALL:
        found.append(c.mode == wanted.view)
    if wanted.assistant_id:
        found.append(c.assistant_id == wanted.assistant_id)
    if wanted.tag:
        found.append(exists().where(t.conversation_id == c.id, t.name == wanted.tag))
    if wanted.q:
        words = wanted.q
        found.append(
            or_(
                v.name.icontains(words, autoescape=True),
                v.email.icontains(words, autoescape=True),
                exists().where(m.conversation_id == c.id, m.text.icontains(words, autoescape=True)),
            )
        )
    return found


def _behind(cursor: str) -> tuple[int, ColumnElement[bool]]:
    """The part that the list goes on in, and what is left of it."""
    part, moment, last_id = cursors.unpack(cursor, cursors.number, cursors.moment, cursors.name)
    at = c.updated_at if part == OTHERS else c.waiting_since
    reached = at <= moment if part == OTHERS else at >= moment
    return part, and_(reached, or_(at != moment, c.id > last_id))


def _cursor(row: Mapping[str, Any]) -> str:
    waiting = row["mode"] == Mode.WAITING
    at = row["waiting_since"] if waiting else row["updated_at"]
    return cursors.pack(WAITING if waiting else OTHERS, at, row["id"])


def _with_tags(s: Session, found: list[Any]) -> list[ConversationView]:
    by_conversation: dict[str, list[tuple[str, str]]] = {row["id"]: [] for row in found}
    if found:
        query = (
            select(t.conversation_id, t.name, t.kind)
            .where(t.conversation_id.in_(by_conversation))
            .order_by(t.name)
        )
        for conversation_id, name, kind in s.execute(query):
            by_conversation[conversation_id].append((name, kind))
    return [to_view(row, by_conversation[row["id"]]) for row in found]
