"""What the person who has a conversation owes its visitor, and until when."""

from datetime import datetime, timedelta

from store.change import UnitOfWork


def is_owed(work: UnitOfWork) -> bool:
    """A message no one has answered, or one that the AI has handed over and no person answered."""
    return work.row.due_at is not None or work.row.last_visitor_seq > work.row.answered_upto


def is_silent(work: UnitOfWork) -> bool:
    """Nobody has written to the visitor since people took the conversation."""
    return bool(work.get("last_rep_seq") <= work.get("taken_seq"))


def due_at(work: UnitOfWork) -> datetime:
    """Until when an answer is owed: the response time from now, after a hold from its end.

    When a hold ends in which nobody has written, the conversation goes to everybody or to the AI
    (ADR 0009): then the answer is due by the end of the hold.
    """
    target = timedelta(seconds=work.settings.response_target_s)
    until: datetime | None = work.get("hold_until")
    if until is None:
        return work.now + target
    return until if is_silent(work) else until + target
