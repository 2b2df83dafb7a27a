"""What a rep reads first about a handoff."""

from typing import Final

from graphs.turn import lines
from graphs.turn.finding.query import question_of
from graphs.turn.forms.actions import ACTIONS
from graphs.turn.state import TurnState
from graphs.turn.thread import PendingAction

MAX_CHARS: Final = 400


def summarise(state: TurnState, action: PendingAction | None) -> str:
    """Quote what the visitor wants, with the values of an action as far as they are known."""
    parts = []
    if action is not None and action.name in ACTIONS:
        definition = ACTIONS[action.name]
        given = lines.values(definition, action) or "nothing given yet"
        parts.append(f"{definition.goal.capitalize()}: {given}.")
    parts.append(f"Visitor: {_shortened(question_of(state['asked']))}")
    return " ".join(parts)


def _shortened(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_CHARS else text[: MAX_CHARS - 1].rstrip() + "…"
