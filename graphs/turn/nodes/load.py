"""load: what this turn has to answer."""

from typing import Any

from graphs.turn.finding.query import question_of
from graphs.turn.state import TurnState


async def load(state: TurnState) -> dict[str, Any]:
    """Split the thread into what is asked now and what was said before.

    Reads `thread`; writes `asked`, `earlier`, `question`, `signals`. Pure.
    A thread with nothing to answer is a `ValueError`: such a turn must not start.
    """
    thread = state["thread"]
    asked = thread.unanswered()
    if not asked:
        raise ValueError(f"nothing to answer in {thread.conversation_id!r}")
    return {
        "asked": asked,
        "earlier": thread.earlier(),
        "question": question_of(asked),
        "signals": {"messages": float(len(asked))},
        "choices": (),
        "rewrites": 0,
        "answerable": 0.0,
        "passages": (),
        "alone": None,
        "first": None,
        "parts": (),
        "left_open": (),
        "filled": None,
        "opened": False,
        "beside": "",
    }
