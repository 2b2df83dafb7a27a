"""One change of one conversation: the row, its messages, its events and its signals together."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

import orjson
from sqlalchemy import bindparam, exists, select, update
from sqlalchemy.engine import Row
from sqlalchemy.orm import Session

from core.assistants import AssistantSettings
from core.bus import CommittedEvent
from core.errors import Invalid, NotFound
from core.ids import new_id
from core.outbox import OutboxItem
from core.ownership import Ownership
from core.views import (
    AttachmentView,
    AuthorView,
    CitationView,
    ConversationView,
    MessageView,
)
from core.vocabulary import AuthorKind, EventName, MessageKind, Mode, Reason, SignalName, TurnState
from store import events, messages, outbox
from store.conversations import COLUMNS, JOINED, to_view
from store.tables import (
    ASSISTANTS,
    CONVERSATION_TAGS,
    CONVERSATIONS,
    REPS,
    TURNS,
)

LAST_MESSAGE_CHARS = 200


@dataclass(frozen=True)
class Change:
    """What a committed transaction tells the readers and the workflow."""

    conversation: ConversationView
    events: tuple[CommittedEvent, ...] = ()
    signals: tuple[OutboxItem, ...] = ()
    message: MessageView | None = None
    duplicate: bool = False


@dataclass(frozen=True)
class NewMessage:
    """A message before it has its place."""

    author: AuthorView
    text: str
    html: str
    kind: MessageKind = MessageKind.REPLY
    client_id: str | None = None
    citations: Sequence[CitationView] = ()
    attachments: Sequence[AttachmentView] = ()
    choices: Sequence[str] = ()
    turn_id: str | None = None


# Statements of the hot path are built once: building one costs more than running it.
_LOCK = (
    select(
        *COLUMNS,
        ASSISTANTS.c.settings,
        ASSISTANTS.c.name.label("assistant_name"),
        ASSISTANTS.c.knowledge_revision,
        exists().where(CONVERSATION_TAGS.c.conversation_id == CONVERSATIONS.c.id).label("tagged"),
    )
    .select_from(JOINED.join(ASSISTANTS, CONVERSATIONS.c.assistant_id == ASSISTANTS.c.id))
    .where(CONVERSATIONS.c.id == bindparam("conversation_id"))
    .with_for_update(of=CONVERSATIONS)
)
_UPDATE = update(CONVERSATIONS).where(CONVERSATIONS.c.id == bindparam("conversation_id"))
_TAGS = (
    select(CONVERSATION_TAGS.c.name, CONVERSATION_TAGS.c.kind)
    .where(CONVERSATION_TAGS.c.conversation_id == bindparam("conversation_id"))
    .order_by(CONVERSATION_TAGS.c.name)
)


class UnitOfWork:
    """Collects one change of a locked conversation; `finish` writes all of it.

    Holding the row's lock until commit is what makes `seq` dense and commit order its order.
    """

    def __init__(self, s: Session, now: datetime, row: Row[Any]) -> None:
        self.session, self.now, self.row = s, now, row
        self._values: dict[str, Any] = {}
        self.tagged: bool = row.tagged
        self._seq: int = row.seq
        self._messages: list[MessageView] = []
        self._events: list[tuple[EventName, str | AuthorView, bool]] = []
        self._signals: list[tuple[SignalName, dict[str, Any]]] = []
        self.message: MessageView | None = None

    @classmethod
    def lock(cls, s: Session, now: datetime, conversation_id: str) -> "UnitOfWork":
        """Take the conversation for this transaction; 404 when there is none."""
        row: Any = s.execute(_LOCK, {"conversation_id": conversation_id}).one_or_none()
        if row is None:
            raise NotFound(f"There is no conversation {conversation_id!r}.")
        return cls(s, now, row)

    @classmethod
    def lock_for_visitor(
        cls, s: Session, now: datetime, conversation_id: str, visitor_id: str
    ) -> "UnitOfWork":
        """Take a conversation of this visitor; another's does not exist for them."""
        work = cls.lock(s, now, conversation_id)
        if work.row.visitor_id != visitor_id:
            raise NotFound(f"There is no conversation {conversation_id!r}.")
        return work

    @property
    def settings(self) -> AssistantSettings:
        return AssistantSettings.stored(self.row.settings)

    def get(self, column: str) -> Any:
        """The column's value as this change leaves it."""
        return self._values.get(column, getattr(self.row, column))

    def set(self, **values: Any) -> None:
        self._values.update(values)

    @property
    def visitor(self) -> AuthorView:
        row = self.row
        return AuthorView(kind=AuthorKind.VISITOR, id=row.visitor_id, name=row.visitor_name)

    @property
    def assistant(self) -> AuthorView:
        row = self.row
        return AuthorView(kind=AuthorKind.ASSISTANT, id=row.assistant_id, name=row.assistant_name)

    @property
    def system(self) -> AuthorView:
        """What happens by itself: lines that nobody wrote, clocks that run out."""
        return AuthorView(kind=AuthorKind.SYSTEM, name=self.row.assistant_name)

    @property
    def ownership(self) -> Ownership:
        reason = self.get("reason")
        return Ownership(
            mode=Mode(self.get("mode")),
            epoch=self.get("epoch"),
            owner_id=self.get("owner_id"),
            hold_until=self.get("hold_until"),
            waiting_since=self.get("waiting_since"),
            reason=Reason(reason) if reason else None,
        )

    def set_ownership(self, state: Ownership) -> bool:
        """Store who may speak; says whether that is a change of epoch."""
        changed = bool(state.epoch != self.get("epoch"))
        self.set(
            mode=state.mode,
            epoch=state.epoch,
            owner_id=state.owner_id,
            hold_until=state.hold_until,
            waiting_since=state.waiting_since,
            reason=state.reason,
            resume_at=None,
        )
        if changed:
            self._discard_running_turns()
        return changed

    def _discard_running_turns(self) -> None:
        """The word has moved on: no turn that is still running may end in an answer."""
        running = (TURNS.c.conversation_id == self.row.id) & (TURNS.c.state == TurnState.RUNNING)
        values = {"state": TurnState.DISCARDED, "finished_at": self.now}
        self.session.execute(update(TURNS).where(running).values(values))

    def sent_before(self, new: NewMessage) -> MessageView | None:
        """The message that its client id stands for already; None when it is new.

        Errors: 422 `client_id_reused` when that one is another's or says something else.
        """
        assert new.client_id is not None
        known = messages.by_client_id(self.session, self.row.id, new.author.kind, new.client_id)
        if known and not _is_same(known, new):
            raise Invalid(
                f"The client id {new.client_id!r} was used for another text.",
                code="client_id_reused",
            )
        return known

    def add_message(self, new: NewMessage) -> MessageView:
        """Give the message its seq; later `finish` stores it with its event."""
        self._seq += 1
        view = MessageView(
            id=new_id("msg"),
            seq=self._seq,
            client_id=new.client_id,
            author=new.author,
            kind=new.kind,
            text=new.text,
            html=new.html,
            citations=list(new.citations),
            attachments=list(new.attachments),
            choices=list(new.choices),
            turn_id=new.turn_id,
            created_at=self.now,
        )
        self._messages.append(view)
        internal = new.kind is MessageKind.NOTE
        self._events.append((EventName.MESSAGE_CREATED, view.model_dump_json(), internal))
        if new.kind is MessageKind.REPLY:
            self.set(last_message=_preview(view, self.get("last_message")))
        self.message = view
        return view

    def add_event(self, name: EventName, data: dict[str, Any], *, internal: bool = False) -> None:
        self._seq += 1
        self._events.append((name, orjson.dumps(data).decode(), internal))

    def updated(self, by: AuthorView, *, internal: bool = False) -> None:
        """Tell readers how the conversation stands after this change, and who made it."""
        self._seq += 1
        self._events.append((EventName.CONVERSATION_UPDATED, by, internal))

    def signal(self, name: SignalName, **payload: Any) -> None:
        self._signals.append((name, payload))

    def unchanged(self, message: MessageView | None = None) -> Change:
        """Nothing to write: it had been done before."""
        return Change(self._view(), message=message, duplicate=True)

    def finish(self) -> Change:
        """Write everything, in one statement a table."""
        self.set(seq=self._seq, updated_at=self.now)
        self.session.execute(_UPDATE, {"conversation_id": self.row.id, **self._values})
        messages.add(self.session, self.row.id, self._messages)
        view = self._view()
        log = self._log(view)
        events.add(self.session, self.now, log)
        return Change(view, log, self._leave_signals(), self.message)

    def _leave_signals(self) -> tuple[OutboxItem, ...]:
        if not self._signals:
            return ()
        start = outbox.start_of({**self.row._mapping, **self._values}, self.settings)
        return outbox.add(self.session, self.now, start, self._signals)

    def _view(self) -> ConversationView:
        merged = {**self.row._mapping, **self._values}
        if merged["owner_id"] != self.row.owner_id:
            query = select(REPS.c.name).where(REPS.c.id == merged["owner_id"])
            merged["owner_name"] = self.session.execute(query).scalar()
        return to_view(merged, self._tags())

    def _tags(self) -> Sequence[Any]:
        if not self.tagged:
            return ()
        return self.session.execute(_TAGS, {"conversation_id": self.row.id}).all()

    def _log(self, view: ConversationView) -> tuple[CommittedEvent, ...]:
        return tuple(
            CommittedEvent(
                conversation_id=self.row.id,
                seq=seq,
                name=name,
                data=content
                if isinstance(content, str)
                else view.changed_by(content).model_dump_json(),
                internal=internal,
                epoch=view.epoch,
            )
            for seq, (name, content, internal) in enumerate(self._events, self.row.seq + 1)
        )


def _is_same(known: MessageView, new: NewMessage) -> bool:
    said = (new.author.id, new.kind, new.text, list(new.attachments))
    return (known.author.id, known.kind, known.text, known.attachments) == said


def _preview(view: MessageView, before: dict[str, Any] | None) -> dict[str, Any]:
    """A `LastMessageView` as it is stored; it hands on the visitor's words of the one before."""
    asked = None
    if before is not None and view.author.kind is not AuthorKind.VISITOR:
        own = before["author"]["kind"] == AuthorKind.VISITOR
        asked = before["text"] if own else before.get("asked")
    return {
        "seq": view.seq,
        "author": view.author.model_dump(),
        "kind": view.kind,
        "text": view.text[:LAST_MESSAGE_CHARS],
        "created_at": view.created_at,
        "asked": asked,
    }
