"""Turns that end as a test says, without a turn graph."""

from collections.abc import Mapping
from datetime import datetime
from uuid import uuid4

from sqlalchemy.orm import Session

from core.views import ConversationView, MessageView
from core.vocabulary import Decision, Reason
from store import turns
from store.turns import TurnCommit


def finish(
    s: Session,
    now: datetime,
    conversation_id: str,
    decision: Decision,
    reason: Reason | None = None,
    answerable: float = 0.9,
    signals: Mapping[str, object] | None = None,
    threshold: float = 0.5,
) -> tuple[ConversationView, MessageView]:
    """Commit a turn over what is unanswered; returns what became of it and what it wrote."""
    turn_id, epoch = f"{conversation_id}:{uuid4().hex}", turns.standing(s, conversation_id).epoch
    start = turns.begin(s, now, conversation_id=conversation_id, epoch=epoch, turn_id=turn_id)
    assert start
    outcome = TurnCommit(
        turn_id=turn_id,
        conversation_id=conversation_id,
        epoch=epoch,
        upto_seq=start.upto_seq,
        decision=decision,
        reason=reason,
        text="Said.",
        html="<p>Said.</p>",
        answerable=answerable,
        trace={"signals": dict(signals or {}), "threshold": threshold},
    )
    change = turns.commit(s, now, outcome)
    assert change
    assert change.message
    return change.conversation, change.message
