"""Turns that come to nothing: an honest line, and a person is called."""

from core.vocabulary import Decision, Reason
from graphs.turn import lines
from graphs.turn.outcome import ActionEnd, ActionResult, TurnOutcome
from graphs.turn.thread import AssistantProfile, PendingAction, Thread


def failed(assistant: AssistantProfile, pending: PendingAction | None) -> TurnOutcome:
    """The outcome of a turn that failed each time it was tried."""
    summary = "The assistant failed several times to answer; the worker's log says why."
    return _given_up(Reason.AI_FAILURE, assistant, pending, summary)


def out_of_time(thread: Thread) -> TurnOutcome:
    """The outcome of a turn that took too long; who has called for a person gets one."""
    reason = Reason.HUMAN_REQUESTED if thread.person_called else Reason.AI_FAILURE
    summary = "The assistant found no answer in the time that it has."
    return _given_up(reason, thread.assistant, thread.pending_action, summary)


def _given_up(
    reason: Reason, assistant: AssistantProfile, pending: PendingAction | None, summary: str
) -> TurnOutcome:
    """Hand over; a custom action that was open ends with the values given so far."""
    values = {name: slot.value for name, slot in pending.slots.items()} if pending else {}
    return TurnOutcome(
        decision=Decision.HANDOFF,
        reason=reason,
        text=lines.handoff(reason, assistant),
        summary=summary,
        action_result=ActionResult(pending.name, ActionEnd.FAILED, values) if pending else None,
    )
