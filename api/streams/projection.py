"""What a reader may see of an event: the one place that keeps internal things from visitors."""

import orjson

from core.bus import CommittedEvent, Ephemeral
from core.views import ConversationView
from core.vocabulary import AuthorKind, EventName, MessageKind

_TURN_FIELDS = ("turn_id", "epoch", "decision")
_VISITOR_HINTS = frozenset({"answer.delta", "answer.reset", "typing"})
_REP_HINTS = _VISITOR_HINTS | {"presence"}


def visitor_conversation(conversation: ConversationView) -> ConversationView:
    """The conversation without tags, reasons, timers of the reps, or the text of a note."""
    shown = conversation.for_visitor()
    if shown.last_message is not None and shown.last_message.kind is MessageKind.NOTE:
        shown = shown.model_copy(update={"last_message": None})
    return shown


def for_rep(event: CommittedEvent) -> bytes:
    """The event's data, as it is stored."""
    return event.data.encode()


def for_visitor(event: CommittedEvent) -> bytes | None:
    """The event's data, or None when visitors must not know of it."""
    if event.internal or event.name is EventName.ACTION_UPDATED:
        return None
    data = orjson.loads(event.data)
    if event.name is EventName.MESSAGE_CREATED:
        return orjson.dumps(data) if data["kind"] == MessageKind.REPLY else None
    if event.name is EventName.CONVERSATION_UPDATED:
        shown = visitor_conversation(ConversationView.model_validate(data))
        return shown.model_dump_json().encode()
    return orjson.dumps({key: data[key] for key in _TURN_FIELDS if key in data})


def hint_for_rep(hint: Ephemeral) -> bool:
    """Reps see everything that passes but their own typing, which `presence` tells."""
    if hint.name == "typing":
        return bool(hint.data["author"]["kind"] != AuthorKind.REP)
    return hint.name in _REP_HINTS


def hint_for_visitor(hint: Ephemeral) -> bool:
    return hint.name in _VISITOR_HINTS and not hint.internal
