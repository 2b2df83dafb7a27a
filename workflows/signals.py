"""Rows of the outbox as signals of the workflow."""

from datetime import datetime
from typing import Any

from core.outbox import OutboxItem, WorkflowStart
from core.vocabulary import Reason, SignalName
from workflows.contracts import (
    HandoffRequested,
    Hold,
    HumanTakeover,
    ModeChange,
    VisitorMessage,
)

Signal = VisitorMessage | HumanTakeover | Hold | HandoffRequested | ModeChange


def argument(item: OutboxItem) -> Signal:
    """What the signal carries; epoch and mode of a message are those of its transaction."""
    payload = item.payload
    match item.signal:
        case SignalName.VISITOR_MESSAGE:
            return VisitorMessage(payload["seq"], item.start.epoch, item.start.mode)
        case SignalName.HUMAN_TAKEOVER:
            return HumanTakeover(payload["epoch"], payload["rep_id"], payload.get("is_owed", False))
        case SignalName.HOLD:
            return Hold(payload["epoch"], payload["rep_id"], _time(payload["until"]))
        case SignalName.HANDOFF_REQUESTED:
            return HandoffRequested(
                payload["epoch"], Reason(payload["reason"]), _time(payload["since"])
            )
        case SignalName.HAND_BACK | SignalName.CLOSE | SignalName.REOPEN:
            return ModeChange(payload["epoch"], payload.get("answered_upto", 0))


def reminder(start: WorkflowStart) -> OutboxItem:
    """A signal without a row that tells a workflow nothing new, but starts one that is missing."""
    payload: dict[str, Any] = {"seq": start.unread_upto}
    return OutboxItem(0, start.conversation_id, SignalName.VISITOR_MESSAGE, payload, start)


def _time(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
